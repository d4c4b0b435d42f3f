package dev.contextbudget.tokenizer;

import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a text, window by window.
 *
 * <p>A window ends at a {@link SafeCut}, so its tokens are those of the whole text. A run without a
 * safe place, such as a megabyte of one letter, is one window, however long, unless few of its
 * tokens are asked for.
 */
final class TokenWindows {
  /**
   * How much of a long run is read for a few of its tokens. What follows changes tokens near the
   * end of that only; its second half, of no less than 256 tokens, is far more.
   */
  static final int HEAD_BYTES = 1 << 16;

  /**
   * Tokens that stand together in a text.
   *
   * @param endByte byte after the last token
   */
  record Window(int startByte, int endByte, IntArrayList tokens) {
    int size() {
      return tokens.size();
    }
  }

  private final OrdinaryEncoding encoding;
  private final Utf8Text text;
  private final int windowBytes;
  private final StopSignal stop;
  private int start;

  /**
   * @param stop asked before each window
   */
  TokenWindows(OrdinaryEncoding encoding, Utf8Text text, int windowBytes, StopSignal stop) {
    this.encoding = encoding;
    this.text = text;
    this.windowBytes = windowBytes;
    this.stop = stop;
  }

  /** Returns the next window, or null behind the last one. */
  @Nullable Window next() {
    return next(Integer.MAX_VALUE);
  }

  /**
   * Returns the next window, or null behind the last one. Of a run without a safe place it is only
   * the head, and the last window to ask for, if the head has twice the tokens that are wanted.
   */
  @Nullable Window next(int wantedTokens) {
    if (start == text.length()) {
      return null;
    }
    boolean triesHead = wantedTokens <= HEAD_BYTES / 2;
    for (long size = windowBytes; size < text.length() - start; size *= 2) {
      stop.check();
      String window = text.slice(start, codePointBoundary(start + (int) size)).decode();
      int cut = SafeCut.lastIn(window);
      if (cut > 0) {
        return read(window.substring(0, cut));
      }
      if (triesHead && size >= HEAD_BYTES) {
        Window head = read(window);
        if (head.size() / 2 >= wantedTokens) {
          return head;
        }
        start = head.startByte();
        triesHead = false;
      }
    }
    stop.check();
    return read(text.slice(start, text.length()).decode());
  }

  private Window read(String tokens) {
    int from = start;
    start += Utf8Text.of(tokens).length();
    return new Window(from, start, encoding.encode(tokens));
  }

  private int codePointBoundary(int index) {
    int boundary = index;
    while (!text.isCodePointBoundary(boundary)) {
      boundary--;
    }
    return boundary;
  }
}
