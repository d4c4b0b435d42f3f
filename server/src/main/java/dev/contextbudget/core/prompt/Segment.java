package dev.contextbudget.core.prompt;

import dev.contextbudget.core.token.Utf8Text;
import java.util.OptionalInt;

/** A piece of a text of the prompt that is not a text of the request as a whole. */
public sealed interface Segment {

  /** Returns the text of the piece. */
  Utf8Text text();

  /** Text of the service: a note, a separator, a closing bracket. */
  record Inserted(Utf8Text text) implements Segment {}

  /**
   * Bytes of the request.
   *
   * @param itemId the item
   * @param partIndex index of the part; of a passage 0, of its variants 1 and up
   * @param resultPartIndex index of the part inside a tool result, if it is in one
   * @param startByte first byte in the part's text
   * @param text the bytes
   */
  record Source(
      String itemId, int partIndex, OptionalInt resultPartIndex, int startByte, Utf8Text text)
      implements Segment {

    /** Returns the byte after the last. */
    public int endByte() {
      return startByte + text.length();
    }
  }
}
