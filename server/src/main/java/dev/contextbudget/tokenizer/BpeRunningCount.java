package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.Settled;

/** Counts again from before the last pieces of the text that was there. */
final class BpeRunningCount implements RunningCount {
  private final BpeTokenizer tokenizer;
  private Utf8Text open = Utf8Text.EMPTY;
  private int settledTokens;
  private int openTokens;

  BpeRunningCount(BpeTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  @Override
  public void append(Utf8Text part) {
    Utf8Text longer = open.followedBy(part);
    Settled settled = tokenizer.settled(longer);
    settledTokens = Math.addExact(settledTokens, settled.tokens());
    openTokens = settled.openTokens();
    open = longer.slice(settled.end(), longer.length()).detached();
  }

  @Override
  public int tokensWith(Utf8Text rest) {
    int tokens = rest.isEmpty() ? openTokens : tokenizer.count(open.followedBy(rest));
    return Math.addExact(settledTokens, tokens);
  }

  @Override
  public int openBytes() {
    return open.length();
  }
}
