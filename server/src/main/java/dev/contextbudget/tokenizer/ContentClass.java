package dev.contextbudget.tokenizer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Kinds of bytes by which tokenizers differ: scripts, and within ASCII what tells prose from code,
 * JSON and numbers.
 *
 * <p>A byte's class does not depend on the bytes around it: a text becomes code sign by sign, so
 * that one more byte never changes what all the others come to.
 */
public enum ContentClass {
  /** {@code a} to {@code z}. */
  LETTER,
  /** {@code A} to {@code Z}: names in code, constants, random characters. */
  CAPITAL,
  /** {@code 0} to {@code 9}, which some vocabularies take one by one and others in threes. */
  DIGIT,
  /** Space, tab and line ends: indentation. */
  BLANK,
  /** Signs and control characters of ASCII, and punctuation beyond it. */
  SIGN,
  /** Latin letters with diacritics, and combining marks. */
  LATIN,
  /** Latin letters with two diacritics, three bytes each. */
  VIETNAMESE,
  GREEK,
  CYRILLIC,
  ARMENIAN,
  GEORGIAN,
  HEBREW,
  ARABIC,
  DEVANAGARI,
  /** Bengali to Sinhala: vocabularies that have words in Devanagari have few in these. */
  INDIC,
  THAI,
  /** Han, full-width forms and their punctuation. */
  CJK,
  KANA,
  HANGUL,
  /** Arrows, mathematics, lines. */
  SYMBOL,
  EMOJI,
  /** Every other script. */
  OTHER;

  private record Block(int start, ContentClass content) {}

  /** Where another class begins beyond ASCII; Unicode 16, whole blocks. */
  private static final List<Block> BLOCKS =
      List.of(
          new Block(0x80, SIGN),
          new Block(0xC0, LATIN),
          new Block(0x250, OTHER),
          new Block(0x300, LATIN),
          new Block(0x370, GREEK),
          new Block(0x400, CYRILLIC),
          new Block(0x530, ARMENIAN),
          new Block(0x590, HEBREW),
          new Block(0x600, ARABIC),
          new Block(0x700, OTHER),
          new Block(0x750, ARABIC),
          new Block(0x780, OTHER),
          new Block(0x8A0, ARABIC),
          new Block(0x900, DEVANAGARI),
          new Block(0x980, INDIC),
          new Block(0xE00, THAI),
          new Block(0xE80, OTHER),
          new Block(0x10A0, GEORGIAN),
          new Block(0x1100, HANGUL),
          new Block(0x1200, OTHER),
          new Block(0x1E00, VIETNAMESE),
          new Block(0x1F00, GREEK),
          new Block(0x2000, SIGN),
          new Block(0x2070, SYMBOL),
          new Block(0x2600, EMOJI),
          new Block(0x27C0, SYMBOL),
          new Block(0x2C00, OTHER),
          new Block(0x2E80, CJK),
          new Block(0x3040, KANA),
          new Block(0x3100, CJK),
          new Block(0xA000, OTHER),
          new Block(0xAC00, HANGUL),
          new Block(0xD7B0, OTHER),
          new Block(0xF900, CJK),
          new Block(0xFB00, OTHER),
          new Block(0xFB50, ARABIC),
          new Block(0xFE00, EMOJI),
          new Block(0xFE10, OTHER),
          new Block(0xFE70, ARABIC),
          new Block(0xFF00, CJK),
          new Block(0xFFF0, OTHER),
          new Block(0x1F000, EMOJI),
          new Block(0x20000, CJK),
          new Block(0x40000, OTHER));

  /** Every block begins at a multiple of this, and so has whole rows of the table below. */
  private static final int ROW_CODE_POINTS = 16;

  private static final ContentClass[] OF_ASCII = new ContentClass[0x80];

  /** From the last block on, all is of one class. */
  private static final ContentClass[] OF_ROW = new ContentClass[0x40000 / ROW_CODE_POINTS];

  static {
    Arrays.fill(OF_ASCII, SIGN);
    Arrays.fill(OF_ASCII, 'a', 'z' + 1, LETTER);
    Arrays.fill(OF_ASCII, 'A', 'Z' + 1, CAPITAL);
    Arrays.fill(OF_ASCII, '0', '9' + 1, DIGIT);
    Arrays.fill(OF_ASCII, '\t', '\r' + 1, BLANK);
    OF_ASCII[' '] = BLANK;
    for (Block block : BLOCKS) {
      Arrays.fill(OF_ROW, block.start() / ROW_CODE_POINTS, OF_ROW.length, block.content());
    }
  }

  /** Returns the name in the catalogue. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the name in the catalogue of what has one ratio: a script, or all of ASCII. */
  public String scriptName() {
    return compareTo(SIGN) <= 0 ? "ascii" : wireName();
  }

  /** Returns the class of a code point. */
  static ContentClass of(int codePoint) {
    if (codePoint < 0x80) {
      return OF_ASCII[codePoint];
    }
    int row = codePoint / ROW_CODE_POINTS;
    return row < OF_ROW.length ? OF_ROW[row] : OTHER;
  }
}
