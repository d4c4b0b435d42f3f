package dev.contextbudget.tokenizer.bpe;

/** What a text is before the first merge. */
public enum MergeUnit {
  /** Bytes, all 256 of which are tokens. */
  BYTE,
  /** Code points; one that is no token counts a token for each of its bytes. */
  CODE_POINT;

  /** Returns the length in bytes of the unit that starts at {@code start}. */
  int bytesAt(byte[] text, int start) {
    return this == BYTE ? 1 : CodePoints.bytesAt(text, start);
  }
}
