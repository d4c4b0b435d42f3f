package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.function.IntUnaryOperator;

/**
 * Counts texts in another form than they have, and cuts them as they are.
 *
 * <p>A cut that would be within a character of the original that changed is moved to its border,
 * and what it leaves is counted again; a suffix always is, as it may get a space in front that it
 * had not within the text.
 */
public final class FormedTokenizer implements Tokenizer {
  private final Tokenizer base;
  private final TextForm form;

  /**
   * @param base counts texts that have the form
   */
  public FormedTokenizer(Tokenizer base, TextForm form) {
    this.base = base;
    this.form = form;
  }

  @Override
  public String id() {
    return base.id();
  }

  @Override
  public Accuracy accuracy() {
    return base.accuracy();
  }

  @Override
  public double errorMarginRatio() {
    return base.errorMarginRatio();
  }

  @Override
  public int count(Utf8Text text) {
    return base.count(form.of(text).text());
  }

  @Override
  public int countUpTo(Utf8Text text, int limitTokens) {
    return base.countUpTo(form.of(text).text(), limitTokens);
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    FormedText formed = form.of(text);
    if (formed.isUnchanged()) {
      return base.prefixBytes(text, limitTokens);
    }
    return longest(
        limitTokens,
        tokens -> formed.originalNotBehind(base.prefixBytes(formed.text(), tokens)),
        length -> countUpTo(text.slice(0, length), limitTokens));
  }

  @Override
  public int suffixBytes(Utf8Text text, int limitTokens) {
    FormedText formed = form.of(text);
    int formedLength = formed.text().length();
    return longest(
        limitTokens,
        tokens ->
            text.length()
                - formed.originalNotBefore(formedLength - base.suffixBytes(formed.text(), tokens)),
        length -> countUpTo(text.slice(text.length() - length, text.length()), limitTokens));
  }

  /**
   * Returns a length that counts few enough tokens alone: the first one nearly always does.
   *
   * @param lengthOf the length in bytes of so many tokens within the text
   * @param tokensOf the tokens of so many bytes alone
   */
  private static int longest(
      int limitTokens, IntUnaryOperator lengthOf, IntUnaryOperator tokensOf) {
    int tokens = limitTokens;
    for (int step = 1; tokens > 0; step *= 2) {
      int length = lengthOf.applyAsInt(tokens);
      if (tokensOf.applyAsInt(length) <= limitTokens) {
        return length;
      }
      tokens -= step;
    }
    return 0;
  }

  @Override
  public Tokenizer stoppedBy(StopSignal stop) {
    return new FormedTokenizer(base.stoppedBy(stop), form);
  }
}
