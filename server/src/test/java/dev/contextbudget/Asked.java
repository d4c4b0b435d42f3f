package dev.contextbudget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import java.util.List;
import java.util.function.Consumer;

/** Counts how often long work asks whether anybody waits. */
public final class Asked {
  private Asked() {}

  /** Checks that work asks at least so often, which says in how many of its loops it does. */
  public static void atLeast(int times, Consumer<StopSignal> work) {
    int[] asked = {0};

    work.accept(new StopSignal(() -> ++asked[0] < 0));

    assertTrue(asked[0] >= times, () -> "asked %d times of %d".formatted(asked[0], times));
  }

  /** Checks that work does not ask again once it is told to stop, wherever that is. */
  public static void noMoreOnceToldToStop(int times, Consumer<StopSignal> work) {
    for (int last : List.of(1, times / 3, times / 2, times)) {
      int[] asked = {0};

      assertThrows(
          StopSignal.Stopped.class, () -> work.accept(new StopSignal(() -> ++asked[0] >= last)));

      assertEquals(last, asked[0]);
    }
  }
}
