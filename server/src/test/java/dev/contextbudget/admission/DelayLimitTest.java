package dev.contextbudget.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The states of a limit for two workers that bears waits of 200 ms; calls take 10 ms. */
class DelayLimitTest {
  private static final long MS = 1_000_000;

  private final DelayLimit limit = new DelayLimit(2, ServiceClass.INTERACTIVE, 0);
  private long now;

  @BeforeEach
  void learn() {
    for (int i = 0; i < 2_000; i++) {
      limit.finished(10 * MS);
    }
  }

  /** So many calls start after a wait, and some of them at once, in the time given. */
  private void window(int starts, int idle, long waitedMillis, int refusals, long millis) {
    for (int i = 0; i < starts; i++) {
      if (i == starts - 1) {
        for (int r = 0; r < refusals; r++) {
          limit.refused(now);
        }
        now += millis * MS;
      }
      limit.started(i < idle ? 0 : waitedMillis * MS, now);
    }
  }

  private void calmWindow(int starts, int idle, long waitedMillis) {
    window(starts, idle, waitedMillis, 1, 50);
  }

  private void overloadWindow(int starts, int idle, int refusals) {
    window(starts, idle, 30, refusals, 100);
  }

  private void overload() {
    calmWindow(10, 0, 50);
    calmWindow(10, 0, 50);
    assertTrue(limit.isOverload());
  }

  private void assertLimit(double millis) {
    assertEquals(millis, limit.nanos() / 1e6, 1e-3);
  }

  @Test
  void inCalmAsMuchMayWaitAsIsDoneInTheLongestWait() {
    assertLimit(400);
    calmWindow(100, 0, 49);
    calmWindow(100, 0, 49);
    assertLimit(400);
  }

  @Test
  void aQueueThatStandsForTwoWindowsIsOverload() {
    calmWindow(10, 0, 50);
    assertFalse(limit.isOverload());
    calmWindow(10, 0, 50);

    assertTrue(limit.isOverload());
    assertLimit(60); // three calls for each worker
  }

  /** A number of callers who wait for their answers, and more of them than there are workers. */
  @Test
  void aQueueThatStandsWhileNobodyIsRefusedIsNoOverload() {
    for (int i = 0; i < 10; i++) {
      window(10, 0, 199, 0, 50);
    }

    assertFalse(limit.isOverload());
  }

  @Test
  void whatAPauseOfTheProcessLeftIsNoOverload() {
    for (int i = 0; i < 10; i++) {
      calmWindow(10, 0, 500);
      calmWindow(10, 10, 0);
    }

    assertFalse(limit.isOverload());
  }

  @Test
  void oneCallThatWaitedLittleInAWindowOfFewIsNoOverload() {
    calmWindow(10, 1, 199);
    calmWindow(10, 1, 199);

    assertFalse(limit.isOverload());
  }

  @Test
  void aWindowOfFewCallsIsNoneUntilTwoSecondsHavePassed() {
    limit.refused(0);
    limit.started(100 * MS, 1_000 * MS);
    limit.started(100 * MS, 2_000 * MS);
    limit.refused(3_000 * MS);
    limit.started(100 * MS, 3_999 * MS);
    assertFalse(limit.isOverload());
    limit.started(100 * MS, 4_000 * MS);
    assertTrue(limit.isOverload());
  }

  @Test
  void itFallsByAFifthWhileNobodyFindsAWorkerIdle() {
    overload();
    overloadWindow(20, 0, 5);
    assertLimit(48);
    overloadWindow(20, 0, 1);
    assertLimit(38.4);
  }

  @Test
  void itNeverFallsBelowOneCallThatWaits() {
    overload();
    for (int i = 0; i < 50; i++) {
      overloadWindow(20, 0, 5);
    }
    assertLimit(10);
  }

  @Test
  void lightCallsMayWaitForTwentyMillisecondsEvenThen() {
    for (int i = 0; i < 2_000; i++) {
      limit.finished(MS / 10);
    }
    overload();
    for (int i = 0; i < 50; i++) {
      overloadWindow(20, 0, 5);
    }
    assertLimit(40);
  }

  @Test
  void itGrowsByAPartOfACallWhenTimeIsLostAndByAWholeOneWhenMuchIs() {
    overload();
    overloadWindow(100, 6, 5);
    assertLimit(65);
    overloadWindow(100, 21, 5);
    assertLimit(85);
  }

  @Test
  void itStaysWhereItIsBetween() {
    overload();
    overloadWindow(100, 4, 5);
    assertLimit(60);
  }

  @Test
  void withoutRefusalsItGrowsUntilItIsCalmAgain() {
    overload();
    overloadWindow(20, 20, 0);
    assertLimit(75);
    for (int i = 0; i < 8; i++) {
      overloadWindow(20, 20, 0);
    }
    assertFalse(limit.isOverload());
    assertLimit(400);
  }

  @Test
  void onlyInOverloadIsACallStale() {
    assertFalse(limit.isStale(10_000 * MS));
    overload();
    // Twice the wait for the limit, at seven tenths of two workers, and for a call.
    assertFalse(limit.isStale(105 * MS));
    assertTrue(limit.isStale(106 * MS));
  }

  @Test
  void itFollowsTheTimeThatCallsTake() {
    for (int i = 0; i < 2_000; i++) {
      limit.finished(100 * MS);
    }

    assertLimit(1_600); // eight calls for each worker, above 200 ms
  }
}
