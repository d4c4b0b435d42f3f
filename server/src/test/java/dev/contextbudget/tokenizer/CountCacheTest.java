package dev.contextbudget.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.ExactTokenizer;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.token.WordTokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CountCacheTest {
  private static final Tokenizer WORDS = new WordTokenizer();

  private final CountCache cache = new CountCache(64);

  /** A tokenizer of a fixed price a byte; counts how often it is asked. */
  private static final class Priced extends ExactTokenizer {
    private final int price;
    private int asked;

    Priced(int price) {
      super("priced");
      this.price = price;
    }

    @Override
    public int count(Utf8Text text) {
      asked++;
      return price * text.length();
    }

    @Override
    public int prefixBytes(Utf8Text text, int limitTokens) {
      return Math.min(text.length(), limitTokens / price);
    }

    @Override
    public int suffixBytes(Utf8Text text, int limitTokens) {
      return prefixBytes(text, limitTokens);
    }
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Utf8Text text(int seed, int bytes) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      text.append(random.nextInt(5) == 0 ? ' ' : (char) ('a' + random.nextInt(26)));
    }
    return Utf8Text.of(text.toString());
  }

  @Test
  void aTextIsCountedOnce() {
    Priced priced = new Priced(1);
    Tokenizer cached = cache.around(priced);

    assertEquals(1000, cached.count(text(1, 1000)));
    assertEquals(1000, cached.count(text(1, 1000)));
    assertEquals(1000, cached.countUpTo(text(1, 1000), 1000));
    assertEquals(1000, cached.countUpTo(text(1, 1000), 999));

    assertEquals(1, priced.asked);
    assertEquals(3, cache.hits());
    assertEquals(1, cache.misses());
  }

  @Test
  void aCountUpToALimitIsRememberedIfItIsTheCount() {
    Priced priced = new Priced(1);
    Tokenizer cached = cache.around(priced);

    assertEquals(501, cached.countUpTo(text(1, 1000), 500));
    assertEquals(1000, cached.count(text(1, 1000)));
    assertEquals(800, cached.countUpTo(text(2, 800), 800));
    assertEquals(800, cached.count(text(2, 800)));

    assertEquals(3, priced.asked);
    assertEquals(1, cache.hits());
  }

  @Test
  void shortTextsAndSmallLimitsAreNotLookedUp() {
    Tokenizer cached = cache.around(WORDS);

    assertEquals(
        WORDS.count(text(1, CachedTokenizer.MIN_BYTES - 1)),
        cached.count(text(1, CachedTokenizer.MIN_BYTES - 1)));
    assertEquals(11, cached.countUpTo(text(1, 100_000), 10));

    assertEquals(0, cache.hits() + cache.misses());
  }

  @Test
  void tokenizersOfOneCacheDoNotMeetEvenUnderOneId() {
    Tokenizer one = cache.around(new Priced(1));
    Tokenizer two = cache.around(new Priced(2));

    assertEquals(500, one.count(text(1, 500)));
    assertEquals(1000, two.count(text(1, 500)));
    assertEquals(500, one.stoppedBy(StopSignal.NEVER).count(text(1, 500)));
    assertEquals(1, cache.hits());
  }

  /** An entry of a set that is asked for again and again outlives others, in whatever number. */
  @Test
  void whatIsUsedStays() {
    Priced priced = new Priced(1);
    Tokenizer cached = new CountCache(1).around(priced); // one set
    for (int i = 0; i < 100; i++) {
      cached.count(text(i, 300));
      assertEquals(400, cached.count(text(-1, 400)));
    }
    assertEquals(101, priced.asked);
  }

  @Test
  void aCountThatWasStoppedIsNotRemembered() {
    AtomicBoolean stopped = new AtomicBoolean(true);
    Tokenizer exact = new Vocabularies().tokenizer("o200k_base", "o200k_base").orElseThrow();
    Tokenizer cached = cache.around(exact).stoppedBy(new StopSignal(stopped::get));

    assertThrows(StopSignal.Stopped.class, () -> cached.count(text(1, 100_000)));
    stopped.set(false);

    assertEquals(exact.count(text(1, 100_000)), cached.count(text(1, 100_000)));
    assertEquals(0, cache.hits());
  }

  @Test
  void isWhatItIsAround() {
    Tokenizer cached = cache.around(WORDS);
    assertEquals(WORDS.id(), cached.id());
    assertEquals(WORDS.accuracy(), cached.accuracy());
    assertEquals(WORDS.errorMarginRatio(), cached.errorMarginRatio());
    assertThrows(IllegalArgumentException.class, () -> new CountCache(0));
  }

  /** Few texts and fewer entries, so that it hits, misses and drives out. */
  @ParameterizedTest
  @MethodSource("seeds")
  void answersAsTheTokenizerDoes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CountCache small = new CountCache(1 + random.nextInt(20));
    Tokenizer cached = small.around(WORDS);
    for (int i = 0; i < 100; i++) {
      Utf8Text text = text(random.nextInt(16), 200 + random.nextInt(3) * 200);
      int limit = random.nextInt(200);
      assertEquals(WORDS.count(text), cached.count(text));
      assertEquals(WORDS.countUpTo(text, limit), cached.countUpTo(text, limit));
    }
    Utf8Text text = text(1, 300);
    assertEquals(WORDS.prefixBytes(text, 20), cached.prefixBytes(text, 20));
    assertEquals(WORDS.suffixBytes(text, 20), cached.suffixBytes(text, 20));
    assertTrue(small.hits() > 0);
  }

  /** Eight threads on one or two sets: nearly every write meets another. */
  @Test
  void threadsNeverGetTheCountOfAnotherText() throws Exception {
    List<Utf8Text> texts = IntStream.range(0, 12).mapToObj(i -> text(i, 300 + i)).toList();
    CountCache small = new CountCache(8);
    Tokenizer cached = small.around(new Priced(1));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<?>> ends = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      SplittableRandom random = new SplittableRandom(thread);
      ends.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 100_000; i++) {
                  Utf8Text text = texts.get(random.nextInt(texts.size()));
                  assertEquals(text.length(), cached.count(text));
                }
              }));
    }
    for (Future<?> end : ends) {
      end.get();
    }
    threads.shutdown();
    assertTrue(small.hits() > 0 && small.misses() > 0);
  }
}
