package dev.contextbudget.tokenizer;

import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;

/**
 * The tokens of a text, window by window.
 *
 * <p>A window ends at a {@link SafeCut}, so its tokens are those of the whole text. A run without a
 * safe place, such as a megabyte of one letter, is one window, however long.
 */
final class TokenWindows {
  private final OrdinaryEncoding encoding;
  private final Utf8Text text;
  private final int windowBytes;
  private final StopSignal stop;
  private IntArrayList tokens = new IntArrayList(0);
  private int start;
  private int end;

  /**
   * @param stop asked before each window
   */
  TokenWindows(OrdinaryEncoding encoding, Utf8Text text, int windowBytes, StopSignal stop) {
    this.encoding = encoding;
    this.text = text;
    this.windowBytes = windowBytes;
    this.stop = stop;
  }

  /** Returns the tokens of the current window. */
  IntArrayList tokens() {
    return tokens;
  }

  /** Returns the first byte of the current window. */
  int start() {
    return start;
  }

  /** Moves to the next window; returns false if there is none. */
  boolean next() {
    start = end;
    if (start == text.length()) {
      return false;
    }
    stop.check();
    long size = windowBytes;
    while (!read(size)) {
      size *= 2;
    }
    return true;
  }

  /** Reads a window of at most this size; returns false if it has no safe cut. */
  private boolean read(long size) {
    if (size >= text.length() - start) {
      tokens = encoding.encode(text.slice(start, text.length()).decode());
      end = text.length();
      return true;
    }
    String window = text.slice(start, codePointBoundary(start + (int) size)).decode();
    int cut = SafeCut.lastIn(window);
    if (cut > 0) {
      String head = window.substring(0, cut);
      tokens = encoding.encode(head);
      end = start + Utf8Text.of(head).length();
      return true;
    }
    return false;
  }

  private int codePointBoundary(int index) {
    int boundary = index;
    while (!text.isCodePointBoundary(boundary)) {
      boundary--;
    }
    return boundary;
  }
}
