package dev.contextbudget.tokenizer;

import static java.util.Objects.requireNonNull;

import dev.contextbudget.core.token.Utf8Text;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many tokens a vocabulary makes of each kind of text, relative to another vocabulary.
 *
 * <p>A text comes to the tokens of the other vocabulary times the mean of the ratios of its bytes,
 * and to so many tokens more for each byte of a class. The ratios tell scripts apart. What a byte
 * adds tells prose, code, JSON and numbers apart, of which each is a mixture of the same bytes: one
 * vocabulary takes digits one by one that another takes in threes, and needs just one token more
 * for two of three digits, whatever stands around them.
 *
 * <p>All numbers are held in thousandths, so that a count is the same on every machine.
 */
public final class ContentRatios {
  static final int UNIT = 1000;
  private static final int MAX_RATIO = 100;
  private static final int MAX_ADDED_TOKENS = 10;

  private static final int ASCII = 0x80;

  private record Rate(long ratioPermille, long addedPermille) {}

  private final Map<ContentClass, Rate> rates = new EnumMap<>(ContentClass.class);

  /** The same for a byte of ASCII, as most bytes are: the class need not be asked for. */
  private final long[] ratioOfAscii = new long[ASCII];

  private final long[] addedOfAscii = new long[ASCII];
  private final int minRatioPermille;
  private final int maxRatioPermille;

  /**
   * @param ratios of every class; above 0, at most 100
   * @param addedTokens for each byte of a class, where not 0; at least 0, at most 10
   */
  public ContentRatios(Map<ContentClass, Double> ratios, Map<ContentClass, Double> addedTokens) {
    int smallest = Integer.MAX_VALUE;
    int largest = 0;
    for (ContentClass content : ContentClass.values()) {
      double ratio = ratios.getOrDefault(content, 0.0);
      double added = addedTokens.getOrDefault(content, 0.0);
      if (!(ratio >= 1.0 / UNIT && ratio <= MAX_RATIO)) { // !() catches NaN
        throw new IllegalArgumentException(
            "want a ratio above 0 and at most %d for %s, got %s"
                .formatted(MAX_RATIO, content.scriptName(), ratio));
      }
      if (!(added >= 0 && added <= MAX_ADDED_TOKENS)) {
        throw new IllegalArgumentException(
            "want 0 to %d tokens for each byte of %s, got %s"
                .formatted(MAX_ADDED_TOKENS, content.wireName(), added));
      }
      int permille = (int) Math.ceil(ratio * UNIT);
      rates.put(content, new Rate(permille, (long) Math.ceil(added * UNIT)));
      smallest = Math.min(smallest, permille);
      largest = Math.max(largest, permille);
    }
    for (int i = 0; i < ASCII; i++) {
      Rate rate = rateOf(i);
      ratioOfAscii[i] = rate.ratioPermille();
      addedOfAscii[i] = rate.addedPermille();
    }
    minRatioPermille = smallest;
    maxRatioPermille = largest;
  }

  /**
   * Returns what a text of {@code otherTokens} of the other vocabulary comes to, rounded up. O(n).
   */
  int tokens(Utf8Text text, int otherTokens) {
    return new ContentMix(this).add(text).tokens(otherTokens);
  }

  /** Adds the bytes of a text to a mix, by their classes, and returns the mix. */
  ContentMix rate(Utf8Text text, ContentMix mix) {
    return text.read((bytes, start, length) -> rate(bytes, start, start + length, mix));
  }

  private ContentMix rate(byte[] text, int start, int end, ContentMix mix) {
    long ratios = 0;
    long added = 0;
    for (int at = start; at < end; ) {
      int lead = text[at];
      if (lead >= 0) {
        ratios += ratioOfAscii[lead];
        added += addedOfAscii[lead];
        at++;
      } else {
        int bytes = lead < (byte) 0xE0 ? 2 : lead < (byte) 0xF0 ? 3 : 4;
        Rate rate = rateOf(codePoint(text, at, bytes));
        ratios += bytes * rate.ratioPermille();
        added += bytes * rate.addedPermille();
        at += bytes;
      }
    }
    return mix.add(end - start, ratios, added);
  }

  /** Returns the most tokens of the other vocabulary that may come to {@code limitTokens}. */
  int mostTokens(int limitTokens) {
    return unscaled(limitTokens, minRatioPermille);
  }

  /** Returns so few that they come to at most {@code limitTokens} if no byte adds anything. */
  int fewTokens(int limitTokens) {
    return unscaled(limitTokens, maxRatioPermille);
  }

  private Rate rateOf(int codePoint) {
    return requireNonNull(rates.get(ContentClass.of(codePoint)));
  }

  private static int codePoint(byte[] text, int start, int bytes) {
    int codePoint = text[start] & (0x7F >> bytes);
    for (int i = start + 1; i < start + bytes; i++) {
      codePoint = codePoint << 6 | (text[i] & 0x3F);
    }
    return codePoint;
  }

  private static int unscaled(int limitTokens, int permille) {
    return (int) Math.min(Integer.MAX_VALUE, (long) limitTokens * UNIT / permille);
  }
}
