package dev.contextbudget.core.error;

import java.util.function.BooleanSupplier;

/**
 * Tells long work that nobody waits for its result any more: the deadline has passed or the caller
 * has gone.
 *
 * <p>Loops over items call {@link #check} on every round; asking costs a few nanoseconds.
 */
public final class StopSignal {
  /** Work that somebody always waits for. */
  public static final StopSignal NEVER = new StopSignal(() -> false);

  private final BooleanSupplier stopped;

  public StopSignal(BooleanSupplier stopped) {
    this.stopped = stopped;
  }

  /**
   * Returns if the work shall go on.
   *
   * @throws Stopped if it shall not
   */
  public void check() {
    if (stopped.getAsBoolean()) {
      throw new Stopped();
    }
  }

  /** Ends work that nobody waits for; the edge knows whether by deadline or by cancellation. */
  public static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Stopped() {
      super("nobody waits for the result", null, false, false);
    }
  }
}
