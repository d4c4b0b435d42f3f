package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.Utf8Text;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * How many tokens a vocabulary makes of each kind of text, relative to another vocabulary.
 *
 * <p>A text has the mean of the ratios of its classes, each weighted by its share of the bytes.
 * Ratios are held in thousandths, so that a count is the same on every machine.
 */
public final class ContentRatios {
  private static final int UNIT = 1000;
  private static final int MAX_RATIO = 100;

  private final Map<ContentClass, Integer> permille = new EnumMap<>(ContentClass.class);
  private final int asciiPermille;
  private final int digitPermille;
  private final int min;
  private final int max;

  /**
   * @param ratios of every class; above 0, at most 100
   */
  public ContentRatios(Map<ContentClass, Double> ratios) {
    int smallest = Integer.MAX_VALUE;
    int largest = 0;
    for (ContentClass content : ContentClass.values()) {
      Double ratio = ratios.get(content);
      if (ratio == null || !(ratio >= 1.0 / UNIT && ratio <= MAX_RATIO)) { // !() catches NaN
        throw new IllegalArgumentException(
            "want a ratio above 0 and at most %d for %s, got %s"
                .formatted(MAX_RATIO, content.wireName(), ratio));
      }
      int thousandths = (int) Math.ceil(ratio * UNIT);
      permille.put(content, thousandths);
      smallest = Math.min(smallest, thousandths);
      largest = Math.max(largest, thousandths);
    }
    min = smallest;
    max = largest;
    asciiPermille = permilleOf(ContentClass.ASCII);
    digitPermille = permilleOf(ContentClass.DIGIT);
  }

  /** Returns the ratio of a text in thousandths, rounded up. O(n). */
  int permilleOf(Utf8Text text) {
    if (text.isEmpty()) {
      return max;
    }
    long sum = 0;
    for (int i = 0; i < text.length(); ) {
      int lead = text.byteAt(i) & 0xFF;
      if (lead < 0x80) {
        sum += lead >= '0' && lead <= '9' ? digitPermille : asciiPermille;
        i++;
      } else {
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        sum += (long) length * permilleOf(ContentClass.of(codePoint(text, i, length)));
        i += length;
      }
    }
    return (int) ceilDiv(sum, text.length());
  }

  private int permilleOf(ContentClass content) {
    return Objects.requireNonNull(permille.get(content));
  }

  private static int codePoint(Utf8Text text, int start, int length) {
    int lead = text.byteAt(start) & 0xFF;
    int codePoint = lead & (0xFF >> (length + 1));
    for (int i = start + 1; i < start + length; i++) {
      codePoint = codePoint << 6 | (text.byteAt(i) & 0x3F);
    }
    return codePoint;
  }

  /** Returns what {@code tokens} of the other vocabulary come to at a ratio, rounded up. */
  static int scaled(int tokens, int permille) {
    return Math.toIntExact(ceilDiv((long) tokens * permille, UNIT));
  }

  /** Returns the most tokens of the other vocabulary that come to at most {@code limitTokens}. */
  static int unscaled(int limitTokens, int permille) {
    return (int) Math.min(Integer.MAX_VALUE, (long) limitTokens * UNIT / permille);
  }

  int minPermille() {
    return min;
  }

  int maxPermille() {
    return max;
  }

  private static long ceilDiv(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
