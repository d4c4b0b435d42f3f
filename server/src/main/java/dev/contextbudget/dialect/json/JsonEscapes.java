package dev.contextbudget.dialect.json;

/** The escapes of a string that Jackson has read: it lets pass what is half a character. */
final class JsonEscapes {
  private static final int UNIT_BYTES = 6;

  private JsonEscapes() {}

  /**
   * Returns whether there are escapes in a range of bytes, each of them well formed.
   *
   * @throws JsonFault if one is half of a surrogate pair
   */
  static boolean areIn(byte[] bytes, int start, int end) throws JsonFault {
    int first = next(bytes, start, end);
    int at = first;
    while (at < end) {
      at = next(bytes, bytes[at + 1] == 'u' ? afterCharacter(bytes, at, end) : at + 2, end);
    }
    return first < end;
  }

  private static int next(byte[] bytes, int start, int end) {
    int at = start;
    while (at <= end - ByteWords.BYTES) {
      long marks = ByteWords.backslashes(ByteWords.get(bytes, at));
      if (marks != 0) {
        return at + ByteWords.first(marks);
      }
      at += ByteWords.BYTES;
    }
    while (at < end && bytes[at] != '\\') {
      at++;
    }
    return at;
  }

  private static int afterCharacter(byte[] bytes, int escape, int end) throws JsonFault {
    char unit = (char) JsonStrings.hex(bytes, escape + 2);
    int after = escape + UNIT_BYTES;
    if (!Character.isSurrogate(unit)) {
      return after;
    }
    boolean isPair =
        Character.isHighSurrogate(unit)
            && after + UNIT_BYTES <= end
            && bytes[after] == '\\'
            && bytes[after + 1] == 'u'
            && Character.isLowSurrogate((char) JsonStrings.hex(bytes, after + 2));
    if (!isPair) {
      throw new JsonFault(JsonFault.Kind.LONE_SURROGATE, escape);
    }
    return after + UNIT_BYTES;
  }
}
