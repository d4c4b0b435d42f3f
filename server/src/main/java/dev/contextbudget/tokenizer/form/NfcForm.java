package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.Pace;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.AddedTokens;
import java.util.Arrays;

/**
 * Unicode's composed form (UAX 15), which Qwen takes, as of Unicode 9: as Hugging Face's library
 * has it, and the same on every JVM. Characters that were not assigned then stay where and as they
 * are.
 *
 * <p>A text is a row of stretches, each of which is changed alone, and only those are looked at
 * closely that may have to be.
 */
public final class NfcForm extends TextForm {
  private final AddedTokens added;

  /**
   * @param added tokens that are found before the form is looked at
   */
  public NfcForm(AddedTokens added) {
    this.added = added;
  }

  @Override
  FormedText.Builder formed(Utf8Text text, boolean keepsPlaces, StopSignal stop) {
    return text.read(
        (bytes, start, length) -> {
          FormedText.Builder formed = new FormedText.Builder(text, bytes, start, keepsPlaces);
          int end = start + length;
          if (new Stretches(bytes, new Pace(start, stop)).next(start, end) >= 0) {
            form(bytes, start, end, formed, stop);
          }
          return formed;
        });
  }

  private void form(byte[] text, int start, int end, FormedText.Builder formed, StopSignal stop) {
    Pace pace = new Pace(start, stop);
    Stretches stretches = new Stretches(text, new Pace(start, stop));
    Composer composer = new Composer(stop);
    for (int at = start; at < end; ) {
      int to = nextAdded(text, at, end, end, pace);
      for (int from = stretches.next(at, to); from >= 0; from = stretches.next(at, to)) {
        at = stretches.end(from, to);
        composer.compose(text, from, at);
        replace(text, from, at, start, composer, formed);
      }
      at = to < end ? added.endAt(text, to, end) : end;
    }
  }

  /** Replaces what is between the first character of a stretch that changed and the last one. */
  private static void replace(
      byte[] text, int from, int to, int start, Composer composer, FormedText.Builder formed) {
    byte[] by = composer.composed();
    int byEnd = composer.length();
    int same = Arrays.mismatch(by, 0, byEnd, text, from, to);
    if (same < 0) {
      return;
    }
    while (same > 0 && (isWithin(text, from + same, to) || isWithin(by, same, byEnd))) {
      same--;
    }
    int end = to;
    while (byEnd > same && end > from + same && by[byEnd - 1] == text[end - 1]) {
      byEnd--;
      end--;
    }
    while (isWithin(text, end, to)) {
      byEnd++;
      end++;
    }
    formed.replace(from + same - start, end - start, by, same, byEnd);
  }

  private static boolean isWithin(byte[] text, int at, int end) {
    return at < end && (text[at] & 0xC0) == 0x80;
  }

  /** The last stretch may go on, and what is an added token is no part of one. */
  @Override
  public int settledBytes(Utf8Text text, StopSignal stop) {
    return text.read(
        (bytes, start, length) -> {
          int last = start + length - added.openBytes();
          int settled = start;
          Pace pace = new Pace(start, stop);
          for (int at = start; at < last; ) {
            int next = nextAdded(bytes, at, last, start + length, pace);
            settled = Stretches.last(bytes, at, next, stop);
            if (next < last) {
              settled = added.endAt(bytes, next, start + length);
            }
            at = Math.max(settled, next);
          }
          return settled - start;
        });
  }

  /** Returns the first place from {@code from} on at which an added token begins, or {@code to}. */
  private int nextAdded(byte[] text, int from, int to, int end, Pace pace) {
    int at = from;
    for (int pause = at; at == pause && at < to; pace.to(at)) {
      pause = Math.min(at + Pace.BYTES, to);
      at = added.next(text, at, pause, end);
    }
    return at;
  }
}
