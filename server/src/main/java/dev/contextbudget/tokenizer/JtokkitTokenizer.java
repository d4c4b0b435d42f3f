package dev.contextbudget.tokenizer;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.TokenWindows.Window;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Counts with a bundled vocabulary, exactly.
 *
 * <p>A text goes through the library in {@link TokenWindows}, because the library has no count with
 * a limit and keeps the tokens of all it is given.
 *
 * <p>Time is linear in the bytes looked at, except for a run without spaces or punctuation, which
 * the library merges in n log n, some hundred bytes of memory for each of its bytes, and never asks
 * to stop. The limit on the bytes of one text bounds it. The library takes character classes from
 * the running JVM, so characters that are new in Unicode can count differently between JVMs.
 */
public final class JtokkitTokenizer implements Tokenizer {
  /** No vocabulary has a longer token; so a text of n bytes has at least n/128 tokens. */
  static final int MAX_TOKEN_BYTES = 128;

  /** Large enough that a window costs nothing, small enough that its memory does not matter. */
  private static final int WINDOW_BYTES = 1 << 16;

  private static final int MIN_WINDOW_BYTES = 1 << 10;

  /** Prose has 4 bytes a token; twice that answers most questions with a limit at once. */
  private static final int LIKELY_BYTES_PER_TOKEN = 8;

  private final String id;
  private final Supplier<OrdinaryEncoding> encoding;
  private final int windowBytes;
  private final StopSignal stop;

  JtokkitTokenizer(String id, Supplier<OrdinaryEncoding> encoding) {
    this(id, encoding, WINDOW_BYTES);
  }

  JtokkitTokenizer(String id, Supplier<OrdinaryEncoding> encoding, int windowBytes) {
    this(id, encoding, windowBytes, StopSignal.NEVER);
  }

  private JtokkitTokenizer(
      String id, Supplier<OrdinaryEncoding> encoding, int windowBytes, StopSignal stop) {
    this.id = id;
    this.encoding = encoding;
    this.windowBytes = windowBytes;
    this.stop = stop;
  }

  @Override
  public Tokenizer stoppedBy(StopSignal signal) {
    return new JtokkitTokenizer(id, encoding, windowBytes, signal);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Accuracy accuracy() {
    return Accuracy.EXACT;
  }

  @Override
  public double errorMarginRatio() {
    return 0;
  }

  @Override
  public int count(Utf8Text text) {
    return countUpTo(windows(text, Integer.MAX_VALUE), Integer.MAX_VALUE);
  }

  @Override
  public int countUpTo(Utf8Text text, int limitTokens) {
    if (text.length() > (long) limitTokens * MAX_TOKEN_BYTES) {
      return limitTokens + 1;
    }
    return countUpTo(windows(text, limitTokens), limitTokens);
  }

  private static int countUpTo(TokenWindows windows, int limitTokens) {
    int tokens = 0;
    for (Window window = windows.next(); window != null; window = windows.next()) {
      tokens += window.size();
      if (tokens > limitTokens) {
        return tokens;
      }
    }
    return tokens;
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    TokenWindows windows = windows(text, limitTokens);
    int left = limitTokens;
    for (Window window = windows.next(left); window != null; window = windows.next(left)) {
      if (window.size() > left) {
        return prefixEnd(text, window, left);
      }
      left -= window.size();
    }
    return text.length();
  }

  /**
   * Returns the end of the last of the first {@code tokens} tokens of a window at which the text
   * can be cut: between code points, and so that what is before the cut counts no more alone than
   * it did in the whole.
   */
  private int prefixEnd(Utf8Text text, Window window, int tokens) {
    OrdinaryEncoding bpe = encoding.get();
    int end = window.startByte() + bpe.bytes(window.tokens(), tokens);
    for (int i = tokens; i > 0; i--) {
      if (text.isCodePointBoundary(end) && fits(text.slice(window.startByte(), end), tokens)) {
        return end;
      }
      end -= bpe.bytesOf(window.tokens().get(i - 1));
    }
    return window.startByte();
  }

  @Override
  public int suffixBytes(Utf8Text text, int limitTokens) {
    long size = Math.max(MIN_WINDOW_BYTES, (long) limitTokens * LIKELY_BYTES_PER_TOKEN);
    for (; size < text.length(); size *= 2) {
      Utf8Text tail = tail(text, (int) size);
      int bytes = tailBytes(tail, limitTokens);
      if (bytes < tail.length()) {
        return bytes;
      }
    }
    return tailBytes(text, limitTokens);
  }

  /**
   * Returns the longest suffix that fits of those that begin with a token of {@code text}; all of
   * it if it fits. Keeps the windows that it may reach: few tokens more than the limit.
   */
  private int tailBytes(Utf8Text text, int limitTokens) {
    Deque<Window> kept = new ArrayDeque<>();
    int tokens = 0;
    TokenWindows windows = windows(text, limitTokens);
    for (Window window = windows.next(); window != null; window = windows.next()) {
      kept.addLast(window);
      tokens += window.size();
      while (tokens - kept.getFirst().size() > limitTokens) {
        tokens -= kept.removeFirst().size();
      }
    }
    if (tokens <= limitTokens) {
      return text.length();
    }
    Window first = kept.getFirst();
    return text.length() - suffixStart(text, first, limitTokens - (tokens - first.size()));
  }

  /**
   * Returns the start of the longest suffix of a window that fits, its end if none does. One with
   * as many tokens as the limit may not: in o200k the word {@code ren't} has the tokens {@code ren}
   * and {@code 't}, and {@code 'ttre} is other pieces alone than after {@code n}.
   */
  private int suffixStart(Utf8Text text, Window window, int limitTokens) {
    OrdinaryEncoding bpe = encoding.get();
    int skipped = window.size() - limitTokens;
    int start = window.startByte() + bpe.bytes(window.tokens(), skipped);
    for (int i = skipped; i < window.size(); i++) {
      if (text.isCodePointBoundary(start)
          && fits(text.slice(start, window.endByte()), limitTokens)) {
        return start;
      }
      start += bpe.bytesOf(window.tokens().get(i));
    }
    return window.endByte();
  }

  private boolean fits(Utf8Text text, int limitTokens) {
    return countUpTo(text, limitTokens) <= limitTokens;
  }

  private TokenWindows windows(Utf8Text text, int limitTokens) {
    return new TokenWindows(encoding.get(), text, windowBytesFor(limitTokens), stop);
  }

  private int windowBytesFor(int limitTokens) {
    long wanted = (long) limitTokens * LIKELY_BYTES_PER_TOKEN;
    return (int) Math.min(windowBytes, Math.max(MIN_WINDOW_BYTES, wanted));
  }

  /** Returns the last {@code bytes} of a text, without a code point that they do not hold whole. */
  private static Utf8Text tail(Utf8Text text, int bytes) {
    int start = text.length() - bytes;
    while (!text.isCodePointBoundary(start)) {
      start++;
    }
    return text.slice(start, text.length());
  }
}
