package dev.contextbudget.tokenizer.split;

import static dev.contextbudget.tokenizer.split.ClassSet.has;

/**
 * The parts the patterns are made of: each tells where a run ends that begins at {@code at}.
 *
 * <p>Linear in the run. No byte at or behind {@code end} is looked at.
 */
final class Run {
  private Run() {}

  /**
   * Returns the end of the run of characters in {@code set}; {@code at} itself if there is none.
   *
   * <p>Of ASCII the length is not taken from the table: where the next character begins would wait
   * for it, and long runs take five times as long.
   */
  static int of(int set, byte[] text, int at, int end) {
    int next = at;
    while (next < end) {
      int c = UnicodeClasses.at(text, next);
      if (!has(set, c)) {
        break;
      }
      if (text[next] >= 0) {
        next++;
      } else {
        next += c >>> 5;
      }
    }
    return next;
  }

  /** Returns where the last of the characters that end at {@code end} begins. */
  static int lastOf(byte[] text, int end) {
    int last = end - 1;
    while ((text[last] & 0xC0) == 0x80) {
      last--;
    }
    return last;
  }

  /** {@code \p{N}{1,most}}. */
  static int ofNumbers(int most, byte[] text, int at, int end) {
    int next = at;
    for (int taken = 0; taken < most && next < end; taken++) {
      int c = UnicodeClasses.at(text, next);
      if (!has(ClassSet.NUMBERS, c)) {
        break;
      }
      next += c >>> 5;
    }
    return next;
  }

  /** {@code [\r\n]*}, or {@code [\r\n/]*} with slashes. */
  static int ofNewlines(boolean slashes, byte[] text, int at, int end) {
    int next = at;
    while (next < end
        && (text[next] == '\n' || text[next] == '\r' || (slashes && text[next] == '/'))) {
      next++;
    }
    return next;
  }

  /**
   * {@code \s*[\r\n]+|\s+(?!\S)|\s+}: white space up to the last newline; without one, all of it if
   * the text ends there; else all but its last character, which goes with what follows.
   */
  static int ofSpaces(byte[] text, int at, int end) {
    int next = of(ClassSet.SPACES, text, at, end);
    int newline = next; // behind the last newline
    while (newline > at && text[newline - 1] != '\n' && text[newline - 1] != '\r') {
      newline--;
    }
    return newline > at ? newline : withoutLast(text, at, next, end);
  }

  /** {@code \s+(?!\S)|\s+}: as {@link #ofSpaces}, but a newline is no different. */
  static int ofAnySpaces(byte[] text, int at, int end) {
    return withoutLast(text, at, of(ClassSet.SPACES, text, at, end), end);
  }

  private static int withoutLast(byte[] text, int at, int next, int end) {
    if (next == end || next == at) {
      return next;
    }
    int last = lastOf(text, next);
    return last > at ? last : next;
  }
}
