package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.stream.IntStream;

/**
 * Takes the ends of the chunks of a form back to the original.
 *
 * <p>An end within a character that changed goes to the start of that character. So a chunk can be
 * larger than the one of the form, if hardly ever; then it is halved until each part is allowed.
 */
final class FormedChunks {
  private final Tokenizer tokenizer;
  private final Utf8Text original;
  private final ChunkLimit limit;
  private final IntStream.Builder ends = IntStream.builder();
  private int from;

  /**
   * @param tokenizer counts parts of the original alone
   */
  FormedChunks(Tokenizer tokenizer, Utf8Text original, ChunkLimit limit) {
    this.tokenizer = tokenizer;
    this.original = original;
    this.limit = limit;
  }

  /** Ends a chunk at a place of the original, which may be where the last one ended. */
  void endAt(int to) {
    if (to == from) {
      return;
    }
    int tokens = tokenizer.count(original.slice(from, to));
    int middle = middle(to);
    if (middle < to && !limit.allows(from, to, tokens)) {
      endAt(middle);
      endAt(to);
    } else {
      ends.add(to);
      from = to;
    }
  }

  /** Returns where a chunk is halved between two code points; its end if it is but one. */
  private int middle(int to) {
    int at = from + (to - from) / 2;
    while (!original.isCodePointBoundary(at)) {
      at--;
    }
    if (at > from) {
      return at;
    }
    do {
      at++;
    } while (!original.isCodePointBoundary(at));
    return at;
  }

  int[] ends() {
    return ends.build().toArray();
  }
}
