package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.function.IntUnaryOperator;

/**
 * Counts texts in another form than they have, and cuts them as they are.
 *
 * <p>A cut that would be within a character of the original that changed is moved to its border,
 * and what it leaves is counted again; a suffix always is, as it may get a space in front that it
 * had not within the text. Of a character whose marks are put in another order, however many, a
 * prefix has all or nothing: no beginning of it has the first tokens of the whole.
 *
 * <p>Short prefixes and suffixes put no more than a few times what they take in its form, and of a
 * text that is too long by its bytes alone nothing is, to count up to a limit. Everything else
 * needs the form of all of it.
 */
public final class FormedTokenizer implements Tokenizer {
  /** Bytes of a text that become one in its form: 3 at the most, of Hangul and of U+2581. */
  private static final int MAX_SHRINKING = 4;

  /** Prose has 4 bytes a token, and a cut is looked for in the nearer half of a window. */
  private static final int LIKELY_BYTES_PER_TOKEN = 16;

  private static final int MIN_WINDOW_BYTES = 1 << 10;

  private final Tokenizer base;
  private final TextForm form;
  private final int maxTokenBytes;
  private final StopSignal stop;

  /**
   * @param base counts texts that have the form
   * @param maxTokenBytes the longest token that it has
   */
  public FormedTokenizer(Tokenizer base, TextForm form, int maxTokenBytes) {
    this(base, form, maxTokenBytes, StopSignal.NEVER);
  }

  private FormedTokenizer(Tokenizer base, TextForm form, int maxTokenBytes, StopSignal stop) {
    this.base = base;
    this.form = form;
    this.maxTokenBytes = maxTokenBytes;
    this.stop = stop;
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
    return base.count(form.textOf(text, stop));
  }

  @Override
  public int countUpTo(Utf8Text text, int limitTokens) {
    if (text.length() > (long) limitTokens * maxTokenBytes * MAX_SHRINKING) {
      return limitTokens + 1;
    }
    return base.countUpTo(form.textOf(text, stop), limitTokens);
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    for (long window = window(limitTokens); window < text.length(); window *= 2) {
      Utf8Text front = text.slice(0, boundary(text, (int) window));
      int bytes = prefixOfAll(front, limitTokens);
      if (bytes <= front.length() / 2) {
        return bytes;
      }
    }
    return prefixOfAll(text, limitTokens);
  }

  private int prefixOfAll(Utf8Text text, int limitTokens) {
    FormedText formed = form.of(text, stop);
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
    for (long window = window(limitTokens); window < text.length(); window *= 2) {
      int from = boundary(text, text.length() - (int) window);
      int bytes = suffixOfAll(text.slice(from, text.length()), limitTokens);
      if (bytes <= (text.length() - from) / 2) {
        return bytes;
      }
    }
    return suffixOfAll(text, limitTokens);
  }

  private int suffixOfAll(Utf8Text text, int limitTokens) {
    FormedText formed = form.of(text, stop);
    int formedLength = formed.text().length();
    return longest(
        limitTokens,
        tokens ->
            text.length()
                - formed.originalNotBefore(formedLength - base.suffixBytes(formed.text(), tokens)),
        length -> countUpTo(text.slice(text.length() - length, text.length()), limitTokens));
  }

  private static long window(int limitTokens) {
    return Math.max(MIN_WINDOW_BYTES, (long) limitTokens * LIKELY_BYTES_PER_TOKEN);
  }

  private static int boundary(Utf8Text text, int from) {
    int at = from;
    while (!text.isCodePointBoundary(at)) {
      at++;
    }
    return at;
  }

  /** A space that every text gets in front is one token more for each chunk than in the text. */
  @Override
  public int[] chunkEnds(Utf8Text text, ChunkLimit limit) {
    FormedText formed = form.of(text, stop);
    int frontTokens = form.continued() == form ? 0 : 1;
    int[] formedEnds =
        base.chunkEnds(
            formed.text(),
            (start, end, tokens) ->
                limit.allows(
                    formed.originalNotBehind(start),
                    formed.originalNotBefore(end),
                    tokens + frontTokens));
    FormedChunks chunks = new FormedChunks(this, text, limit);
    for (int end : formedEnds) {
      chunks.endAt(end == formed.text().length() ? text.length() : formed.originalNotBehind(end));
    }
    return chunks.ends();
  }

  @Override
  public RunningCount running() {
    return new FormedRunningCount(base.running(), form, stop);
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
    return new FormedTokenizer(base.stoppedBy(stop), form, maxTokenBytes, stop);
  }
}
