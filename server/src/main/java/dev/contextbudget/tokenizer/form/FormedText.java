package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.token.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** A text in another form, which tells where in the original a place of it was. */
public final class FormedText {
  private final Utf8Text text;

  /** Ends of unchanged and changed stretches in turn, in the original and in the text. */
  private final int[] originalEnds;

  private final int[] formedEnds;

  private FormedText(Utf8Text text, int[] originalEnds, int[] formedEnds) {
    this.text = text;
    this.originalEnds = originalEnds;
    this.formedEnds = formedEnds;
  }

  /** Returns a text that had the form. */
  static FormedText unchanged(Utf8Text text) {
    return new FormedText(text, new int[0], new int[0]);
  }

  /** Returns the text in its form. */
  public Utf8Text text() {
    return text;
  }

  /** Returns true if the text is the original. */
  public boolean isUnchanged() {
    return originalEnds.length == 0;
  }

  /** Returns the last place of the original that is not behind a place of the text. */
  public int originalNotBehind(int place) {
    return original(place, 0);
  }

  /** Returns the first place of the original that is not before a place of the text. */
  public int originalNotBefore(int place) {
    return original(place, 1);
  }

  /**
   * @param end 0 for the start of a changed stretch that a place is in, 1 for its end
   */
  private int original(int place, int end) {
    int stretch = Arrays.binarySearch(formedEnds, place);
    if (stretch < 0) {
      stretch = -stretch - 1;
    } else {
      while (stretch > 0 && formedEnds[stretch - 1] == place) {
        stretch--; // the first of several that end here
      }
    }
    int originalStart = stretch == 0 ? 0 : originalEnds[stretch - 1];
    int formedStart = stretch == 0 ? 0 : formedEnds[stretch - 1];
    boolean isChanged = stretch % 2 == 1;
    if (!isChanged) {
      return originalStart + place - formedStart;
    }
    return place == formedEnds[stretch] || end == 1 ? originalEnds[stretch] : originalStart;
  }

  /** Puts a text together from stretches that change and others that do not. */
  static final class Builder {
    private final Utf8Text original;
    private final ByteArrayOutputStream formed;
    private int[] originalEnds = new int[16];
    private int[] formedEnds = new int[16];
    private int stretches;
    private int at;

    Builder(Utf8Text original) {
      this.original = original;
      formed = new ByteArrayOutputStream(original.length() + 16);
    }

    /** Replaces a stretch that begins at or behind the end of the one before. */
    void replace(int from, int to, byte[] by) {
      keepUpTo(from);
      formed.writeBytes(by);
      at = to;
      endStretch();
    }

    FormedText build() {
      if (stretches == 0) {
        return unchanged(original);
      }
      keepUpTo(original.length());
      return new FormedText(
          Utf8Text.wrap(formed.toByteArray()),
          Arrays.copyOf(originalEnds, stretches),
          Arrays.copyOf(formedEnds, stretches));
    }

    private void keepUpTo(int to) {
      int from = at;
      if (from < to) {
        original.read(
            (bytes, start, length) -> {
              formed.write(bytes, start + from, to - from);
              return to;
            });
      }
      at = to;
      endStretch();
    }

    private void endStretch() {
      if (stretches == originalEnds.length) {
        originalEnds = Arrays.copyOf(originalEnds, 2 * stretches);
        formedEnds = Arrays.copyOf(formedEnds, 2 * stretches);
      }
      originalEnds[stretches] = at;
      formedEnds[stretches++] = formed.size();
    }
  }
}
