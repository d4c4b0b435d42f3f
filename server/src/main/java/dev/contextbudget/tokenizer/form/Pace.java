package dev.contextbudget.tokenizer.form;

import dev.contextbudget.core.error.StopSignal;

/** Asks a signal every {@value #BYTES} bytes on the way through a text. For one thread. */
final class Pace {
  static final int BYTES = 1 << 12;

  private final StopSignal stop;
  private int next;

  /**
   * @param start where the way begins, which only goes forward
   */
  Pace(int start, StopSignal stop) {
    this.stop = stop;
    next = start + BYTES;
  }

  /** Goes on to a place. */
  void to(int at) {
    if (at >= next) {
      stop.check();
      next = at + BYTES;
    }
  }
}
