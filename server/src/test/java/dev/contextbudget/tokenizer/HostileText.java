package dev.contextbudget.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.Function;

/** Texts that make tokenizers slow: long runs of one sign or of a few, of every kind. */
public enum HostileText {
  LETTER(random -> "a"),
  SPACES(random -> " "),
  NEWLINES(random -> "\n"),
  LINE_ENDS(random -> "\r\n"),
  RANDOM_LETTERS(random -> of(random, "abcdefghijklmnopqrstuvwxyz")),
  BASES(random -> of(random, "ACGT")),
  BASE64(random -> of(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")),
  HEX(random -> of(random, "0123456789abcdef")),
  FAMILY_EMOJI(random -> "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67"),
  EXCLAMATIONS(random -> "!"),
  HAN(random -> "的一是不了人我在有他这中大来上国个到说们"),
  RANDOM_HAN(random -> Character.toString(random.nextInt(0x4E00, 0x9FA6))),
  DIGITS(random -> of(random, "0123456789")),
  ARABIC_DIGITS(random -> of(random, "٠١٢٣٤٥٦٧٨٩")),
  HAN_AND_CAPITALS(random -> of(random, "字A")),
  RULES(random -> of(random, "=-")),
  STOPS(random -> of(random, ".,")),
  BLANK_LINES(random -> of(random, " \n"));

  private final Function<SplittableRandom, String> unit;

  HostileText(Function<SplittableRandom, String> unit) {
    this.unit = unit;
  }

  private static String of(SplittableRandom random, String alphabet) {
    return alphabet.substring(random.nextInt(alphabet.length())).substring(0, 1);
  }

  /** Returns at least so many bytes, and less than one unit more. */
  public byte[] utf8(int bytes) {
    SplittableRandom random = new SplittableRandom(ordinal());
    ByteArrayOutputStream text = new ByteArrayOutputStream(bytes + 64);
    while (text.size() < bytes) {
      text.writeBytes(unit.apply(random).getBytes(StandardCharsets.UTF_8));
    }
    return text.toByteArray();
  }
}
