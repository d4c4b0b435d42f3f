package dev.contextbudget.tokenizer.bpe;

/** Code points in UTF-8. */
final class CodePoints {
  private CodePoints() {}

  /** Returns the length of the code point that starts at {@code start}. */
  static int bytesAt(byte[] text, int start) {
    int lead = text[start] & 0xFF;
    return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  }

  /** Returns true if a code point starts at {@code index}. */
  static boolean startsAt(byte[] text, int index) {
    return (text[index] & 0xC0) != 0x80;
  }
}
