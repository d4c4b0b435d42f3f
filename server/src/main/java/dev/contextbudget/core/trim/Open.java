package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;
import org.jspecify.annotations.Nullable;

/**
 * A structure that is open at a place, linked to the one around it.
 *
 * <p>Immutable links, so that remembering what is open at a place costs nothing.
 *
 * @param outer what it stands in; absent at the outermost level
 * @param depth 1 at the outermost level
 * @param wrapBytes bytes of what opens and closes this and all around it
 * @param startByte first byte of what opened it: a tag, the line of a fence, a member's key and its
 *     bracket
 * @param endByte byte after that
 * @param closer what closes it
 */
record Open(
    @Nullable Open outer,
    Kind kind,
    int depth,
    int wrapBytes,
    int startByte,
    int endByte,
    Utf8Text closer) {

  enum Kind {
    TAG,
    FENCE,
    ARRAY,
    OBJECT,
    STRING
  }

  static Open in(@Nullable Open outer, Kind kind, int startByte, int endByte, Utf8Text closer) {
    int wrapBytes = wrapBytesOf(outer) + endByte - startByte + closer.length();
    return new Open(outer, kind, depthOf(outer) + 1, wrapBytes, startByte, endByte, closer);
  }

  /** Returns the bytes that a cut here takes to close and open again; 0 if nothing is open. */
  static int wrapBytesOf(@Nullable Open open) {
    return open == null ? 0 : open.wrapBytes;
  }

  static int depthOf(@Nullable Open open) {
    return open == null ? 0 : open.depth;
  }

  /** Returns the innermost structure that is open at both places, as far as it can stay open. */
  static @Nullable Open common(@Nullable Open a, @Nullable Open b) {
    Open left = a;
    Open right = b;
    while (left != null && right != null && !left.isSame(right)) {
      boolean deeper = left.depth >= right.depth;
      left = deeper ? left.outer : left;
      right = deeper ? right : right.outer;
    }
    return left == null || right == null ? null : left;
  }

  /** A fence never stays open over a cut: the note would read as code. */
  private boolean isSame(Open that) {
    return startByte == that.startByte && kind != Kind.FENCE;
  }
}
