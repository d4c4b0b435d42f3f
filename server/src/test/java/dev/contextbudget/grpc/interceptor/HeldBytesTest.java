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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeldBytesTest {
  private static final int LIMIT = 4 << 20;
  private static final int MAX_CHUNK = 16 << 10;

  /** Fewer than fill a quarter of the limit. */
  private static final int MAX_TURNS = 60;

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
      held.arrived(chunk);
      if (!held.hasRoom()) {
        closesIn = random.nextInt(MAX_TURNS);
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
   * they held some turns later.
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
      assertTrue(budget.heldBytes() <= LIMIT + (long) uploads.size() * MAX_CHUNK);
      served += next.isComplete() && !next.isRefused() ? 1 : 0;
      if (next.isRefused() ? next.closesIn-- == 0 : next.isComplete()) {
        next.held.close();
        uploads.remove(next);
      }
    }

    assertTrue(served > 0);
    assertEquals(0, budget.heldBytes());
  }

  @Test
  void theLastQuarterIsForOneAtATime() {
    ByteBudget budget = new ByteBudget(LIMIT);
    HeldBytes first = new HeldBytes(budget);
    HeldBytes second = new HeldBytes(budget);
    first.arrived(LIMIT / 4 * 3);
    assertTrue(first.hasRoom() && second.hasRoom());

    second.arrived(1);
    assertTrue(second.hasRoom());
    assertFalse(first.hasRoom());
    second.arrived(LIMIT / 4 - 1);
    assertTrue(second.hasRoom());
    second.arrived(1);
    assertFalse(second.hasRoom());

    second.giveRequest();
    first.arrived(1);
    assertTrue(first.hasRoom());
    assertFalse(second.hasRoom());
    first.giveRequest();
    assertTrue(second.hasRoom());
  }

  @Test
  void whoHadTheLastQuarterHasItNoLongerThanItIsNeeded() {
    ByteBudget budget = new ByteBudget(LIMIT);
    HeldBytes many = new HeldBytes(budget);
    HeldBytes slow = new HeldBytes(budget);
    many.arrived(LIMIT / 4 * 3);
    slow.arrived(1);
    assertTrue(slow.hasRoom());

    many.close();

    HeldBytes next = new HeldBytes(budget);
    next.arrived(LIMIT - 1);
    assertTrue(next.hasRoom());
  }

  /** Of a stream, some messages are worked on while the next arrives. */
  @Test
  void theLastQuarterIsKeptWhileMoreArrives() {
    ByteBudget budget = new ByteBudget(LIMIT);
    HeldBytes others = new HeldBytes(budget);
    HeldBytes stream = new HeldBytes(budget);
    others.arrived(LIMIT / 4 * 3);
    stream.arrived(10);
    assertTrue(stream.hasRoom());

    stream.giveRequest(5);

    assertFalse(others.hasRoom());
    assertTrue(stream.hasRoom());
  }

  /** They are there, whoever has to go for it. */
  @Test
  void anAnswerTakesTheLastQuarterFromNobody() {
    ByteBudget budget = new ByteBudget(LIMIT);
    HeldBytes answer = new HeldBytes(budget);
    answer.answered(LIMIT);

    HeldBytes request = new HeldBytes(budget);
    assertTrue(request.hasRoom());
    request.arrived(1);
    assertFalse(request.hasRoom());
  }
}
