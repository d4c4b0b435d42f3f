package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Boundary;
import dev.contextbudget.core.trim.Piece;
import dev.contextbudget.core.trim.Pieces;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits texts into the units that are kept or dropped.
 *
 * <p>A unit is a sentence, in any script; a line; a list item; a whole table; a whole code fence.
 * One that is longer than {@value #LONG_BYTES} bytes is split behind commas and semicolons: of a
 * long line of JSON a few members are worth keeping, and the rest is not.
 */
public final class Sentences {
  private static final int LONG_BYTES = 160;

  /** Shorter clauses keep more facts, and fewer of them with the words that explain them. */
  private static final int MIN_CLAUSE_BYTES = 40;

  private Sentences() {}

  /**
   * Returns the units of a text, in order, without the white space around them. O(n).
   *
   * @param stop asked every few thousand bytes
   */
  public static List<ByteRange> of(Utf8Text text, StopSignal stop) {
    List<ByteRange> units = new ArrayList<>();
    Pace pace = new Pace(0, stop);
    int tableStart = -1;
    for (Piece.Source piece : Pieces.of(text, Boundary.SENTENCE, stop)) {
      int start = piece.startByte();
      pace.to(start);
      boolean row = text.byteAt(start) == '|';
      if (tableStart >= 0 && (row || !startsLine(text, start))) {
        units.set(units.size() - 1, new ByteRange(tableStart, piece.endByte()));
        continue;
      }
      tableStart = row ? start : -1;
      if (row || isFence(text, start)) {
        units.add(new ByteRange(start, piece.endByte()));
      } else {
        addClauses(text, piece, units, pace);
      }
    }
    return units;
  }

  private static boolean startsLine(Utf8Text text, int index) {
    int i = index;
    while (i > 0 && isBlank(text.byteAt(i - 1))) {
      i--;
    }
    return i == 0 || text.byteAt(i - 1) == '\n';
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  /** Returns true if what starts here is what it is only at the start of a line. */
  static boolean needsItsLine(Utf8Text text, int start) {
    return start < text.length() && (text.byteAt(start) == '|' || isFence(text, start));
  }

  private static boolean isFence(Utf8Text text, int start) {
    int i = start;
    while (i < text.length() && (isBlank(text.byteAt(i)) || text.byteAt(i) == '>')) {
      i++;
    }
    boolean ticks = i < text.length() && (text.byteAt(i) == '`' || text.byteAt(i) == '~');
    return ticks
        && i + 2 < text.length()
        && text.byteAt(i + 1) == text.byteAt(i)
        && text.byteAt(i + 2) == text.byteAt(i);
  }

  private static void addClauses(
      Utf8Text text, Piece.Source piece, List<ByteRange> units, Pace pace) {
    int start = piece.startByte();
    boolean whole = piece.endByte() - start <= LONG_BYTES;
    int lastEnd = whole ? start : piece.endByte() - MIN_CLAUSE_BYTES;
    for (int i = start + MIN_CLAUSE_BYTES; i < lastEnd; i++) {
      pace.to(i);
      if (i - start >= MIN_CLAUSE_BYTES && isClauseEnd(text, i)) {
        units.add(new ByteRange(start, i));
        start = i;
        while (isBlank(text.byteAt(start))) {
          start++;
        }
      }
    }
    units.add(new ByteRange(start, piece.endByte()));
  }

  private static boolean isClauseEnd(Utf8Text text, int index) {
    byte last = text.byteAt(index - 1);
    byte next = text.byteAt(index);
    boolean json = last == ',' && (next == '"' || next == '{' || next == '[');
    return json || ((last == ',' || last == ';') && isBlank(next));
  }
}
