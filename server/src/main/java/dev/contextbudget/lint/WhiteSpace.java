package dev.contextbudget.lint;

import dev.contextbudget.core.token.Utf8Text;

/** White space of ASCII, which is what providers trim. */
final class WhiteSpace {
  private WhiteSpace() {}

  static boolean is(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }

  /** Returns true if a text is nothing else; an empty one is. */
  static boolean isAll(Utf8Text text) {
    for (int i = 0; i < text.length(); i++) {
      if (!is(text.byteAt(i))) {
        return false;
      }
    }
    return true;
  }
}
