package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;

/**
 * Unicode's composed form (UAX 15), which Qwen takes.
 *
 * <p>By the tables of the running JVM, which is as good as those of any other version: the form of
 * a text never changes in later versions of Unicode, unless it has characters that were not
 * assigned yet, and those are left as they are.
 *
 * <p>A text is a row of stretches, each of which is changed alone: a character and what can be
 * composed with it or moved before it. Nearly all are known to have the form by their characters;
 * only others are decoded to see.
 */
public final class NfcForm implements TextForm {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long HIGH_BITS = 0x8080808080808080L;

  private final AddedTokens added;

  /**
   * @param added tokens that are found before the form is looked at
   */
  public NfcForm(AddedTokens added) {
    this.added = added;
  }

  @Override
  public FormedText of(Utf8Text text) {
    return text.read(
        (bytes, start, length) ->
            nextStretch(bytes, start, start + length) < 0
                ? FormedText.unchanged(text)
                : formed(text, bytes, start, start + length));
  }

  private FormedText formed(Utf8Text text, byte[] bytes, int start, int end) {
    FormedText.Builder formed = new FormedText.Builder(text);
    for (int at = start; at < end; ) {
      int next = added.next(bytes, at, end, end);
      form(bytes, at, next, start, formed);
      at = next < end ? added.endAt(bytes, next, end) : end;
    }
    return formed.build();
  }

  /** Puts what is not in this form in it, stretch by stretch. */
  private static void form(byte[] text, int from, int to, int start, FormedText.Builder formed) {
    int at = nextStretch(text, from, to);
    while (at >= 0) {
      int end = stretchEnd(text, at, to);
      String stretch = new String(text, at, end - at, StandardCharsets.UTF_8);
      String normal = Normalizer.normalize(stretch, Form.NFC);
      if (!normal.equals(stretch)) {
        formed.replace(at - start, end - start, normal.getBytes(StandardCharsets.UTF_8));
      }
      at = nextStretch(text, end, to);
    }
  }

  /** Returns where the next stretch begins that may not have the form, or -1. */
  private static int nextStretch(byte[] text, int from, int to) {
    int stretch = from;
    boolean isBehindMark = false;
    for (int at = from; at < to; ) {
      if (text[at] >= 0) {
        at = asciiEnd(text, at, to);
        stretch = at - 1;
        isBehindMark = false;
        continue;
      }
      int c = codePoint(text, at);
      boolean isMark = NfcClasses.isChangeable(c) && NfcClasses.isSettledMark(c);
      if (!isMark && NfcClasses.startsStretch(c)) {
        stretch = at;
      }
      // Two marks in a row may be in the wrong order.
      if (isMark ? isBehindMark : NfcClasses.isChangeable(c)) {
        return stretch;
      }
      isBehindMark = isMark;
      at += bytes(text[at]);
    }
    return -1;
  }

  private static int asciiEnd(byte[] text, int from, int to) {
    int at = from;
    while (at + Long.BYTES <= to && ((long) LONGS.get(text, at) & HIGH_BITS) == 0) {
      at += Long.BYTES;
    }
    while (at < to && text[at] >= 0) {
      at++;
    }
    return at;
  }

  private static int stretchEnd(byte[] text, int start, int to) {
    int at = start + bytes(text[start]);
    while (at < to && text[at] < 0 && !NfcClasses.startsStretch(codePoint(text, at))) {
      at += bytes(text[at]);
    }
    return at;
  }

  private static int bytes(byte lead) {
    return lead >= 0 ? 1 : lead < (byte) 0xE0 ? 2 : lead < (byte) 0xF0 ? 3 : 4;
  }

  private static int codePoint(byte[] text, int at) {
    int bytes = bytes(text[at]);
    int codePoint = text[at] & (0x7F >> bytes);
    for (int i = 1; i < bytes; i++) {
      codePoint = codePoint << 6 | (text[at + i] & 0x3F);
    }
    return codePoint;
  }
}
