package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Utf8Text;

/** Scales the count of another vocabulary by the mix of all that was added. */
final class ScaledRunningCount implements RunningCount {
  private final RunningCount base;
  private final ContentMix mix;

  /**
   * @param base of a text that is still empty
   */
  ScaledRunningCount(RunningCount base, ContentRatios ratios) {
    this.base = base;
    mix = new ContentMix(ratios);
  }

  @Override
  public void append(Utf8Text part) {
    base.append(part);
    mix.add(part);
  }

  @Override
  public int tokensWith(Utf8Text rest) {
    return mix.copy().add(rest).tokens(base.tokensWith(rest));
  }

  @Override
  public int openBytes() {
    return base.openBytes();
  }
}
