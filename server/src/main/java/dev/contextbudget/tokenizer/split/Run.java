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
   */
  static int of(int set, byte[] text, int at, int end) {
    int next = at;
    while (next < end) {
      int c = UnicodeClasses.at(text, next);
      if (!has(set, c)) {
        break;
      }
      next += c >>> 5;
    }
    return next;
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
    int last = at; // where the last character begins
    int newline = at; // behind the last newline
    int next = at;
    while (next < end) {
      int c = UnicodeClasses.at(text, next);
      if (!has(ClassSet.SPACES, c)) {
        break;
      }
      last = next;
      next += c >>> 5;
      newline = has(ClassSet.NEWLINES, c) ? next : newline;
    }
    if (newline > at) {
      return newline;
    }
    return next < end && last > at ? last : next;
  }

  /** {@code \s+(?!\S)|\s+}: as {@link #ofSpaces}, but a newline is no different. */
  static int ofAnySpaces(byte[] text, int at, int end) {
    int last = at;
    int next = at;
    while (next < end) {
      int c = UnicodeClasses.at(text, next);
      if (!has(ClassSet.SPACES, c)) {
        break;
      }
      last = next;
      next += c >>> 5;
    }
    return next < end && last > at ? last : next;
  }
}
