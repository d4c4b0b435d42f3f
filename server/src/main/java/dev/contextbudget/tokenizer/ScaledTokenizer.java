package dev.contextbudget.tokenizer;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.function.IntFunction;

/**
 * Estimates the tokens of a vocabulary that does not come with the service: the count of one that
 * does, times and plus what the {@link ContentRatios} of its text say.
 *
 * <p>One factor for all text will not do: relative to o200k, the older Claude vocabulary takes 1.1
 * times the tokens on English and 4.4 times on Thai, and Gemma's 1.0 times on English and 1.7 times
 * on a table of numbers. The estimate has its own id, so that it is never taken for the other
 * vocabulary's count, and carries the margin by which the truth was at most above it.
 */
public final class ScaledTokenizer implements Tokenizer {
  /**
   * Half of the cuts end within four rounds on text of one kind, and within 10 to 16 on samples of
   * all kinds strung together, where one in ten to one in two takes all the rounds there are.
   */
  private static final int ROUNDS = 16;

  /** Every so many rounds the middle is tried, lest one side of the cut is never approached. */
  private static final int HALVING_ROUND = 2;

  private final String id;
  private final Tokenizer base;
  private final ContentRatios ratios;
  private final Accuracy accuracy;
  private final double errorMarginRatio;

  /**
   * @param base what is counted
   * @param accuracy not exact
   * @param errorMarginRatio above 0
   */
  public ScaledTokenizer(
      String id, Tokenizer base, ContentRatios ratios, Accuracy accuracy, double errorMarginRatio) {
    if (accuracy == Accuracy.EXACT || !(errorMarginRatio > 0)) { // !(>) also catches NaN
      throw new IllegalArgumentException(
          "%s: an estimate is not exact and has a margin above 0, got %s, %s"
              .formatted(id, accuracy, errorMarginRatio));
    }
    this.id = id;
    this.base = base;
    this.ratios = ratios;
    this.accuracy = accuracy;
    this.errorMarginRatio = errorMarginRatio;
  }

  @Override
  public Tokenizer stoppedBy(StopSignal stop) {
    return new ScaledTokenizer(id, base.stoppedBy(stop), ratios, accuracy, errorMarginRatio);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Accuracy accuracy() {
    return accuracy;
  }

  @Override
  public double errorMarginRatio() {
    return errorMarginRatio;
  }

  @Override
  public int count(Utf8Text text) {
    return ratios.tokens(text, base.count(text));
  }

  @Override
  public int countUpTo(Utf8Text text, int limitTokens) {
    int baseLimit = ratios.mostTokens(limitTokens);
    int baseTokens = base.countUpTo(text, baseLimit);
    return baseTokens > baseLimit ? limitTokens + 1 : ratios.tokens(text, baseTokens);
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    return longest(text, limitTokens, tokens -> text.slice(0, base.prefixBytes(text, tokens)));
  }

  @Override
  public int suffixBytes(Utf8Text text, int limitTokens) {
    return longest(
        text,
        limitTokens,
        tokens -> text.slice(text.length() - base.suffixBytes(text, tokens), text.length()));
  }

  /**
   * Returns the length of the longest part of a text that fits, as far as some rounds tell: between
   * a part that fits and one that does not, the next to be tried has as many more or fewer tokens
   * of the base as the last one was off.
   *
   * @param part the part with at most so many tokens of the base
   */
  private int longest(Utf8Text text, int limitTokens, IntFunction<Utf8Text> part) {
    if (countUpTo(text, limitTokens) <= limitTokens) {
      return text.length();
    }
    int longest = 0;
    int fits = 0;
    int tooMany = Math.min(ratios.mostTokens(limitTokens), text.length()) + 1;
    int tokens = ratios.fewTokens(limitTokens);
    for (int round = 1; round <= ROUNDS && tooMany - fits > 1; round++) {
      tokens = Math.min(Math.max(tokens, fits + 1), tooMany - 1);
      Utf8Text candidate = part.apply(tokens);
      int counted = count(candidate);
      int next = (int) Math.min(tooMany, (long) tokens * limitTokens / Math.max(counted, 1));
      if (counted > limitTokens) {
        tooMany = tokens;
      } else {
        fits = tokens;
        longest = Math.max(longest, candidate.length());
        if (next == tokens) { // no room for one more
          return longest;
        }
      }
      tokens = round % HALVING_ROUND == 0 ? (fits + tooMany) >>> 1 : next;
    }
    return longest;
  }
}
