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

  /** Returns the code point that starts at {@code start}. */
  static int at(byte[] text, int start) {
    int bytes = bytesAt(text, start);
    int codePoint = bytes == 1 ? text[start] : text[start] & (0x7F >> bytes);
    for (int i = start + 1; i < start + bytes; i++) {
      codePoint = codePoint << 6 | (text[i] & 0x3F);
    }
    return codePoint;
  }
}
