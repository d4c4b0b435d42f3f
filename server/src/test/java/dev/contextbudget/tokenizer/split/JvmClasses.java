package dev.contextbudget.tokenizer.split;

import java.util.BitSet;

/** The classes of this JVM beside those of the table. */
final class JvmClasses {
  private static final BitSet DIFFERENT = new BitSet();

  static {
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
      DIFFERENT.set(codePoint, !written(codePoint).equals(UnicodeClassesGenerator.code(codePoint)));
    }
  }

  private JvmClasses() {}

  /** Tells whether this JVM gives the code point the class that the table gives it. */
  static boolean agree(int codePoint) {
    return !DIFFERENT.get(codePoint);
  }

  /** Returns the table's class of a code point, as the generator writes it. */
  static String written(int codePoint) {
    int c = UnicodeClasses.of(codePoint);
    String han = c >= UnicodeClasses.HAN ? "h" : "";
    return "OULXMNWWPS".charAt(c & UnicodeClasses.HAN - 1) + han;
  }
}
