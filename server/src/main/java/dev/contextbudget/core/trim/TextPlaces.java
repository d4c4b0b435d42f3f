package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import org.jspecify.annotations.Nullable;

/**
 * Places in a text that is not JSON: between words and the like, never inside a grapheme cluster, a
 * tag or the line of a code fence.
 *
 * <p>A run of white space is one place: what is kept ends before it or starts behind it, but keeps
 * the indentation of its first line. O(1) per code point.
 */
final class TextPlaces implements Places {
  private static final int PARAGRAPH_LINES = 2;

  private final Utf8Text text;
  private final MarkupWalk markup;
  private final Edge edge;
  private final Pace pace;
  private final Graphemes graphemes = new Graphemes();

  /** The next code point to read. */
  private int next;

  private int last = -1;

  /** Where the last code point that is not white space ends, and the last line began. */
  private int contentEnd;

  private int lineStart = -1;
  private int lines;

  private int position;
  private Boundary boundary = Boundary.GRAPHEME;

  TextPlaces(Utf8Text text, Markup markup, Edge edge, int from, StopSignal stop) {
    this.text = text;
    this.edge = edge;
    next = Graphemes.restart(text, from);
    this.markup = markup.walk(next);
    contentEnd = next;
    pace = new Pace(next, stop);
  }

  @Override
  public boolean next() {
    while (next < text.length()) {
      int place = next;
      pace.to(place);
      int codePoint = CodePoints.at(text, place);
      next += CodePoints.bytes(codePoint);
      boolean found = read(codePoint, place);
      last = codePoint;
      if (found && markup.moveTo(position)) {
        return true;
      }
    }
    return false;
  }

  private boolean read(int codePoint, int place) {
    boolean breaks = graphemes.breaksBefore(codePoint);
    if (CodePoints.isSpace(codePoint)) {
      readSpace(codePoint, place);
      return next == text.length() && endGap(next);
    }
    boolean found = false;
    if (contentEnd < place) {
      found = breaks && endGap(place);
      lines = 0;
      lineStart = -1;
    } else if (breaks && place > 0 && last >= 0) {
      position = place;
      boundary = unspaced(place);
      found = true;
    }
    contentEnd = next;
    return found;
  }

  private void readSpace(int codePoint, int place) {
    if (isLineEnd(codePoint)) {
      boolean secondHalf = codePoint == '\n' && last == '\r' && place > contentEnd;
      lines += secondHalf ? 0 : codePoint == 0x2029 ? PARAGRAPH_LINES : 1;
      lineStart = next;
    }
  }

  private static boolean isLineEnd(int codePoint) {
    return CodePoints.isIn(codePoint, '\n', '\r')
        || codePoint == 0x85
        || codePoint == 0x2028
        || codePoint == 0x2029;
  }

  /** The white space between {@code contentEnd} and {@code contentStart} is a place. */
  private boolean endGap(int contentStart) {
    if (edge == Edge.END) {
      position = contentEnd;
    } else {
      boolean indented = lineStart >= 0 && contentStart < text.length();
      position = indented ? lineStart : contentStart;
    }
    if (lines >= PARAGRAPH_LINES) {
      boundary = Boundary.PARAGRAPH;
    } else if (lines == 1) {
      boundary = Boundary.LINE;
    } else {
      boolean sentence = SentenceEnds.beforeSpace(text, contentEnd, contentStart);
      boundary = sentence ? Boundary.SENTENCE : Boundary.WORD;
    }
    return true;
  }

  private Boundary unspaced(int place) {
    if (last < 0x80) {
      return Boundary.GRAPHEME;
    }
    if (SentenceEnds.withoutSpace(text, place)) {
      return Boundary.SENTENCE;
    }
    // Ideographic comma, full-width comma, colon and semicolon.
    boolean clause = last == 0x3001 || last == 0xFF0C || last == 0xFF1A || last == 0xFF1B;
    return clause ? Boundary.WORD : Boundary.GRAPHEME;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public Boundary boundary() {
    return boundary;
  }

  @Override
  public @Nullable Open open() {
    return markup.open();
  }
}
