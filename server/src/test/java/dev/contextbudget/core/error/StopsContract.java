package dev.contextbudget.core.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Long work asks in each of its loops whether anybody waits, and ends where it learns not.
 *
 * <p>A class that extends this has a static method {@code works}, which makes a stream of {@link
 * #work}.
 */
public abstract class StopsContract {
  private static final int PACES = 50;

  /**
   * Work, and how often it has to ask at least, which says in how many of its loops it does.
   *
   * @param asks once in each loop over items, or over windows of a text
   */
  protected static Arguments work(String name, int asks, Consumer<StopSignal> work) {
    return Arguments.of(name, asks, work);
  }

  /** Work that goes so many times through a text of {@link #paces}. */
  protected static Arguments passes(String name, int passes, Consumer<StopSignal> work) {
    return work(name, passes * (PACES - 1), work);
  }

  /** Returns so much text that one pass through it asks {@value #PACES} times. */
  protected static String paces(String repeated) {
    return repeated.repeat(PACES * Pace.BYTES / repeated.length());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("works")
  void everyLoopAsks(String name, int asks, Consumer<StopSignal> work) {
    int[] asked = {0};

    work.accept(new StopSignal(() -> ++asked[0] < 0));

    assertTrue(asked[0] >= asks, () -> "asked %d times of %d".formatted(asked[0], asks));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("works")
  void whatIsToldToStopStopsThere(String name, int asks, Consumer<StopSignal> work) {
    for (int last : List.of(1, asks / 3, asks / 2, asks)) {
      int[] asked = {0};

      assertThrows(
          StopSignal.Stopped.class, () -> work.accept(new StopSignal(() -> ++asked[0] >= last)));

      assertEquals(last, asked[0]);
    }
  }
}
