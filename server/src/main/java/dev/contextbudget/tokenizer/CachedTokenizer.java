package dev.contextbudget.tokenizer;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;

/**
 * A tokenizer that looks into a cache before it counts.
 *
 * <p>Only whole counts are remembered. Prefixes and suffixes are asked for once, of a text that is
 * cut there and not sent again; whether a text fits at all is mostly known from its count.
 */
final class CachedTokenizer implements Tokenizer {
  /**
   * Below, counting costs what looking up does. Two in three texts of a conversation are a line of
   * less than 100 bytes: when those are remembered too, a history that comes again is measured in
   * two thirds of the time, and a fresh one in the same ({@code CountTokensStagesBenchmark}).
   */
  static final int MIN_BYTES = 32;

  /**
   * Beyond, it would cost more to hash a text than to count up to the limit, and work would be
   * bounded by the text: a token has some 4 bytes, and hashing is several times as fast as
   * counting.
   */
  static final int MAX_BYTES_PER_TOKEN = 16;

  private final Tokenizer tokenizer;
  private final CountCache cache;
  private final CountCache.Key salt;

  CachedTokenizer(Tokenizer tokenizer, CountCache cache, CountCache.Key salt) {
    this.tokenizer = tokenizer;
    this.cache = cache;
    this.salt = salt;
  }

  @Override
  public Tokenizer stoppedBy(StopSignal stop) {
    return new CachedTokenizer(tokenizer.stoppedBy(stop), cache, salt);
  }

  @Override
  public String id() {
    return tokenizer.id();
  }

  @Override
  public Accuracy accuracy() {
    return tokenizer.accuracy();
  }

  @Override
  public double errorMarginRatio() {
    return tokenizer.errorMarginRatio();
  }

  @Override
  public int count(Utf8Text text) {
    if (text.length() < MIN_BYTES) {
      return tokenizer.count(text);
    }
    CountCache.Key key = cache.key(text, salt);
    int known = cache.tokens(key);
    if (known != CountCache.UNKNOWN) {
      return known;
    }
    int tokens = tokenizer.count(text);
    cache.put(key, tokens);
    return tokens;
  }

  @Override
  public int countUpTo(Utf8Text text, int limitTokens) {
    if (text.length() < MIN_BYTES || text.length() / MAX_BYTES_PER_TOKEN > limitTokens) {
      return upTo(limitTokens, tokenizer.countUpTo(text, limitTokens));
    }
    CountCache.Key key = cache.key(text, salt);
    int known = cache.tokens(key);
    if (known != CountCache.UNKNOWN) {
      return upTo(limitTokens, known);
    }
    int tokens = tokenizer.countUpTo(text, limitTokens);
    if (tokens <= limitTokens) {
      cache.put(key, tokens);
    }
    return upTo(limitTokens, tokens);
  }

  /** The number above a limit is always the same, lest an answer tell what the cache knew. */
  private static int upTo(int limitTokens, int tokens) {
    return tokens > limitTokens ? limitTokens + 1 : tokens;
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    return tokenizer.prefixBytes(text, limitTokens);
  }

  @Override
  public int suffixBytes(Utf8Text text, int limitTokens) {
    return tokenizer.suffixBytes(text, limitTokens);
  }

  @Override
  public int[] chunkEnds(Utf8Text text, ChunkLimit limit) {
    return tokenizer.chunkEnds(text, limit);
  }

  @Override
  public RunningCount running() {
    return tokenizer.running();
  }
}
