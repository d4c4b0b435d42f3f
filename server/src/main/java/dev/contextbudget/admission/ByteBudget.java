package dev.contextbudget.admission;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all calls together hold: requests that arrive, wait and are worked on, and answers
 * that their callers have not read.
 *
 * <p>What is held is counted whether it fits or not, as it is there; whoever brings the sum above
 * the limit is told, and has to go, but for one at a time: of many large requests that arrive
 * together each would bring the sum above the limit before those that went have given anything
 * back, and none would be served. So as much as the limit and one request may be held. Safe for
 * several threads.
 */
public final class ByteBudget {
  private final long limitBytes;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicReference<@Nullable Object> beyond = new AtomicReference<>();

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

  /**
   * Asks to go on above the limit; returns whether one may, until {@link #comeBack}.
   *
   * @param bytes that the one who asks holds: above the limit by itself, it may not
   */
  public boolean goBeyond(Object who, long bytes) {
    return bytes <= limitBytes && (beyond.compareAndSet(null, who) || beyond.get() == who);
  }

  /** Whoever went beyond the limit has given back what it held; of others nothing changes. */
  public void comeBack(Object who) {
    beyond.compareAndSet(who, null);
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
