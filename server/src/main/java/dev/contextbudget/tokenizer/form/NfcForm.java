package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.BitSet;

/**
 * Unicode's composed form (UAX 15), which Qwen takes.
 *
 * <p>By the tables of the running JVM, which is as good as those of any other version: the form of
 * a text never changes in later versions of Unicode, unless it has characters that were not
 * assigned yet, and those are left as they are.
 *
 * <p>Text of ASCII, Latin, Greek, Cyrillic, Chinese or Japanese letters, or emoji, without
 * combining marks is known to have the form by its bytes. Other text is decoded to see.
 */
public final class NfcForm implements TextForm {
  private static final int BLOCK_BITS = 6;

  /** Blocks of 64 code points that have this form whatever stands beside them. */
  private static final BitSet INERT_BLOCKS = inertBlocks();

  private final AddedTokens added;

  /**
   * @param added tokens that are found before the form is looked at
   */
  public NfcForm(AddedTokens added) {
    this.added = added;
  }

  private static BitSet inertBlocks() {
    BitSet inert = new BitSet();
    inert.set(0, (Character.MAX_CODE_POINT + 1) >> BLOCK_BITS);
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      boolean isSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
      if (isSurrogate || !startsStretch(c) || !isNormal(Character.toString(c))) {
        inert.clear(c >> BLOCK_BITS);
      }
    }
    return inert;
  }

  private static boolean isNormal(String text) {
    return Normalizer.isNormalized(text, Form.NFC);
  }

  /**
   * Returns true if a character never changes what is before it: it is no mark, no vowel or final
   * consonant of Hangul, and none of the vowels of Kirat Rai, which are letters that compose.
   */
  static boolean startsStretch(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          false;
      default ->
          !(codePoint >= 0x1160 && codePoint <= 0x11FF)
              && !(codePoint >= 0x16D63 && codePoint <= 0x16D6A);
    };
  }

  @Override
  public FormedText of(Utf8Text text) {
    return text.read(
        (bytes, start, length) ->
            isInert(bytes, start, start + length)
                ? FormedText.unchanged(text)
                : formed(text, bytes, start, start + length));
  }

  private static boolean isInert(byte[] text, int start, int end) {
    for (int at = start; at < end; ) {
      int lead = text[at];
      if (lead >= 0) {
        at++;
        continue;
      }
      int bytes = lead < (byte) 0xE0 ? 2 : lead < (byte) 0xF0 ? 3 : 4;
      int block = lead & (0x7F >> bytes);
      for (int i = 1; i < bytes - 1; i++) {
        block = block << BLOCK_BITS | (text[at + i] & 0x3F);
      }
      if (!INERT_BLOCKS.get(block)) {
        return false;
      }
      at += bytes;
    }
    return true;
  }

  private FormedText formed(Utf8Text text, byte[] bytes, int start, int end) {
    FormedText.Builder formed = new FormedText.Builder(text);
    for (int at = start; at < end; ) {
      int next = added.next(bytes, at, end, end);
      form(new String(bytes, at, next - at, StandardCharsets.UTF_8), at - start, formed);
      at = next < end ? added.endAt(bytes, next, end) : end;
    }
    return formed.build();
  }

  /** Puts what is not in this form in it, stretch by stretch. */
  private static void form(String text, int firstByte, FormedText.Builder formed) {
    if (isNormal(text)) {
      return;
    }
    int byteAt = firstByte;
    for (int at = 0; at < text.length(); ) {
      int end = stretchEnd(text, at);
      String stretch = text.substring(at, end);
      int bytes = utf8Bytes(stretch);
      if (!isNormal(stretch)) {
        String normal = Normalizer.normalize(stretch, Form.NFC);
        formed.replace(byteAt, byteAt + bytes, normal.getBytes(StandardCharsets.UTF_8));
      }
      byteAt += bytes;
      at = end;
    }
  }

  private static int stretchEnd(String text, int start) {
    int end = text.offsetByCodePoints(start, 1);
    while (end < text.length() && !startsStretch(text.codePointAt(end))) {
      end = text.offsetByCodePoints(end, 1);
    }
    return end;
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
