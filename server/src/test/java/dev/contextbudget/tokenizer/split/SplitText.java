package dev.contextbudget.tokenizer.split;

import java.util.List;
import java.util.SplittableRandom;

/** Texts that find mistakes in splitters: few characters, of which each matters, close together. */
final class SplitText {
  private static final List<String> SPACES =
      List.of(
          " ",
          "  ",
          "   ",
          "\n",
          "\n\n",
          "\r\n",
          "\r",
          "\t",
          "\u000b",
          "\f",
          "\u0085",
          "\u00a0",
          "\u1680",
          "\u2003",
          "\u2028",
          "\u2029",
          "\u202f",
          "\u205f",
          "\u3000",
          " \n ",
          "\n  \n  ");
  private static final List<String> WORDS =
      List.of(
          "a",
          "B",
          "the",
          "The",
          "HTTPServer",
          "helloWorld",
          "ABC",
          "é",
          "É",
          "ß",
          "ñandú",
          "Жук",
          "\u01c5",
          "\u01c5\u01c5a",
          "\u02b0",
          "\u00aa",
          "漢",
          "漢字",
          "仮名",
          "かな",
          "カナー",
          "ー",
          "한글",
          "ไทย",
          "हिन्दी",
          "عربي",
          "ſ",
          "K",
          "\ud801\udc00",
          "\ud801\udc28",
          "\ud840\udc00");
  private static final List<String> APOSTROPHES =
      List.of(
          "'", "''", "'s", "'S", "'\u017f", "'t", "'re", "'RE", "'rE", "'ve", "'m", "'ll", "'lL",
          "'d", "'l", "'v", "'r", "'x", "\u2019s", "don't", "I'LL", "x's't");
  private static final List<String> NUMBERS =
      List.of("0", "12", "123", "12345", "²", "½", "٣", "८९", "Ⅷ", "〇", "\ud835\udfce", "𒐀", "〡");
  private static final List<String> SIGNS =
      List.of(
          ".", "...", "!?", "/", "//", "\n/", "\n//\n/", "*/", "\"", "{\"", "\":", "$", "+", "=",
          "_", "-", "—", "“", "”", "…", "。", "、", "・", "゛", "€", "⺀", "😀", "\0", "\u007f",
          "\u200b", "\u200d", "\ufeff", "\u00ad", "\ue000", "\ufffd", "\u0378");
  private static final List<String> MARKS =
      List.of(
          "\u0301",
          "\ufe0f",
          "\u20e3",
          "\u3099",
          "\u093f",
          "\ud81b\udff0",
          "a\u0301",
          "❤\ufe0f",
          "👨\u200d👩\u200d👧",
          "👍🏽",
          "🇩🇪",
          "1\ufe0f\u20e3");
  private static final List<List<String>> ALPHABETS =
      List.of(SPACES, WORDS, APOSTROPHES, NUMBERS, SIGNS, MARKS);
  private static final String ASCII_CORE = "aZ ab \n\t.'/1sTreL_\"\r";

  private SplitText() {}

  /** Returns a text of up to {@code pieces} pieces, sometimes with one long run. */
  static String random(SplittableRandom random, int pieces) {
    StringBuilder text = new StringBuilder();
    int kind = random.nextInt(8);
    while (pieces-- > 0) {
      switch (kind) {
        case 0 -> text.append(ASCII_CORE.charAt(random.nextInt(ASCII_CORE.length())));
        case 1 -> text.append((char) random.nextInt(128));
        case 2 -> text.appendCodePoint(codePoint(random));
        case 3 -> text.append(of(random, ALPHABETS.get(random.nextInt(2))));
        default -> text.append(of(random, ALPHABETS.get(random.nextInt(ALPHABETS.size()))));
      }
      if (random.nextInt(400) == 0) {
        List<String> alphabet = ALPHABETS.get(random.nextInt(ALPHABETS.size()));
        text.append(of(random, alphabet).repeat(random.nextInt(1, 200)));
      }
    }
    return agreed(text.toString());
  }

  /** Returns one string repeated up to {@code characters}, between two others. */
  static String longRun(SplittableRandom random, int characters) {
    String run = of(random, ALPHABETS.get(random.nextInt(ALPHABETS.size())));
    return agreed(
        random(random, 3) + run.repeat(characters / run.length() + 1) + random(random, 3));
  }

  private static String of(SplittableRandom random, List<String> alphabet) {
    return alphabet.get(random.nextInt(alphabet.size()));
  }

  private static int codePoint(SplittableRandom random) {
    int codePoint = random.nextInt(random.nextBoolean() ? 0x3100 : Character.MAX_CODE_POINT + 1);
    return codePoint >= 0xD800 && codePoint < 0xE000 ? 'a' : codePoint;
  }

  /** Leaves out what this JVM's regular expressions put in another class than the table does. */
  static String agreed(String text) {
    return text.codePoints()
        .filter(JvmClasses::agree)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
