package dev.contextbudget.sweep;

import dev.contextbudget.client.Edits;
import dev.contextbudget.v1.ContextBudgetServiceGrpc.ContextBudgetServiceBlockingStub;
import dev.contextbudget.v1.DegradationLevel;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.View;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Sends a conversation in every form, with every setup, at every share, and judges the answers. */
final class Sweep {
  static final int[] PERCENTS = {5, 10, 20, 40};
  private static final long DEADLINE_SECONDS = 60;

  private final ContextBudgetServiceBlockingStub stub;
  private final Tally tally;

  Sweep(ContextBudgetServiceBlockingStub stub, Tally tally) {
    this.stub = stub;
    this.tally = tally;
  }

  void run(DataSet set, Recording recording) {
    tally.conversation(set);
    for (Scene scene : set.scenesOf(recording)) {
      Map<Counting, FitContextResponse> whole = new EnumMap<>(Counting.class);
      for (Setup setup : Setup.ALL) {
        whole.computeIfAbsent(setup.counting(), unused -> whole(set, scene, setup));
        int before = -1;
        for (int percent : PERCENTS) {
          Trial trial = Trial.of(scene, setup, percent, whole.get(setup.counting()));
          int kept = run(set, trial);
          if (kept < before) {
            tally.grewLess(set, percent);
          }
          before = kept;
        }
      }
      for (Setup setup : NextTurn.SETUPS) {
        new NextTurn(this, set, setup, tally).run(scene, whole.get(setup.counting()));
      }
      new CompactSweep(stub, tally).run(set, scene);
      Arrays.stream(Counting.values()).forEach(Counting::forget);
    }
  }

  FitContextResponse call(FitContextRequest request, View view) {
    return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .fitContext(request.toBuilder().setView(view).build());
  }

  /** With room for everything, everything stays, and counts what we count. */
  private FitContextResponse whole(DataSet set, Scene scene, Setup setup) {
    FitContextResponse whole = call(setup.whole(scene), View.VIEW_FULL);
    boolean kept =
        whole.getDegradationLevel() == DegradationLevel.DEGRADATION_LEVEL_NONE
            && new KeptText(scene, whole).slices().isEmpty();
    int count = setup.counting().count(whole.getPrompt());
    if (!kept || count != whole.getReport().getTotalTokens()) {
      String detail =
          "%s whole: counted %d, reported %d"
              .formatted(scene.name(), count, whole.getReport().getTotalTokens());
      tally.fail(set, 100, Check.TOTAL, setup.name(), detail);
    }
    return whole;
  }

  /** Returns the tokens kept; 0 if the request was refused. */
  private int run(DataSet set, Trial trial) {
    FitContextResponse full;
    try {
      full = call(trial.request(), View.VIEW_FULL);
    } catch (StatusRuntimeException e) {
      refused(set, trial, e);
      return 0;
    }
    FitContextResponse again = call(trial.request(), View.VIEW_FULL);
    if (!full.toByteString().equals(again.toByteString())) {
      fail(set, trial, Check.SAME_TWICE, "other bytes");
    }
    FitContextResponse edits = call(trial.request(), View.VIEW_EDITS);
    if (!Edits.apply(trial.request(), edits).equals(full)) {
      fail(set, trial, Check.EDITS_ARE_FULL, "another answer");
    }
    new Verdict(trial, full)
        .problems()
        .forEach((check, problem) -> fail(set, trial, check, problem));
    double used =
        (double) full.getReport().getTotalTokens()
            / full.getReport().getEquation().getInputBudgetTokens();
    tally.answered(
        set, trial, used, full.getDegradationLevel() != DegradationLevel.DEGRADATION_LEVEL_NONE);
    return full.getDecisionsList().stream().mapToInt(ItemDecision::getAfterTokens).sum();
  }

  private void fail(DataSet set, Trial trial, Check check, String problem) {
    tally.fail(set, trial.percent(), check, trial.setup().name(), trial + ": " + problem);
  }

  /** A refusal is right if it names the least budget that does, and that one does. */
  private void refused(DataSet set, Trial trial, StatusRuntimeException refusal) {
    Optional<Integer> required = Refusal.requiredTokens(refusal);
    boolean mayRefuse = trial.setup().share() == Setup.Share.OF_ALL_AS_DEFAULT;
    if (!mayRefuse || required.isEmpty()) {
      fail(set, trial, Check.NO_ERROR, refusal.getStatus().toString());
      return;
    }
    boolean enough = isAnswered(trial, required.get());
    boolean least = !isAnswered(trial, required.get() - 1);
    if (!enough || !least) {
      fail(set, trial, Check.NO_ERROR, "minimum %d is wrong".formatted(required.get()));
    }
    tally.refused(set, trial);
  }

  private boolean isAnswered(Trial trial, int budgetTokens) {
    FitContextRequest.Builder request = trial.request().toBuilder();
    request
        .getPolicyBuilder()
        .setContextWindowTokens(trial.setup().counting().windowFor(budgetTokens));
    try {
      call(request.build(), View.VIEW_EDITS);
      return true;
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.FAILED_PRECONDITION) {
        return false;
      }
      throw e;
    }
  }
}
