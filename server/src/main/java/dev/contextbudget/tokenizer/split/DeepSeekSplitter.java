package dev.contextbudget.tokenizer.split;

import static dev.contextbudget.tokenizer.split.ClassSet.HANS;
import static dev.contextbudget.tokenizer.split.ClassSet.LETTERS;
import static dev.contextbudget.tokenizer.split.ClassSet.MARKS;
import static dev.contextbudget.tokenizer.split.ClassSet.NEWLINES;
import static dev.contextbudget.tokenizer.split.ClassSet.NUMBERS;
import static dev.contextbudget.tokenizer.split.ClassSet.SIGNS;
import static dev.contextbudget.tokenizer.split.ClassSet.SPACES;
import static dev.contextbudget.tokenizer.split.ClassSet.has;

/**
 * The three patterns of DeepSeek V3, each splitting what the one before left: numbers, then Han and
 * kana, then words and signs.
 *
 * <pre>
 * \p{N}{1,3}
 * [一-龥぀-ゟ゠-ヿ]+
 * [!"#$%&amp;'()*+,\-./:;&lt;=&gt;?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+|
 * ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+</pre>
 *
 * <p>The last one sees each stretch of Han and kana, and each of what is neither, on its own. So
 * white space before a digit is at the end of its text and stays whole, and a middle dot between
 * kana is not part of their word. What no pattern takes, such as control characters, is a piece of
 * its own up to where the next match begins.
 */
final class DeepSeekSplitter extends PieceSplitter {
  /**
   * Beside a class: of the stretches of Han and kana. Stands where the script Han does elsewhere.
   */
  private static final int APART = UnicodeClasses.HAN;

  private static final int WORD = (LETTERS | MARKS) & ~HANS;
  private static final int SIGN = SIGNS & ~HANS;

  /** Class of the end of the text, in none of the sets here. */
  private static final int END = 15;

  @Override
  int pieceEnd(byte[] text, int at, int end) {
    int c = classAt(text, at, end);
    if (has(NUMBERS, c)) {
      return Run.ofNumbers(3, text, at, end);
    }
    int next = at + (c >>> 5);
    int second = classAt(text, next, end);
    int word = WORD << (c & APART);
    int sign = SIGN << (c & APART);
    if (has(sign, c)) {
      return isAsciiLetter(second, text, next) && text[at] > 0
          ? asciiLettersEnd(text, next, end)
          : signsEnd(sign, text, next, end);
    }
    if (has(word, c) || (has(word, second) && !has(NEWLINES, c))) {
      return runEnd(word, text, next, end);
    }
    if (!has(SPACES, c)) {
      return unmatchedEnd(c, text, at, end);
    }
    return text[at] == ' ' && has(sign, second)
        ? signsEnd(sign, text, next, end)
        : spacesEnd(text, at, end);
  }

  private static int classAt(byte[] text, int at, int end) {
    if (at == end) {
      return END;
    }
    int c = UnicodeClasses.at(text, at) & ~APART;
    return c >>> 5 == 3 && isHanOrKana(text, at) ? c | APART : c;
  }

  /** Tells whether the three bytes are one of U+3040 to U+30FF or U+4E00 to U+9FA5. */
  private static boolean isHanOrKana(byte[] text, int at) {
    int sequence = (text[at] & 255) << 16 | (text[at + 1] & 255) << 8 | (text[at + 2] & 255);
    return (sequence >= 0xE38180 && sequence <= 0xE383BF)
        || (sequence >= 0xE4B880 && sequence <= 0xE9BEA5);
  }

  private static boolean isAsciiLetter(int c, byte[] text, int at) {
    return has(WORD, c) && text[at] > 0;
  }

  private static int runEnd(int set, byte[] text, int at, int end) {
    int next = at;
    while (next < end) {
      int c = classAt(text, next, end);
      if (!has(set, c)) {
        break;
      }
      next += c >>> 5;
    }
    return next;
  }

  private static int asciiLettersEnd(byte[] text, int at, int end) {
    int next = at;
    while (isAsciiLetter(classAt(text, next, end), text, next)) {
      next++;
    }
    return next;
  }

  /** No newline is in a stretch of Han and kana. */
  private static int signsEnd(int signs, byte[] text, int at, int end) {
    int after = runEnd(signs, text, at, end);
    return signs == SIGN ? Run.ofNewlines(false, text, after, end) : after;
  }

  private static int spacesEnd(byte[] text, int at, int end) {
    int after = Run.of(SPACES, text, at, end);
    int c = classAt(text, after, end);
    boolean stretchEnds = has(NUMBERS | HANS, c);
    return Run.ofSpaces(text, at, stretchEnds ? after : end);
  }

  /** The last character of such a run goes with the word behind it, if there is one. */
  private static int unmatchedEnd(int first, byte[] text, int at, int end) {
    int side = first & APART;
    int last = at;
    int next = at;
    int c = first;
    while (has(1 << UnicodeClasses.OTHER << side, c)) {
      last = next;
      next += c >>> 5;
      c = classAt(text, next, end);
    }
    return last > at && has(WORD << side, c) ? last : next;
  }
}
