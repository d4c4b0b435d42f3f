package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.admission.ByteBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeldBytesTest {
  private static final int LIMIT = 4 << 20;
  private static final int MAX_CHUNK = 16 << 10;

  /** A request that arrives, until all of it is there or it is refused. */
  private static final class Upload {
    final HeldBytes held;
    final int bytes;
    int arrived;
    int closesIn = -1;

    Upload(ByteBudget budget, int bytes) {
      this.held = new HeldBytes(budget);
      this.bytes = bytes;
    }

    boolean isComplete() {
      return arrived == bytes;
    }

    void arrive(Random random) {
      int chunk = Math.min(bytes - arrived, 1 + random.nextInt(MAX_CHUNK));
      arrived += chunk;
      boolean fits = held.arrived(chunk);
      if (!fits && !held.goesBeyond()) {
        closesIn = random.nextInt(2_000);
      }
    }

    boolean isRefused() {
      return closesIn >= 0;
    }
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  /**
   * Some dozen requests, by turns, of far more than fits; those that are refused give back what
   * they held some time later.
   */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void ofTooManyThatArriveTogetherOneIsServedAtLeast(long seed) {
    Random random = new Random(seed);
    ByteBudget budget = new ByteBudget(LIMIT);
    int largest = 1 + random.nextInt(LIMIT);
    List<Upload> uploads = new ArrayList<>();
    for (int i = 0; i < 32 + random.nextInt(32); i++) {
      uploads.add(new Upload(budget, 1 + random.nextInt(largest)));
    }
    int served = 0;
    while (!uploads.isEmpty()) {
      Upload next = uploads.get(random.nextInt(uploads.size()));
      if (!next.isRefused()) {
        next.arrive(random);
      }
      assertTrue(
          budget.heldBytes() <= budget.limitBytes() + largest + (long) uploads.size() * MAX_CHUNK);
      served += next.isComplete() && !next.isRefused() ? 1 : 0;
      if (next.isRefused() ? next.closesIn-- == 0 : next.isComplete()) {
        next.held.close();
        uploads.remove(next);
      }
    }

    assertTrue(served > 0);
    assertEquals(0, budget.heldBytes());
    HeldBytes later = new HeldBytes(budget);
    later.arrived(LIMIT + 1);
    assertFalse(later.goesBeyond(), "it is above the limit by itself");
    later.giveRequest(LIMIT + 1);
    later.arrived(LIMIT);
    assertTrue(later.goesBeyond());
    HeldBytes other = new HeldBytes(budget);
    assertFalse(other.goesBeyond(), "one does already");
    later.close();
    assertTrue(other.goesBeyond());
  }
}
