package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Utf8Text;

/** Counts a form as it grows, and keeps the end of the text whose form may still change. */
final class FormedRunningCount implements RunningCount {
  private final RunningCount base;
  private final StopSignal stop;
  private TextForm form;
  private Utf8Text open = Utf8Text.EMPTY;

  /**
   * @param base of a text that is still empty
   */
  FormedRunningCount(RunningCount base, TextForm form, StopSignal stop) {
    this.base = base;
    this.stop = stop;
    this.form = form;
  }

  @Override
  public void append(Utf8Text part) {
    Utf8Text longer = open.followedBy(part);
    int settled = form.settledBytes(longer, stop);
    open = longer.slice(settled, longer.length()).detached();
    if (settled > 0) {
      base.append(form.textOf(longer.slice(0, settled), stop));
      form = form.continued();
    }
  }

  @Override
  public int tokensWith(Utf8Text rest) {
    return base.tokensWith(form.textOf(open.followedBy(rest), stop));
  }

  @Override
  public int openBytes() {
    return Math.addExact(open.length(), base.openBytes());
  }
}
