package dev.contextbudget.lint;

import static dev.contextbudget.lint.Scan.NONE;

/**
 * A UUID in its text form of RFC 9562, of a version and the variant that the RFC defines: the ones
 * of zeros, and most that somebody made up as an example, are of none.
 */
final class Uuid {
  private static final int[] GROUPS = {8, 4, 4, 4, 12};
  private static final int VERSION_AT = 14;
  private static final int VARIANT_AT = 19;

  private Uuid() {}

  /** Returns where the UUID ends that starts at a word. */
  static int end(Scan scan, int start, int wordEnd) {
    if (wordEnd - start != GROUPS[0] || scan.oneOf(wordEnd, "-") == NONE) {
      return NONE;
    }
    int at = start;
    for (int group : GROUPS) {
      if (at != start) {
        at = scan.oneOf(at, "-");
      }
      for (int i = 0; i < group; i++, at++) {
        if (at == NONE || !RandomWord.isHex(scan.at(at))) {
          return NONE;
        }
      }
    }
    boolean standard =
        scan.oneOf(start + VERSION_AT, "12345678") != NONE
            && scan.oneOf(start + VARIANT_AT, "89abAB") != NONE;
    return standard && !isPartOfPath(scan, start) ? at : NONE;
  }

  /** In a path or address it names a thing that stays; behind {@code run-} it is still one. */
  private static boolean isPartOfPath(Scan scan, int start) {
    int before = scan.at(start - 1);
    return before != '-' && before != '_' && scan.isJoinedBefore(start);
  }
}
