package dev.contextbudget.tokenizer;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.function.Supplier;

/**
 * Counts with a bundled vocabulary, exactly.
 *
 * <p>A text goes through the library in {@link TokenWindows}, because the library has no count with
 * a limit and keeps the tokens of all it is given.
 *
 * <p>Time is linear in the bytes looked at, except for a run without spaces or punctuation, which
 * the library merges in n log n with some hundred bytes of memory for each of its bytes. The limit
 * on the bytes of one text bounds it. The library takes character classes from the running JVM, so
 * characters that are new in Unicode can count differently between JVMs.
 */
public final class JtokkitTokenizer implements Tokenizer {
  /** No vocabulary has a longer token; so a text of n bytes has at least n/128 tokens. */
  static final int MAX_TOKEN_BYTES = 128;

  /** Large enough that a window costs nothing, small enough that its memory does not matter. */
  private static final int WINDOW_BYTES = 1 << 16;

  private static final int MIN_WINDOW_BYTES = 1 << 10;

  /** Prose has 4 bytes a token; twice that answers most questions with a limit in one window. */
  private static final int WINDOW_BYTES_PER_TOKEN = 8;

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
    while (tokens <= limitTokens && windows.next()) {
      tokens += windows.tokens().size();
    }
    return tokens;
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    TokenWindows windows = windows(text, limitTokens);
    int left = limitTokens;
    while (windows.next()) {
      if (windows.tokens().size() > left) {
        return prefixBytes(text, limitTokens, windows, left);
      }
      left -= windows.tokens().size();
    }
    return text.length();
  }

  /**
   * Returns the end of the last of {@code count} tokens of the window at which the text can be cut:
   * between code points, and so that what is before the cut counts no more alone than it did in the
   * whole.
   */
  private int prefixBytes(Utf8Text text, int limitTokens, TokenWindows windows, int count) {
    OrdinaryEncoding bpe = encoding.get();
    int end = windows.start() + bpe.bytes(windows.tokens(), count);
    for (int i = count; i > 0; i--) {
      if (text.isCodePointBoundary(end) && fits(text.slice(0, end), limitTokens)) {
        return end;
      }
      end -= bpe.bytesOf(windows.tokens().get(i - 1));
    }
    return windows.start();
  }

  @Override
  public int suffixBytes(Utf8Text text, int limitTokens) {
    for (long size = windowBytesFor(limitTokens); size < text.length(); size *= 2) {
      Utf8Text tail = tail(text, (int) size);
      if (!fits(tail, limitTokens)) {
        return fittingSuffixBytes(tail, limitTokens);
      }
    }
    return fits(text, limitTokens) ? text.length() : fittingSuffixBytes(text, limitTokens);
  }

  /**
   * Returns the longest suffix that fits of those that begin with a token of {@code text}. One with
   * as many tokens as the limit may not: in o200k the word {@code ren't} has the tokens {@code ren}
   * and {@code 't}, and {@code 'ttre} is other pieces alone than after {@code n}.
   */
  private int fittingSuffixBytes(Utf8Text text, int limitTokens) {
    int tooMany = countUpTo(windows(text, limitTokens), Integer.MAX_VALUE) - limitTokens;
    TokenWindows windows = windows(text, limitTokens);
    while (windows.next() && windows.tokens().size() < tooMany) {
      tooMany -= windows.tokens().size();
    }
    OrdinaryEncoding bpe = encoding.get();
    int start = windows.start() + bpe.bytes(windows.tokens(), tooMany);
    for (int i = tooMany; start < text.length(); i++) {
      if (text.isCodePointBoundary(start) && fits(tail(text, text.length() - start), limitTokens)) {
        return text.length() - start;
      }
      if (i == windows.tokens().size()) {
        windows.next();
        i = 0;
      }
      start += bpe.bytesOf(windows.tokens().get(i));
    }
    return 0;
  }

  private boolean fits(Utf8Text text, int limitTokens) {
    return countUpTo(text, limitTokens) <= limitTokens;
  }

  private TokenWindows windows(Utf8Text text, int limitTokens) {
    return new TokenWindows(encoding.get(), text, windowBytesFor(limitTokens), stop);
  }

  private int windowBytesFor(int limitTokens) {
    long wanted = (long) limitTokens * WINDOW_BYTES_PER_TOKEN;
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
