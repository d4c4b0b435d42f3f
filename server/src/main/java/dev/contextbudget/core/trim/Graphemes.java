package dev.contextbudget.core.trim;

import static dev.contextbudget.core.trim.CodePoints.isIn;

import dev.contextbudget.core.token.Utf8Text;

/**
 * Finds places between user-perceived characters, reading forward one code point at a time.
 *
 * <p>Every place it reports is a boundary of extended grapheme clusters [1]; in doubt it reports
 * none, which for a cut costs a few bytes and never shows a broken character. It is in doubt where
 * the exact rules need property tables that the JDK lacks or keeps at the Unicode version of its
 * own release: after a zero width joiner, whatever follows, and before a mark, whatever precedes.
 * The JDK's own {@code \X} knows Unicode 13 on Java 17 and 16 on Java 25 (Indic conjuncts are whole
 * on the second only), so the same text would be cut at different places.
 *
 * <p>Not thread-safe; make one per scan. O(1) per code point.
 *
 * <p>[1] Unicode Standard Annex 29, revision 45 (Unicode 16.0), rules GB3 to GB13.
 */
final class Graphemes {

  /** What the rules ask of a code point. */
  private enum Kind {
    PLAIN,
    CONTROL,
    MARK,
    JOINER,
    LINKER,
    PREPENDED,
    REGIONAL,
    HANGUL_L,
    HANGUL_V,
    HANGUL_T,
    HANGUL_LV,
    HANGUL_LVT
  }

  private int last = -1;
  private Kind lastKind = Kind.CONTROL;
  private boolean oddRegionals;
  private boolean linked;

  /** Reads a code point and returns true if a cluster ends before it. */
  boolean breaksBefore(int codePoint) {
    Kind kind = kindOf(codePoint);
    boolean breaks = last < 0 || breaks(codePoint, kind);
    oddRegionals = kind == Kind.REGIONAL && !(oddRegionals && lastKind == Kind.REGIONAL);
    boolean extending = kind == Kind.MARK || kind == Kind.JOINER;
    linked = kind == Kind.LINKER || (linked && extending);
    last = codePoint;
    lastKind = kind;
    return breaks;
  }

  private boolean breaks(int codePoint, Kind kind) {
    if (kind == Kind.CONTROL) {
      return !(last == '\r' && codePoint == '\n');
    }
    if (kind == Kind.MARK || kind == Kind.JOINER || kind == Kind.LINKER) {
      return false;
    }
    return switch (lastKind) {
      case PLAIN, CONTROL -> true;
      case MARK, LINKER -> !(linked && Character.isLetter(codePoint));
      case JOINER -> CodePoints.isSpace(codePoint);
      case PREPENDED -> false;
      case REGIONAL -> kind != Kind.REGIONAL || !oddRegionals;
      case HANGUL_L ->
          kind != Kind.HANGUL_L
              && kind != Kind.HANGUL_V
              && kind != Kind.HANGUL_LV
              && kind != Kind.HANGUL_LVT;
      case HANGUL_V, HANGUL_LV -> kind != Kind.HANGUL_V && kind != Kind.HANGUL_T;
      case HANGUL_T, HANGUL_LVT -> kind != Kind.HANGUL_T;
    };
  }

  /** Returns true if no cluster starts with this code point. */
  static boolean isExtending(int codePoint) {
    return switch (kindOf(codePoint)) {
      case MARK, JOINER, LINKER -> true;
      default -> false;
    };
  }

  /**
   * Returns the last place before {@code index}, or 0, from which a fresh scan reports the same
   * boundaries as one from the start of the text, and which is not next to white space. O(1) but in
   * long runs of white space, marks, flags or conjoining Hangul.
   */
  static int restart(Utf8Text text, int index) {
    int place = index;
    do {
      place = place <= 0 ? 0 : CodePoints.startBefore(text, place);
    } while (place > 0 && !isRestart(text, place));
    return place;
  }

  private static boolean isRestart(Utf8Text text, int place) {
    int before = CodePoints.before(text, place);
    int after = CodePoints.at(text, place);
    return !CodePoints.isSpace(before)
        && !CodePoints.isSpace(after)
        && isAlone(kindOf(before))
        && isAlone(kindOf(after));
  }

  /** Two neighbours that are alone are always apart; a syllable only takes marks and trailers. */
  private static boolean isAlone(Kind kind) {
    return kind == Kind.PLAIN || kind == Kind.HANGUL_LV || kind == Kind.HANGUL_LVT;
  }

  private static Kind kindOf(int codePoint) {
    if (codePoint < 0x300) {
      return codePoint < ' ' || isIn(codePoint, 0x7F, 0x9F) || codePoint == 0xAD
          ? Kind.CONTROL
          : Kind.PLAIN;
    }
    if (isIn(codePoint, 0x1100, 0xD7FF)) {
      Kind hangul = hangulKindOf(codePoint);
      if (hangul != Kind.PLAIN) {
        return hangul;
      }
    }
    if (codePoint == 0x200D) {
      return Kind.JOINER;
    }
    if (isLinker(codePoint)) {
      return Kind.LINKER;
    }
    if (isPrepended(codePoint)) {
      return Kind.PREPENDED;
    }
    if (isIn(codePoint, 0x1F1E6, 0x1F1FF)) {
      return Kind.REGIONAL;
    }
    return kindByCategory(codePoint);
  }

  private static Kind hangulKindOf(int codePoint) {
    if (isIn(codePoint, 0xAC00, 0xD7A3)) {
      return (codePoint - 0xAC00) % 28 == 0 ? Kind.HANGUL_LV : Kind.HANGUL_LVT;
    }
    if (codePoint <= 0x115F || isIn(codePoint, 0xA960, 0xA97C)) {
      return Kind.HANGUL_L;
    }
    if (codePoint <= 0x11A7 || isIn(codePoint, 0xD7B0, 0xD7C6)) {
      return Kind.HANGUL_V;
    }
    boolean trailing = codePoint <= 0x11FF || isIn(codePoint, 0xD7CB, 0xD7FB);
    return trailing ? Kind.HANGUL_T : Kind.PLAIN;
  }

  private static Kind kindByCategory(int codePoint) {
    boolean extends_ =
        codePoint == 0x200C // zero width non-joiner
            || codePoint == 0x0E33 // Thai and Lao vowels that are letters by category
            || codePoint == 0x0EB3
            || isIn(codePoint, 0xFF9E, 0xFF9F) // half-width kana voicing
            || isIn(codePoint, 0x1F3FB, 0x1F3FF) // skin tones
            || isIn(codePoint, 0xE0020, 0xE007F); // tags of subdivision flags
    if (extends_) {
      return Kind.MARK;
    }
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          Kind.MARK;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.FORMAT ->
          Kind.CONTROL;
      default -> Kind.PLAIN;
    };
  }

  /** Viramas that join the letter before to the letter after (Indic_Conjunct_Break=Linker). */
  private static boolean isLinker(int codePoint) {
    return switch (codePoint) {
      case 0x094D,
          0x09CD,
          0x0ACD,
          0x0B4D,
          0x0C4D,
          0x0D4D,
          0x1039,
          0x17D2,
          0x1A60,
          0x1B44,
          0x1BAB,
          0xA9C0,
          0xAAF6,
          0x10A3F,
          0x11133,
          0x113D0,
          0x1193E,
          0x11A47,
          0x11A99,
          0x11F42 ->
          true;
      default -> false;
    };
  }

  /** Signs that belong to what follows (Grapheme_Cluster_Break=Prepend). */
  static boolean isPrepended(int codePoint) {
    return isIn(codePoint, 0x0600, 0x0605)
        || isIn(codePoint, 0x0890, 0x0891)
        || isIn(codePoint, 0x111C2, 0x111C3)
        || isIn(codePoint, 0x11A84, 0x11A89)
        || switch (codePoint) {
          case 0x06DD,
              0x070F,
              0x08E2,
              0x0D4E,
              0x110BD,
              0x110CD,
              0x113D1,
              0x1193F,
              0x11941,
              0x11A3A,
              0x11D46,
              0x11F02 ->
              true;
          default -> false;
        };
  }
}
