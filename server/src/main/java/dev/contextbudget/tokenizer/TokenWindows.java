package dev.contextbudget.tokenizer;

import com.knuddels.jtokkit.api.IntArrayList;
import dev.contextbudget.core.token.Utf8Text;

/**
 * The tokens of a text, window by window.
 *
 * <p>A window ends at a {@link SafeCut}. Inside a run without a safe place, such as a megabyte of
 * one letter, it ends where a token ends, well before what was looked at: a merge depends on its
 * neighbours and not on what is far behind it.
 */
final class TokenWindows {
  /** How far from the end of a window a token may still depend on what follows; 8 at most seen. */
  private static final int UNSETTLED_TOKENS = 64;

  private final OrdinaryEncoding encoding;
  private final Utf8Text text;
  private final int windowBytes;
  private IntArrayList tokens = new IntArrayList(0);
  private int start;
  private int end;

  TokenWindows(OrdinaryEncoding encoding, Utf8Text text, int windowBytes) {
    this.encoding = encoding;
    this.text = text;
    this.windowBytes = windowBytes;
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
    long size = windowBytes;
    while (!read(size)) {
      size *= 2;
    }
    return true;
  }

  /** Reads a window of at most this size; returns false if it holds nothing that is settled. */
  private boolean read(long size) {
    if (size >= text.length() - start) {
      tokens = encoding.encode(text.slice(start, text.length()).decode());
      end = text.length();
      return true;
    }
    String window = text.slice(start, codePointBoundary(start + (int) size)).decode();
    int cut = SafeCut.lastIn(window);
    if (cut > 0) {
      tokens = encoding.encode(window.substring(0, cut));
      end = start + encoding.bytes(tokens, tokens.size());
      return true;
    }
    return settle(encoding.encode(window));
  }

  private boolean settle(IntArrayList all) {
    for (int count = all.size() - UNSETTLED_TOKENS; count > 0; count--) {
      int bytes = encoding.bytes(all, count);
      if (text.isCodePointBoundary(start + bytes)) {
        tokens = new IntArrayList(count);
        for (int i = 0; i < count; i++) {
          tokens.add(all.get(i));
        }
        end = start + bytes;
        return true;
      }
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
