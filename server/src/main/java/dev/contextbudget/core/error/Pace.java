package dev.contextbudget.core.error;

/**
 * Asks a signal every {@value #BYTES} bytes or characters on the way through a text. For one
 * thread.
 */
public final class Pace {
  public static final int BYTES = 1 << 12;

  private final StopSignal stop;
  private int next;

  /**
   * @param start where the way begins, which only goes forward
   */
  public Pace(int start, StopSignal stop) {
    this.stop = stop;
    next = start + BYTES;
  }

  /** Goes on to a place. */
  public void to(int at) {
    if (at >= next) {
      stop.check();
      next = at + BYTES;
    }
  }
}
