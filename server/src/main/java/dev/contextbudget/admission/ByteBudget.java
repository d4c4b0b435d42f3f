package dev.contextbudget.admission;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all calls together hold: requests that arrive, wait and are worked on, and answers
 * that their callers have not read.
 *
 * <p>What is held is counted whether it fits or not, as it is there; whoever brings the sum above
 * the limit is told, and has to go. The last quarter is for one at a time: of many large requests
 * that arrive together each would bring the sum above the limit before those that went have given
 * anything back, and none would be served. Safe for several threads.
 */
public final class ByteBudget {
  private final long limitBytes;
  private final AtomicLong heldBytes = new AtomicLong();
  private final AtomicReference<@Nullable Object> last = new AtomicReference<>();

  public ByteBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Counts bytes, which are there. */
  public void take(long bytes) {
    heldBytes.addAndGet(bytes);
  }

  /** Returns whether there is room for all that is held, as far as it is for those who ask. */
  public boolean hasRoomFor(Object who) {
    long held = heldBytes.get();
    return held <= sharedBytes() || (held <= limitBytes && isLast(who));
  }

  private long sharedBytes() {
    return limitBytes - limitBytes / 4;
  }

  private boolean isLast(Object who) {
    return last.compareAndSet(null, who) || last.get() == who;
  }

  /** Whoever has the last quarter needs it no more; nothing happens if that is another. */
  public void leaveLast(Object who) {
    last.compareAndSet(who, null);
  }

  /** Counts bytes as given back. */
  public void give(long bytes) {
    if (heldBytes.addAndGet(-bytes) <= sharedBytes()) {
      last.set(null);
    }
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
