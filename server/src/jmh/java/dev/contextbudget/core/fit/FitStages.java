package dev.contextbudget.core.fit;

import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Layout;

/** The steps of {@link Fitter#fit}, apart, so that each can be timed. */
public final class FitStages {
  private final Fitter fitter;
  private final Fitter.Decided decided;

  private FitStages(Fitter fitter, Fitter.Decided decided) {
    this.fitter = fitter;
    this.decided = decided;
  }

  /** Returns what stays and goes; one round, as nearly all requests take. */
  public static FitStages decide(FitRequest request, Layout layout, RequestSize sizes) {
    Fitter fitter = new Fitter(request, layout, sizes, true);
    return new FitStages(fitter, fitter.decide());
  }

  /** Returns the prompt with its explanation. */
  public FitResult write() {
    return fitter.explain(decided, fitter.write(decided));
  }
}
