package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.ops.Stage;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageTimesTest {
  private long now;
  private final StageTimes times = new StageTimes(() -> now);

  private List<Long> nanos() {
    return Arrays.stream(Stage.values()).map(times::nanos).toList();
  }

  @Test
  void aStageInsideOfAnotherTakesItsOwnTimeOutOfIt() {
    times.in(
        Stage.DECODE,
        () -> {
          now += 10;
          times.in(
              Stage.WORK,
              () -> {
                now += 100;
                times.in(Stage.ENCODE, () -> now += 1_000);
                now += 200;
              });
          now += 20;
        });

    assertEquals(List.of(30L, 300L, 1_000L), nanos());
  }

  @Test
  void theWaitForTheCallerIsNoStage() {
    times.in(Stage.DECODE, () -> now += 1);
    now += 1_000_000;
    times.in(Stage.WORK, () -> now += 2);

    assertEquals(List.of(1L, 2L, 0L), nanos());
  }

  /** The line of the log is written when the answer is closed, from within the work. */
  @Test
  void theEndOfACallIsTheEndOfItsStage() {
    times.in(
        Stage.WORK,
        () -> {
          now += 7;
          times.end();
          now += 50;
          times.in(Stage.ENCODE, () -> now += 50);
          times.end();
        });
    times.in(Stage.WORK, () -> now += 50);

    assertEquals(List.of(0L, 7L, 0L), nanos());
  }

  @Test
  void aStageThatFailsIsOver() {
    assertThrows(
        IllegalStateException.class,
        () ->
            times.in(
                Stage.DECODE,
                () -> {
                  now += 3;
                  throw new IllegalStateException();
                }));
    now += 100;

    assertEquals(List.of(3L, 0L, 0L), nanos());
  }
}
