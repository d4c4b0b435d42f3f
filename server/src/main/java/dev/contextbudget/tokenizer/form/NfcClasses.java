package dev.contextbudget.tokenizer.form;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * What Unicode's composed form can do with each character, found out from the normalizer of the
 * running JVM, which does not tell combining classes and compositions itself.
 *
 * <p>90 KB, and some 50 ms when first used.
 */
final class NfcClasses {
  /** Of class 1, the lowest: any other mark goes behind it. */
  private static final String LOWEST = "\u0334";

  /** Of class 240, the highest: any other mark goes before it. */
  private static final String HIGHEST = "\u0345";

  private static final BitSet MARKS = new BitSet();
  private static final BitSet CONTINUING = new BitSet();
  private static final BitSet SETTLED_MARKS = new BitSet();
  private static final BitSet CHANGEABLE = new BitSet();

  static {
    BitSet seconds = new BitSet();
    forEachCharacter(c -> decomposed(c).codePoints().skip(1).forEach(seconds::set));
    forEachCharacter(c -> classify(c, seconds));
  }

  private NfcClasses() {}

  /** Takes a character. */
  private interface Visitor {
    void visit(int codePoint);
  }

  private static void forEachCharacter(Visitor visitor) {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      switch (Character.getType(c)) {
        case Character.UNASSIGNED, Character.PRIVATE_USE, Character.SURROGATE -> {}
        default -> visitor.visit(c);
      }
    }
  }

  /**
   * @param seconds all that a decomposition has behind its first character
   */
  private static void classify(int c, BitSet seconds) {
    int first = decomposed(c).codePointAt(0);
    boolean hasClass = hasClass(first);
    boolean isNormal = Normalizer.isNormalized(Character.toString(c), Form.NFC);
    MARKS.set(c, hasClass);
    CONTINUING.set(c, hasClass || seconds.get(first));
    SETTLED_MARKS.set(c, hasClass && isNormal && !seconds.get(c));
    CHANGEABLE.set(c, CONTINUING.get(c) || !isNormal);
  }

  private static String decomposed(int c) {
    return Normalizer.normalize(Character.toString(c), Form.NFD);
  }

  private static boolean hasClass(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK ->
          !Normalizer.isNormalized(Character.toString(c) + LOWEST, Form.NFD)
              || !Normalizer.isNormalized(HIGHEST + Character.toString(c), Form.NFD);
      default -> false;
    };
  }

  /** Returns all for which {@link #isMark} is true, lowest first. */
  static IntStream marks() {
    return MARKS.stream();
  }

  /** Returns true if a character, or what it decomposes into, has its place among its like. */
  static boolean isMark(int codePoint) {
    return MARKS.get(codePoint);
  }

  /** Returns true if a character never changes what is before it, nor is moved before it. */
  static boolean startsStretch(int codePoint) {
    return !CONTINUING.get(codePoint);
  }

  /** Returns true if a character may not stay as it is, or changes what is before it. */
  static boolean isChangeable(int codePoint) {
    return CHANGEABLE.get(codePoint);
  }

  /** Returns true if a character stays as it is behind one that starts a stretch. */
  static boolean isSettledMark(int codePoint) {
    return SETTLED_MARKS.get(codePoint);
  }
}
