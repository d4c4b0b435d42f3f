package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.token.Utf8Text;
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

  /** Returns the text in its form. */
  public Utf8Text text() {
    return text;
  }

  /** Returns true if the text is the original. */
  boolean isUnchanged() {
    return originalEnds.length == 0;
  }

  /** Returns the last place of the original that is not behind a place of the text. */
  int originalNotBehind(int place) {
    return original(place, 0);
  }

  /** Returns the first place of the original that is not before a place of the text. */
  int originalNotBefore(int place) {
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
    private final byte[] bytes;
    private final int start;
    private final boolean keepsPlaces;
    private byte[] formed = {};
    private int length;
    private int[] originalEnds = {};
    private int[] formedEnds = {};
    private int stretches;
    private int at;

    /**
     * @param bytes where the original is read
     * @param start where it begins there
     * @param keepsPlaces false for a text that is only counted: its places may be many times as
     *     large as itself
     */
    Builder(Utf8Text original, byte[] bytes, int start, boolean keepsPlaces) {
      this.original = original;
      this.bytes = bytes;
      this.start = start;
      this.keepsPlaces = keepsPlaces;
    }

    /**
     * Replaces a stretch that begins at or behind the end of the one before.
     *
     * @param by of which the bytes from {@code byFrom} to before {@code byTo} are put in its place
     */
    void replace(int from, int to, byte[] by, int byFrom, int byTo) {
      keepUpTo(from);
      grow(byTo - byFrom);
      System.arraycopy(by, byFrom, formed, length, byTo - byFrom);
      endStretch(to, byTo - byFrom);
    }

    FormedText build() {
      Utf8Text text = text();
      return new FormedText(
          text, Arrays.copyOf(originalEnds, stretches), Arrays.copyOf(formedEnds, stretches));
    }

    /** Returns the text that {@link #build} has. */
    Utf8Text text() {
      if (length == 0 && at == 0) {
        return original;
      }
      keepUpTo(original.length());
      return Utf8Text.wrap(formed).slice(0, length);
    }

    private void keepUpTo(int to) {
      grow(to - at);
      System.arraycopy(bytes, start + at, formed, length, to - at);
      endStretch(to, to - at);
    }

    private void grow(int more) {
      if (more > formed.length - length) {
        int room = Math.max(original.length() + 16, formed.length + (formed.length >> 1));
        formed = Arrays.copyOf(formed, Math.max(room, Math.addExact(length, more)));
      }
    }

    private void endStretch(int to, int more) {
      at = to;
      length += more;
      if (keepsPlaces) {
        if (stretches == originalEnds.length) {
          originalEnds = Arrays.copyOf(originalEnds, 2 * stretches + 16);
          formedEnds = Arrays.copyOf(formedEnds, 2 * stretches + 16);
        }
        originalEnds[stretches] = at;
        formedEnds[stretches++] = length;
      }
    }
  }
}
