package dev.contextbudget.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What threads that count at the same time share, and what is left when they have counted. */
class CounterPoolTest {
  private static final int THREADS = 4;

  /** Far more than it needs; a test that reaches it hangs. */
  private static final long PATIENCE_SECONDS = 60;

  /** A token a byte: of all texts the one that takes most memory, 5 bytes for each. */
  private static final int LONG_PIECE_BYTES = 8 << 20;

  /** What else a process comes to hold meanwhile; a counter would hold ten times that. */
  private static final int SMALL_BYTES = 4 << 20;

  private static final BpeTokenizer TOKENIZER =
      new Vocabularies().tokenizer("t", "o200k_base").orElseThrow();

  /**
   * Counts texts, each in a thread of its own, and has all threads wait for each other in the
   * middle of their texts, as often as is wanted.
   */
  private static List<Integer> countedTogether(int times, IntFunction<Utf8Text> texts)
      throws Exception {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        Utf8Text text = texts.apply(i);
        StopSignal stop = meeting(together, times);
        counts.add(threads.submit(() -> TOKENIZER.stoppedBy(stop).count(text)));
      }
      List<Integer> tokens = new ArrayList<>();
      for (Future<Integer> count : counts) {
        tokens.add(count.get(PATIENCE_SECONDS, SECONDS));
      }
      return tokens;
    } finally {
      threads.shutdownNow();
    }
  }

  /** Returns a signal that meets the others the first times that it is asked. */
  private static StopSignal meeting(CyclicBarrier together, int times) {
    AtomicInteger asked = new AtomicInteger();
    return new StopSignal(
        () -> {
          try {
            return asked.getAndIncrement() < times && together.await(PATIENCE_SECONDS, SECONDS) < 0;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Every few steps another thread goes on, with a piece that it is in the middle of. */
  @Test
  void threadsThatCountAtTheSameTimeNeverShareACounter() throws Exception {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      StringBuilder piece = new StringBuilder();
      new SplittableRandom(i).ints(40_000, 'a', 'z' + 1).forEach(piece::appendCodePoint);
      texts.add(piece.toString());
    }
    Encoding reference = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    List<Integer> expected = texts.stream().map(reference::countTokensOrdinary).toList();

    for (int i = 0; i < 20; i++) {
      assertEquals(expected, countedTogether(5, text -> Utf8Text.of(texts.get(text))));
    }
  }

  @Test
  void countersThatAreIdleHoldNoMemoryOfALongPiece() throws Exception {
    Utf8Text piece = Utf8Text.wrap("\u0001".repeat(LONG_PIECE_BYTES).getBytes(UTF_8));
    List<Integer> ignored = countedTogether(1, text -> piece.slice(0, 1));
    long before = liveBytes();

    List<Integer> tokens = countedTogether(1, text -> piece);

    long held = liveBytes() - before;
    assertTrue(tokens.get(0) > LONG_PIECE_BYTES / 4, "few tokens");
    assertTrue(held < SMALL_BYTES, () -> held + " bytes");
    assertEquals(LONG_PIECE_BYTES, piece.length()); // it lives as long as that
  }

  private static long liveBytes() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
