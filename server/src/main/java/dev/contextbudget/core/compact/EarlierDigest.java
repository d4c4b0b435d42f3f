package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Boundary;
import dev.contextbudget.core.trim.Piece;
import dev.contextbudget.core.trim.Pieces;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A digest, or a summary, that a history brings from an earlier compaction, read back into what was
 * quoted in it.
 *
 * <p>Each quote keeps the speaker it names. As one text of the user the digest would gain one more
 * name with every compaction, and the weight of the user's words. A line without a name belongs to
 * the quote above it; so does a code fence, whatever stands in it.
 */
final class EarlierDigest {
  /** A name has at most 128 bytes; what is longer is a sentence with a colon in it. */
  private static final int MAX_LABEL_BYTES = 128 + 1;

  private static final Utf8Text USER_LABEL = Utf8Text.of(DigestSource.label(Role.USER, ""));

  private final String itemId;
  private final int item;
  private final int part;
  private final int bodyStart;
  private final Utf8Text body;
  private final List<DigestSource> sources = new ArrayList<>();

  /**
   * @param item message that holds it, by index in the history
   * @param part index of its part
   * @param text begins with the heading
   */
  EarlierDigest(String itemId, int item, int part, Utf8Text text, Utf8Text heading) {
    this.itemId = itemId;
    this.item = item;
    this.part = part;
    this.bodyStart = Math.min(heading.length() + 1, text.length());
    this.body = text.slice(bodyStart, text.length());
  }

  /** Returns true if a text is a digest with this heading. */
  static boolean is(Utf8Text text, Utf8Text heading) {
    int end = heading.length();
    boolean ends = text.length() == end || (text.length() > end && text.byteAt(end) == '\n');
    return ends && text.slice(0, end).equals(heading);
  }

  /**
   * Returns the quotes, in order; none if the heading stands alone. O(n).
   *
   * @param stop asked every few thousand bytes
   */
  List<DigestSource> quotes(StopSignal stop) {
    int labelStart = 0;
    int start = 0;
    int end = 0;
    for (Piece.Source line : Pieces.of(body, Boundary.LINE, stop)) {
      stop.check();
      int labelEnd = labelEnd(line);
      if (labelEnd > line.startByte()) {
        add(labelStart, start, end);
        labelStart = line.startByte();
        start = labelEnd;
      }
      end = line.endByte();
    }
    add(labelStart, start, end);
    return sources;
  }

  private void add(int labelStart, int start, int end) {
    if (start >= end) {
      return;
    }
    Utf8Text label = body.slice(labelStart, start);
    boolean user =
        label.length() == USER_LABEL.length() + 1
            && label.slice(0, USER_LABEL.length()).equals(USER_LABEL);
    sources.add(
        new DigestSource(
            item,
            part,
            OptionalInt.empty(),
            bodyStart + start,
            body.slice(start, end),
            user ? Role.USER : Role.ASSISTANT,
            new Segment.Source(itemId, part, OptionalInt.empty(), bodyStart + labelStart, label)));
  }

  /**
   * Returns where the label of a line ends, with the blank or line end behind it; its start if it
   * has none. A line that is only a label names who said what needs its own line below.
   */
  private int labelEnd(Piece.Source line) {
    int start = line.startByte();
    int limit = Math.min(line.endByte(), start + MAX_LABEL_BYTES);
    if (Sentences.needsItsLine(body, start)) {
      return start;
    }
    for (int i = start; i < limit; i++) {
      int next = i + 2;
      if (body.byteAt(i) != ':' || next >= body.length()) {
        continue;
      }
      boolean inLine = body.byteAt(i + 1) == ' ' && next < line.endByte();
      boolean alone = body.byteAt(i + 1) == '\n' && Sentences.needsItsLine(body, next);
      if (inLine || alone) {
        return next;
      }
    }
    return start;
  }
}
