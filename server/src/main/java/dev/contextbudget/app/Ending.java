package dev.contextbudget.app;

import java.util.concurrent.CountDownLatch;

/**
 * Whether a server has come to its end, and whether for want of memory.
 *
 * <p>Telling so allocates nothing, as there may be nothing left to allocate.
 */
final class Ending {
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean outOfMemory;

  /** A thread ran out of memory: what it held may be half done, so the process should end. */
  void ranOutOfMemory() {
    outOfMemory = true;
    over.countDown();
  }

  /** The server is closed. */
  void closed() {
    over.countDown();
  }

  boolean isOutOfMemory() {
    return outOfMemory;
  }

  /** Waits until one of the two is told. */
  void await() throws InterruptedException {
    over.await();
  }
}
