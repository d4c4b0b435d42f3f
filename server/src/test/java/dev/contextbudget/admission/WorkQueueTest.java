package dev.contextbudget.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkQueueTest {
  private static final long MS = 1_000_000;
  private static final long FOREVER = Long.MAX_VALUE;

  private final WorkQueue<String> queue = new WorkQueue<>(1, List.of("count", "fit"), 0);

  private WaitingCall<String> offer(String call, ServiceClass serviceClass, long bytes) {
    return queue.offer(call, serviceClass, "count", bytes, FOREVER, 0);
  }

  @Test
  void callsOfAClassAreTakenInTheOrderInWhichTheyCame() {
    List<String> taken = new ArrayList<>();
    for (String call : List.of("a", "b", "c")) {
      offer(call, ServiceClass.INTERACTIVE, 1_000);
    }
    for (int i = 0; i < 3; i++) {
      taken.add(queue.poll(0).call());
    }

    assertEquals(List.of("a", "b", "c"), taken);
    assertNull(queue.poll(0));
  }

  /** A mebibyte is guessed to take 20 ms, so ten of them are 200 ms. */
  @Test
  void aClassIsFullWhenAsMuchWaitsAsItBears() {
    for (int i = 0; i < 10; i++) {
      assertFalse(queue.refuses(ServiceClass.INTERACTIVE, 0));
      assertNotNull(offer("x", ServiceClass.INTERACTIVE, 1 << 20));
    }
    assertTrue(queue.refuses(ServiceClass.INTERACTIVE, 0));
    assertNull(offer("x", ServiceClass.INTERACTIVE, 1));
    assertNotNull(offer("x", ServiceClass.BATCH, 1), "the other class has room");

    queue.poll(0);
    assertNotNull(offer("x", ServiceClass.INTERACTIVE, 1));
  }

  @Test
  void aCallLargerThanAllThatMayWaitIsLetInWhenNothingWaits() {
    assertNotNull(offer("x", ServiceClass.INTERACTIVE, 100 << 20));
  }

  @Test
  void aCallWhoseCallerGivesUpSoonDoesNotWaitLong() {
    offer("x", ServiceClass.INTERACTIVE, 1 << 20);

    assertNull(queue.offer("y", ServiceClass.INTERACTIVE, "count", 1, 40 * MS, 0));
    assertNotNull(queue.offer("y", ServiceClass.INTERACTIVE, "count", 1, 42 * MS, 0));
  }

  @Test
  void whatHasBegunIsLetInThoughItsClassIsFull() {
    offer("x", ServiceClass.INTERACTIVE, 100 << 20);

    assertNull(offer("y", ServiceClass.INTERACTIVE, 1));
    assertNotNull(queue.add("y", ServiceClass.INTERACTIVE, "count", 1, 0));
  }

  @Test
  void whatIsResumedComesBeforeAllOthersOfItsClass() {
    offer("x", ServiceClass.INTERACTIVE, 1_000);
    offer("y", ServiceClass.INTERACTIVE, 1_000);
    queue.resume("z", ServiceClass.INTERACTIVE, "count", 0);

    assertEquals("z", queue.poll(0).call());
    assertEquals("x", queue.poll(0).call());
  }

  @Test
  void whatIsWithdrawnCostsNothingAndNeverComes() {
    List<WaitingCall<String>> waiting = new ArrayList<>();
    for (String call : List.of("a", "b", "c")) {
      waiting.add(offer(call, ServiceClass.INTERACTIVE, 1_000));
    }
    waiting.add(queue.resume("first", ServiceClass.INTERACTIVE, "count", 0));

    for (int withdrawn : List.of(1, 3)) {
      assertTrue(queue.withdraw(waiting.get(withdrawn)));
      assertFalse(queue.withdraw(waiting.get(withdrawn)));
    }

    assertEquals(40_000 * 2, queue.state(ServiceClass.INTERACTIVE).waitingNanos());
    assertEquals("a", queue.poll(0).call());
    assertEquals("c", queue.poll(0).call());
    assertNull(queue.poll(0));
    assertEquals(0, queue.state(ServiceClass.INTERACTIVE).waitingNanos());
  }

  @Test
  void whatAWorkerTookIsNotWithdrawn() {
    WaitingCall<String> taken = offer("x", ServiceClass.INTERACTIVE, 1_000);
    queue.poll(0);

    assertFalse(queue.withdraw(taken));

    assertEquals(0, queue.state(ServiceClass.INTERACTIVE).waitingNanos());
  }

  /**
   * Calls of 5 ms at three times what the worker can do: those that had come before are too late.
   */
  @Test
  void whatWaitedTooLongWhenAnOverloadIsSeenIsStale() {
    int stale = 0;
    for (long now = 0; now < 2_000 * MS; now += 5 * MS) {
      for (int i = 0; i < 3; i++) {
        queue.offer("x", ServiceClass.INTERACTIVE, "count", 249_000, FOREVER, now);
      }
      WaitingCall<String> next = queue.poll(now);
      while (next != null && next.isStale()) {
        stale++;
        next = queue.poll(now);
      }
      if (next != null) {
        queue.answered(ServiceClass.INTERACTIVE, "count", 249_000, 5 * MS);
      }
    }

    assertTrue(stale >= 10, "stale " + stale);
    assertTrue(stale <= 40, "only once, stale " + stale);
  }

  @Test
  void nothingIsStaleWhileNothingIsRefused() {
    for (long now = 0; now < 2_000 * MS; now += 5 * MS) {
      offer("x", ServiceClass.INTERACTIVE, 1);
      assertFalse(queue.poll(now + 4_000 * MS).isStale());
    }
  }

  @Test
  void learnsWhatAByteOfEachMethodCosts() {
    for (int i = 0; i < 1_000; i++) {
      queue.answered(ServiceClass.INTERACTIVE, "count", 10_000, 20_000 + 30_000);
    }

    assertEquals(50_000, offer("x", ServiceClass.INTERACTIVE, 10_000).costNanos(), 50);
    queue.poll(0);
    WaitingCall<String> fit = queue.offer("x", ServiceClass.INTERACTIVE, "fit", 10_000, FOREVER, 0);
    assertEquals(220_000, fit.costNanos(), "of another method nothing is known");
  }

  @Test
  void requestsWithoutAFieldTeachNothingThatHasNoEnd() {
    for (int i = 0; i < 100_000; i++) {
      queue.answered(ServiceClass.INTERACTIVE, "count", 0, 50 * MS);
    }

    long cost = offer("x", ServiceClass.INTERACTIVE, 16 << 20).costNanos();
    assertTrue(cost > 0 && cost <= 61_000 * MS, "cost " + cost);
    assertEquals(20_000, queue.offer("y", ServiceClass.BATCH, "count", 0, FOREVER, 0).costNanos());
  }

  @Test
  void anUnknownMethodIsADefect() {
    assertThrows(
        IllegalArgumentException.class,
        () -> queue.offer("x", ServiceClass.INTERACTIVE, "other", 1, FOREVER, 0));
  }

  /** What a class did not use while it had nothing to do is lost to it. */
  @Test
  void aClassThatWasIdleSavesNothingUp() {
    FairQueue<String> fair = new FairQueue<>();
    for (int i = 0; i < 1_000; i++) {
      fair.add(new WaitingCall<>("day", ServiceClass.INTERACTIVE, MS, 0));
      fair.poll();
    }
    for (int i = 0; i < 100; i++) {
      fair.add(new WaitingCall<>("batch", ServiceClass.BATCH, MS, 0));
    }
    fair.poll();
    for (int i = 0; i < 100; i++) {
      fair.add(new WaitingCall<>("day", ServiceClass.INTERACTIVE, MS, 0));
    }
    int interactive = 0;
    for (int i = 0; i < 100; i++) {
      interactive += fair.poll().call().equals("day") ? 1 : 0;
    }

    assertEquals(70, interactive, 2);
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  /** Against a list that is searched: what waits, and in which order. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void keepsItsBooksWhateverHappens(long seed) {
    Random random = new Random(seed);
    WorkQueue<Integer> queue = new WorkQueue<>(1 + random.nextInt(4), List.of("count"), 0);
    List<WaitingCall<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      long now = i * MS;
      ServiceClass any = ServiceClass.values()[random.nextInt(2)];
      switch (random.nextInt(6)) {
        case 0, 1 -> {
          WaitingCall<Integer> call =
              queue.offer(i, any, "count", random.nextInt(1 << 16), FOREVER, now);
          if (call != null) {
            waiting.add(call);
          }
        }
        case 2, 3 -> {
          WaitingCall<Integer> next = queue.poll(now);
          assertEquals(waiting.isEmpty(), next == null);
          if (next != null) {
            assertEquals(firstOf(waiting, next.serviceClass()), next, "first come, first served");
            waiting.remove(next);
            queue.answered(
                next.serviceClass(), "count", random.nextInt(1 << 16), random.nextInt(3_000_000));
          }
        }
        case 4 -> waiting.add(0, queue.resume(i, any, "count", now));
        default -> {
          if (!waiting.isEmpty()) {
            assertTrue(queue.withdraw(waiting.remove(random.nextInt(waiting.size()))));
          }
        }
      }
      for (ServiceClass each : ServiceClass.values()) {
        long sum =
            waiting.stream()
                .filter(call -> call.serviceClass() == each)
                .mapToLong(WaitingCall::costNanos)
                .sum();
        assertEquals(sum, queue.state(each).waitingNanos());
        assertTrue(queue.state(each).limitNanos() > 0);
      }
    }
  }

  private static WaitingCall<Integer> firstOf(
      List<WaitingCall<Integer>> waiting, ServiceClass serviceClass) {
    return waiting.stream()
        .filter(call -> call.serviceClass() == serviceClass)
        .findFirst()
        .orElseThrow();
  }

  /** While both wait, the work of the two differs from their shares by less than two calls. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theClassesShareTheWorkersSevenToThree(long seed) {
    Random random = new Random(seed);
    FairQueue<Integer> fair = new FairQueue<>();
    CostModel model = new CostModel();
    int maxBytes = 1 + random.nextInt(1 << 20);
    for (int i = 0; i < 400; i++) {
      for (ServiceClass any : ServiceClass.values()) {
        fair.add(new WaitingCall<>(i, any, model.nanos(random.nextInt(maxBytes)), 0));
      }
    }
    Map<ServiceClass, Long> worked = new EnumMap<>(ServiceClass.class);
    for (int i = 0; i < 400; i++) {
      WaitingCall<Integer> next = fair.poll();
      worked.merge(next.serviceClass(), next.costNanos(), Long::sum);
    }

    double interactive = worked.get(ServiceClass.INTERACTIVE) / 7.0;
    double batch = worked.get(ServiceClass.BATCH) / 3.0;
    assertEquals(interactive, batch, 2.0 * model.nanos(maxBytes));
  }
}
