package dev.contextbudget.tokenizer;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Accuracy;
import dev.contextbudget.core.token.ChunkLimit;
import dev.contextbudget.core.token.RunningCount;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.tokenizer.bpe.Settled;
import dev.contextbudget.tokenizer.bpe.TokenCounter;
import dev.contextbudget.tokenizer.bpe.Vocabulary;
import dev.contextbudget.tokenizer.split.Splitter;
import java.util.function.Function;

/**
 * Counts with a vocabulary, exactly.
 *
 * <p>Time is linear in the bytes looked at, whatever the text: 200 to 600 MB/s on English, code and
 * JSON ({@code deploy/bench/counting.sh}), 10 to 50 MB/s on text made to be slow ({@code
 * deploy/bench/hostile.sh}). It asks the signal every 50 microseconds of encoding; where a run ends
 * is found without asking, at some 100 MB/s.
 */
public final class BpeTokenizer implements Tokenizer {
  private final String id;
  private final CounterPool counters;
  private final StopSignal stop;

  /**
   * @param counters of one vocabulary, which may be shared with other names of it
   */
  BpeTokenizer(String id, CounterPool counters) {
    this(id, counters, StopSignal.NEVER);
  }

  /** Returns a tokenizer of a vocabulary of its own. */
  public static BpeTokenizer of(String id, Vocabulary vocabulary, Splitter splitter) {
    return new BpeTokenizer(id, new CounterPool(() -> new TokenCounter(vocabulary, splitter)));
  }

  private BpeTokenizer(String id, CounterPool counters, StopSignal stop) {
    this.id = id;
    this.counters = counters;
    this.stop = stop;
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
    return countUpTo(text, Integer.MAX_VALUE);
  }

  @Override
  public int countUpTo(Utf8Text text, int limitTokens) {
    return withCounter(
        counter ->
            text.read(
                (bytes, start, length) ->
                    counter.countUpTo(bytes, start, start + length, limitTokens, stop)));
  }

  @Override
  public int prefixBytes(Utf8Text text, int limitTokens) {
    return withCounter(
        counter ->
            text.read(
                (bytes, start, length) ->
                    counter.prefixEnd(bytes, start, start + length, limitTokens, stop) - start));
  }

  @Override
  public int suffixBytes(Utf8Text text, int limitTokens) {
    return withCounter(
        counter ->
            text.read(
                (bytes, start, length) ->
                    start
                        + length
                        - counter.suffixStart(bytes, start, start + length, limitTokens, stop)));
  }

  @Override
  public int[] chunkEnds(Utf8Text text, ChunkLimit limit) {
    return withCounter(
        counter ->
            text.read(
                (bytes, start, length) ->
                    counter.chunkEnds(bytes, start, start + length, limit, stop)));
  }

  @Override
  public RunningCount running() {
    return new BpeRunningCount(this);
  }

  /** Returns the part of a text that what is added to it does not change. */
  Settled settled(Utf8Text text) {
    return withCounter(
        counter ->
            text.read(
                (bytes, start, length) -> {
                  Settled settled = counter.settled(bytes, start, start + length, stop);
                  return new Settled(settled.end() - start, settled.tokens(), settled.openTokens());
                }));
  }

  @Override
  public Tokenizer stoppedBy(StopSignal signal) {
    return new BpeTokenizer(id, counters, signal);
  }

  /**
   * A counter that did not come back, because it was stopped in the middle of a text, is dropped.
   */
  private <T> T withCounter(Function<TokenCounter, T> question) {
    TokenCounter counter = counters.take();
    T answer = question.apply(counter);
    counters.giveBack(counter);
    return answer;
  }
}
