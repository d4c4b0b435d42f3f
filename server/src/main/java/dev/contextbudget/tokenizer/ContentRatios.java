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
  private static final int UNIT = 1000;
  private static final int MAX_RATIO = 100;
  private static final int MAX_ADDED_TOKENS = 10;

  private record Rate(int ratioPermille, int addedPermille) {}

  private final Map<ContentClass, Rate> rates = new EnumMap<>(ContentClass.class);
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
      rates.put(content, new Rate(permille, (int) Math.ceil(added * UNIT)));
      smallest = Math.min(smallest, permille);
      largest = Math.max(largest, permille);
    }
    minRatioPermille = smallest;
    maxRatioPermille = largest;
  }

  /**
   * Returns what a text of {@code otherTokens} of the other vocabulary comes to, rounded up. O(n).
   */
  int tokens(Utf8Text text, int otherTokens) {
    if (text.isEmpty()) {
      return 0;
    }
    long ratios = 0;
    long added = 0;
    for (int i = 0; i < text.length(); ) {
      int lead = text.byteAt(i) & 0xFF;
      int length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
      int codePoint = length == 1 ? lead : codePoint(text, i, length);
      Rate rate = requireNonNull(rates.get(ContentClass.of(codePoint)));
      ratios += (long) length * rate.ratioPermille();
      added += (long) length * rate.addedPermille();
      i += length;
    }
    return Math.toIntExact(ceilDiv(otherTokens * ceilDiv(ratios, text.length()) + added, UNIT));
  }

  /** Returns the most tokens of the other vocabulary that may come to {@code limitTokens}. */
  int mostTokens(int limitTokens) {
    return unscaled(limitTokens, minRatioPermille);
  }

  /** Returns so few that they come to at most {@code limitTokens} if no byte adds anything. */
  int fewTokens(int limitTokens) {
    return unscaled(limitTokens, maxRatioPermille);
  }

  private static int codePoint(Utf8Text text, int start, int length) {
    int lead = text.byteAt(start) & 0xFF;
    int codePoint = lead & (0xFF >> (length + 1));
    for (int i = start + 1; i < start + length; i++) {
      codePoint = codePoint << 6 | (text.byteAt(i) & 0x3F);
    }
    return codePoint;
  }

  private static int unscaled(int limitTokens, int permille) {
    return (int) Math.min(Integer.MAX_VALUE, (long) limitTokens * UNIT / permille);
  }

  private static long ceilDiv(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
