package dev.contextbudget.tokenizer;

import java.util.SplittableRandom;

/** Texts that find mistakes in tokenizers: boundaries of every kind, close together. */
final class BoundaryText {
  private static final String[] PIECES = {
    "\u0000",
    "\u0001",
    "\u007F",
    "a",
    "the",
    " the",
    "don't",
    "I'LL",
    "'s",
    "'",
    "''",
    "x'y",
    " ",
    "  ",
    "\n",
    "\r\n",
    "\n\n",
    "\t",
    " \n ",
    "0",
    "12",
    "12345",
    "²",
    "½",
    ".",
    "...",
    "!?",
    "//",
    "-----",
    "\"",
    "{\"a\":1}",
    "é",
    "e\u0301",
    "ß",
    "ÀÉ",
    "한글",
    "한글ABC",
    "字",
    "漢字かな",
    "。",
    "，",
    "ไทย",
    "नमस्ते",
    "مرحبا",
    "😀",
    "👨‍👩‍👧",
    "🇩🇪",
    "\u00A0",
    "\u0085",
    "\u200D",
    "\uFEFF",
    "\uFFFD",
    "\uFFFD\uFFFD",
    "ſ",
    "<|endoftext|>",
    "HelloWorld",
    "HELLOworld",
    "snake_case",
    "a1b2",
    "\u2028",
    "ⅷ",
    "aaaaaaaa",
    "\u1F80",
    "\uD835\uDD6C",
    "\u0E33",
    "n'ttre",
    "An'tt",
    "'ren't"
  };

  private BoundaryText() {}

  /** Returns a text of up to {@code maxPieces} pieces and runs of pieces. */
  static String random(SplittableRandom random, int maxPieces) {
    StringBuilder text = new StringBuilder();
    int pieces = random.nextInt(maxPieces + 1);
    for (int i = 0; i < pieces; i++) {
      String piece =
          random.nextInt(10) == 0 ? randomCharacter(random) : PIECES[random.nextInt(PIECES.length)];
      text.append(random.nextInt(12) == 0 ? piece.repeat(random.nextInt(1, 40)) : piece);
    }
    return text.toString();
  }

  /**
   * One whose class this JVM knows, as the reference asks it: assigned, or of a plane where no
   * version of Unicode has assigned any.
   */
  private static String randomCharacter(SplittableRandom random) {
    int codePoint = random.nextInt(random.nextInt(3) == 0 ? 0x110000 : 0x30000);
    int plane = codePoint >> 16;
    boolean isKnown = Character.isDefined(codePoint) || (plane >= 4 && plane <= 13);
    boolean isSurrogate = codePoint >= 0xD800 && codePoint < 0xE000;
    return isSurrogate || !isKnown ? "?" : Character.toString(codePoint);
  }
}
