package dev.contextbudget.lint;

/**
 * Tells words that a generator of ids makes from those that somebody wrote.
 *
 * <p>By how often digits, small letters and capitals follow on each other: in random letters and
 * digits of both cases two neighbours differ in 62 % of the places, in hexadecimal in 47 %, in
 * letters of one case and digits in 40 %; in names that somebody wrote in less. O(1): words of more
 * than {@value #MOST_BYTES} bytes are not looked at.
 */
final class RandomWord {
  static final int LEAST_BYTES = 16;
  static final int MOST_BYTES = 64;

  private static final int SHA_1_BYTES = 40;
  private static final int SHA_256_BYTES = 64;
  private static final int ULID_BYTES = 26;

  private final int bytes;
  private int digits;
  private int digitRuns;
  private int capitals;
  private int smalls;
  private int hex;
  private int changes;
  private int marks;

  private RandomWord(Scan scan, int start, int end) {
    bytes = end - start;
    int before = 0;
    for (int i = start; i < end; i++) {
      int kind = kind(scan.at(i));
      switch (kind) {
        case 'd' -> digits++;
        case 'A' -> capitals++;
        case 'a' -> smalls++;
        default -> marks++;
      }
      hex += isHex(scan.at(i)) ? 1 : 0;
      digitRuns += kind == 'd' && before != 'd' ? 1 : 0;
      changes += before != 0 && kind != before ? 1 : 0;
      before = kind;
    }
  }

  private static int kind(int value) {
    if (value >= '0' && value <= '9') {
      return 'd';
    }
    int lower = value | 0x20;
    boolean letter = lower >= 'a' && lower <= 'z';
    return !letter ? '-' : value < 'a' ? 'A' : 'a';
  }

  static boolean isHex(int value) {
    int lower = value | 0x20;
    return (value >= '0' && value <= '9') || (lower >= 'a' && lower <= 'f');
  }

  /**
   * Returns true if a word of ASCII letters and digits is one without any label: 16 to 64 bytes of
   * hexadecimal or base 62, a ULID, a KSUID. Not the sizes of a SHA-1 and a SHA-256, which name
   * contents and stay, and not numbers that begin with {@code 0x}.
   */
  static boolean isOne(Scan scan, int start, int end) {
    if (end - start < LEAST_BYTES || end - start > MOST_BYTES || scan.literal(start, "0x") > 0) {
      return false;
    }
    RandomWord word = new RandomWord(scan, start, end);
    int letters = word.capitals + word.smalls;
    if (word.marks > 0 || word.digits < 2 || letters < 2) {
      return false;
    }
    if (word.hex == word.bytes) {
      return word.bytes != SHA_1_BYTES && word.bytes != SHA_256_BYTES && word.changes >= 3;
    }
    if (word.capitals > 0 && word.smalls > 0) {
      return word.digitRuns >= 2 && 2 * word.changes >= word.bytes - 1;
    }
    return isUlid(scan, start, end) || (word.changes >= 4 && 4 * word.changes >= word.bytes);
  }

  /** Returns true for 26 signs of Crockford's base 32 with a time of this century. */
  private static boolean isUlid(Scan scan, int start, int end) {
    if (end - start != ULID_BYTES || scan.at(start) != '0' || !scan.isDigit(start + 1)) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if ("0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(scan.at(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns true if a value behind a label of an id may be one: 6 to 64 letters, digits, {@code -}
   * and {@code _}, and neither a word nor one with a short number at its end, such as {@code
   * base64}.
   */
  static boolean isLabelled(Scan scan, int start, int end) {
    if (end - start < 6 || end - start > MOST_BYTES) {
      return false;
    }
    RandomWord word = new RandomWord(scan, start, end);
    int letters = word.capitals + word.smalls;
    return letters == 0
        ? word.digits >= 6
        : word.digits >= 5 || word.digitRuns >= 2 || (word.digits >= 2 && word.changes >= 4);
  }
}
