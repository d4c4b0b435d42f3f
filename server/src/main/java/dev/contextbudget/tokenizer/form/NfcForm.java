package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

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

  /** Stretches as near as this are decoded together: a call of the composer costs as much. */
  private static final int MAX_GAP_BYTES = 16;

  private static final int MAX_DECODED_BYTES = 1 << 10;

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

  /** The last stretch may go on, and what is an added token is no part of one. */
  @Override
  public int settledBytes(Utf8Text text) {
    return text.read(
        (bytes, start, length) -> {
          int last = start + length - added.openBytes();
          int settled = start;
          for (int at = start; at < last; ) {
            int next = added.next(bytes, at, last, start + length);
            settled = lastStretch(bytes, at, next);
            if (next < last) {
              settled = added.endAt(bytes, next, start + length);
            }
            at = Math.max(settled, next);
          }
          return settled - start;
        });
  }

  /** Returns where the last stretch begins, or {@code from} if none does. */
  private static int lastStretch(byte[] text, int from, int to) {
    for (int at = to - 1; at > from; at--) {
      boolean isStart = (text[at] & 0xC0) != 0x80;
      if (isStart && NfcClasses.startsStretch(codePoint(text, at, bytes(text[at])))) {
        return at;
      }
    }
    return from;
  }

  /** Puts what is not in this form in it. */
  private static void form(byte[] text, int from, int to, int start, FormedText.Builder formed) {
    int at = nextStretch(text, from, to);
    while (at >= 0) {
      int end = stretchEnd(text, at, to);
      int next = nextStretch(text, end, to);
      while (next >= 0 && next - end <= MAX_GAP_BYTES && next - at < MAX_DECODED_BYTES) {
        end = stretchEnd(text, next, to);
        next = nextStretch(text, end, to);
      }
      form(new String(text, at, end - at, StandardCharsets.UTF_8), at - start, formed);
      at = next;
    }
  }

  /** A stretch of a text is one of its form: what begins one is not composed with others. */
  private static void form(String text, int firstByte, FormedText.Builder formed) {
    String normal = Composer.NFC.compose(text);
    if (normal.equals(text)) {
      return;
    }
    int byteAt = firstByte;
    for (int at = 0, normalAt = 0; at < text.length(); ) {
      int end = stretchEnd(text, at);
      int normalEnd = stretchEnd(normal, normalAt);
      int byteEnd = byteAt;
      for (int i = at; i < end; i++) {
        char c = text.charAt(i);
        byteEnd += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
      }
      if (end - at != normalEnd - normalAt || !text.regionMatches(at, normal, normalAt, end - at)) {
        byte[] by = normal.substring(normalAt, normalEnd).getBytes(StandardCharsets.UTF_8);
        formed.replace(byteAt, byteEnd, by);
      }
      at = end;
      normalAt = normalEnd;
      byteAt = byteEnd;
    }
  }

  private static int stretchEnd(String text, int start) {
    int at = start;
    do {
      at += Character.charCount(text.codePointAt(at));
    } while (at < text.length() && !NfcClasses.startsStretch(text.codePointAt(at)));
    return at;
  }

  /** Returns where the next stretch begins that may not have the form, or -1. */
  private static int nextStretch(byte[] text, int from, int to) {
    int stretch = from;
    boolean isBehindMark = false;
    for (int at = from; at < to; ) {
      int bytes = bytes(text[at]);
      if (bytes == 1) {
        at += isAscii(text, at, to) ? Long.BYTES : 1;
        stretch = at - 1;
        isBehindMark = false;
        continue;
      }
      int c = codePoint(text, at, bytes);
      if (!NfcClasses.isChangeable(c)) {
        stretch = at;
        isBehindMark = false;
      } else if (NfcClasses.isSettledMark(c) && !isBehindMark) {
        isBehindMark = true; // and two in a row may be in the wrong order
      } else {
        return NfcClasses.startsStretch(c) ? at : stretch;
      }
      at += bytes;
    }
    return -1;
  }

  private static boolean isAscii(byte[] text, int at, int to) {
    return at + Long.BYTES <= to && ((long) LONGS.get(text, at) & HIGH_BITS) == 0;
  }

  private static int stretchEnd(byte[] text, int start, int to) {
    int at = start + bytes(text[start]);
    while (at < to && !NfcClasses.startsStretch(codePoint(text, at, bytes(text[at])))) {
      at += bytes(text[at]);
    }
    return at;
  }

  private static int bytes(byte lead) {
    return lead >= 0 ? 1 : lead < (byte) 0xE0 ? 2 : lead < (byte) 0xF0 ? 3 : 4;
  }

  private static int codePoint(byte[] text, int at, int bytes) {
    return switch (bytes) {
      case 1 -> text[at];
      case 2 -> (text[at] & 0x1F) << 6 | low(text, at + 1);
      case 3 -> (text[at] & 0x0F) << 12 | low(text, at + 1) << 6 | low(text, at + 2);
      default ->
          (text[at] & 0x07) << 18
              | low(text, at + 1) << 12
              | low(text, at + 2) << 6
              | low(text, at + 3);
    };
  }

  private static int low(byte[] text, int at) {
    return text[at] & 0x3F;
  }
}
