package dev.contextbudget.tokenizer;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.function.IntFunction;

/**
 * Estimates the tokens of a vocabulary that does not come with the service: the count of one that
 * does, times a ratio that depends on the kind of text.
 *
 * <p>One factor for all text will not do: relative to o200k, the older Claude vocabulary takes 1.1
 * times the tokens on English and 4.4 times on Thai. The estimate has its own id, so that it is
 * never taken for the other vocabulary's count, and carries the margin by which the truth was at
 * most above it.
 */
public final class ScaledTokenizer implements Tokenizer {
  /** The ratio of a prefix settles in two rounds on plain and in four on mixed text. */
  private static final int ROUNDS = 4;

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
    return ContentRatios.scaled(base.count(text), ratios.permilleOf(text));
  }

  @Override
  public int countUpTo(Utf8Text text, int limitTokens) {
    int baseLimit = ContentRatios.unscaled(limitTokens, ratios.minPermille());
    int baseTokens = base.countUpTo(text, baseLimit);
    return baseTokens > baseLimit
        ? limitTokens + 1
        : ContentRatios.scaled(baseTokens, ratios.permilleOf(text));
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
   * Returns the length of the longest part of a text that fits, as far as a few rounds tell: a part
   * that fits at the highest ratio gives its own ratio, which gives a better part.
   *
   * @param part the part with at most so many tokens of the base
   */
  private int longest(Utf8Text text, int limitTokens, IntFunction<Utf8Text> part) {
    if (countUpTo(text, limitTokens) <= limitTokens) {
      return text.length();
    }
    int longest = 0;
    int tokens = ContentRatios.unscaled(limitTokens, ratios.maxPermille());
    for (int round = 0; round < ROUNDS; round++) {
      Utf8Text candidate = part.apply(tokens);
      int permille = ratios.permilleOf(candidate);
      if (ContentRatios.scaled(base.count(candidate), permille) <= limitTokens) {
        longest = Math.max(longest, candidate.length());
      }
      int next = ContentRatios.unscaled(limitTokens, permille);
      if (next == tokens) {
        return longest;
      }
      tokens = next;
    }
    return longest;
  }
}
