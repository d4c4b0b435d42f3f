package dev.contextbudget.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that all calls together hold: requests that arrive, wait and are worked on, and answers
 * that their callers have not read.
 *
 * <p>What is held is counted whether it fits or not, as it is there; whoever brings the sum above
 * the limit is told, and has to go. Safe for several threads.
 */
public final class ByteBudget {
  private final long limitBytes;
  private final AtomicLong heldBytes = new AtomicLong();

  public ByteBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Counts bytes; returns whether all that are held are within the limit. */
  public boolean take(long bytes) {
    return heldBytes.addAndGet(bytes) <= limitBytes;
  }

  /** Counts bytes as given back. */
  public void give(long bytes) {
    heldBytes.addAndGet(-bytes);
  }

  /** Returns the bytes that are held. */
  public long heldBytes() {
    return heldBytes.get();
  }

  /** Returns the most bytes that should be held. */
  public long limitBytes() {
    return limitBytes;
  }
}
