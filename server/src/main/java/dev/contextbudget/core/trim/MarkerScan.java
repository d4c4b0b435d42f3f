package dev.contextbudget.core.trim;

import static dev.contextbudget.core.trim.CodePoints.isIn;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.charset.StandardCharsets;

/**
 * Reads the lines of code fences and the tags of a text, forward. Tags inside fences are code.
 *
 * <p>Fences are those of CommonMark [1], at any indentation, because lists and quotes indent them.
 * Tags are {@code <name attribute="value">} and {@code </name>}. A tag longer than {@value
 * #MAX_MARKER_BYTES} bytes is text, and so is a fence, but for one with a long line: that line is
 * the first of its code. O(1) per byte.
 *
 * <p>[1] CommonMark 0.31.2, section 4.5.
 */
final class MarkerScan {
  enum Kind {
    FENCE_OPEN,
    FENCE_CLOSE,
    TAG_OPEN,
    TAG_CLOSE
  }

  static final int MIN_FENCE = 3;
  private static final int MAX_INDENT_BYTES = 64;
  private static final int MAX_NAME_BYTES = 64;
  private static final int MAX_MARKER_BYTES = 1024;

  private final Utf8Text text;
  private final StopSignal stop;
  private final Pace pace;
  private int at;
  private Kind kind = Kind.TAG_OPEN;
  private int start;
  private int end;
  private String name = "";

  /** The open fence; a length of 0 if there is none. */
  private int fenceChar;

  private int fenceLength;

  MarkerScan(Utf8Text text, StopSignal stop) {
    this.text = text;
    this.stop = stop;
    this.pace = new Pace(0, stop);
  }

  /** Goes on from where another scan is. */
  MarkerScan(MarkerScan that) {
    this.text = that.text;
    this.stop = that.stop;
    this.pace = new Pace(that.at, stop);
    this.at = that.at;
    this.kind = that.kind;
    this.start = that.start;
    this.end = that.end;
    this.name = that.name;
    this.fenceChar = that.fenceChar;
    this.fenceLength = that.fenceLength;
  }

  Kind kind() {
    return kind;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** Returns the name of a tag; of an opening fence, what closes it. */
  String name() {
    return name;
  }

  /** Moves to the next marker; returns false if there is none. */
  boolean next() {
    for (; at < text.length(); at++) {
      pace.to(at);
      boolean lineStart = at == 0 || text.byteAt(at - 1) == '\n';
      boolean fence = lineStart && readFence();
      if (fence || (fenceLength == 0 && text.byteAt(at) == '<' && readTag())) {
        at = end;
        return true;
      }
    }
    return false;
  }

  private boolean readFence() {
    int run = at;
    while (run - at < MAX_INDENT_BYTES && isIndent(byteAt(run))) {
      run++;
    }
    int fence = byteAt(run);
    if (fence != '`' && fence != '~') {
      return false;
    }
    int runEnd = run;
    while (byteAt(runEnd) == fence) {
      runEnd++;
    }
    if (runEnd - run < MIN_FENCE || runEnd - at > MAX_MARKER_BYTES) {
      return false;
    }
    return fenceLength == 0 ? opens(run, runEnd, fence) : closes(run, runEnd, fence);
  }

  private boolean opens(int run, int runEnd, int fence) {
    int lineEnd = runEnd;
    while (byteAt(lineEnd) != '\n' && byteAt(lineEnd) >= 0) {
      if (fence == '`' && byteAt(lineEnd) == '`') {
        return false; // inline code
      }
      lineEnd++;
    }
    name = "\n" + ascii(at, runEnd);
    fenceChar = fence;
    fenceLength = runEnd - run;
    boolean long_ = lineEnd - at > MAX_MARKER_BYTES;
    return found(Kind.FENCE_OPEN, long_ ? runEnd : Math.min(lineEnd + 1, text.length()));
  }

  private boolean closes(int run, int runEnd, int fence) {
    int rest = runEnd;
    while (byteAt(rest) == ' ' || byteAt(rest) == '\t' || byteAt(rest) == '\r') {
      rest++;
    }
    boolean lineEnds = byteAt(rest) < 0 || byteAt(rest) == '\n';
    if (fence != fenceChar || runEnd - run < fenceLength || !lineEnds) {
      return false;
    }
    fenceLength = 0;
    return found(Kind.FENCE_CLOSE, runEnd);
  }

  private boolean readTag() {
    boolean closing = byteAt(at + 1) == '/';
    int nameStart = at + (closing ? 2 : 1);
    int nameEnd = nameStart;
    while (isNameByte(byteAt(nameEnd), nameEnd > nameStart)
        && nameEnd - nameStart < MAX_NAME_BYTES) {
      nameEnd++;
    }
    if (nameEnd == nameStart) {
      return false;
    }
    int tagEnd = tagEnd(nameEnd);
    if (tagEnd < 0) {
      return false;
    }
    name = ascii(nameStart, nameEnd);
    return found(closing ? Kind.TAG_CLOSE : Kind.TAG_OPEN, tagEnd);
  }

  /**
   * Returns the end of a tag whose name has ended, or -1 if it is none or holds nothing. What must
   * not pass for a tag is {@code a <b} before a quoted line, which starts with {@code >}.
   */
  private int tagEnd(int nameEnd) {
    int i = nameEnd;
    while (i >= 0 && i - at < MAX_MARKER_BYTES) {
      int content = skipSpace(i);
      if (byteAt(content) == '>') {
        boolean bareName = i == nameEnd && content > i;
        return bareName ? -1 : content + 1;
      }
      i = content == i ? -1 : attributeEnd(content);
    }
    return -1;
  }

  /** Returns the end of an attribute, or -1. One without a value does not end its line. */
  private int attributeEnd(int start) {
    int end = start;
    while (isNameByte(byteAt(end), true) || byteAt(end) == '@' || byteAt(end) == '#') {
      end++;
    }
    if (end == start || byteAt(end) != '=') {
      int next = skipBlank(end);
      return end == start || byteAt(next) == '\n' || byteAt(next) == '\r' ? -1 : end;
    }
    int quote = byteAt(end + 1);
    boolean quoted = quote == '"' || quote == '\'';
    int value = quoted ? end + 2 : end + 1;
    int limit = Math.min(text.length(), at + MAX_MARKER_BYTES);
    while (value < limit && (quoted ? byteAt(value) != quote : isUnquoted(byteAt(value)))) {
      value++;
    }
    return value == limit ? -1 : quoted ? value + 1 : value;
  }

  private static boolean isUnquoted(int b) {
    return b > ' ' && b != '>' && b != '<' && b != '`';
  }

  private int skipSpace(int index) {
    int i = skipBlank(index);
    while (byteAt(i) == '\n' || byteAt(i) == '\r') {
      i = skipBlank(i + 1);
    }
    return i;
  }

  private int skipBlank(int index) {
    int i = index;
    while (byteAt(i) == ' ' || byteAt(i) == '\t') {
      i++;
    }
    return i;
  }

  private boolean found(Kind found, int foundEnd) {
    kind = found;
    start = at;
    end = foundEnd;
    return true;
  }

  static boolean isIndent(int b) {
    return b == ' ' || b == '\t' || b == '>';
  }

  private static boolean isNameByte(int b, boolean inside) {
    return isIn(b, 'a', 'z')
        || isIn(b, 'A', 'Z')
        || b == '_'
        || (inside && (isIn(b, '0', '9') || b == '-' || b == '.' || b == ':'));
  }

  /** Returns the byte as a number from 0 to 255, or -1 behind the end. */
  private int byteAt(int index) {
    return index < text.length() ? text.byteAt(index) & 0xFF : -1;
  }

  private String ascii(int from, int to) {
    byte[] bytes = new byte[to - from];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = text.byteAt(from + i);
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
