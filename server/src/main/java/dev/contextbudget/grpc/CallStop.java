package dev.contextbudget.grpc;

import dev.contextbudget.core.error.StopSignal;
import io.grpc.Context;
import io.grpc.Deadline;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells the work on a call that its caller has gone or its deadline has passed.
 *
 * <p>Loops ask for every item, and a call of 32 KiB asks some hundred times. Its context answers
 * under two locks and its deadline by the clock, 70 ns together, which were a twelfth of a fit; so
 * the context is listened to. The timer that cancels it at the deadline may be late where threads
 * wait for a processor, so the clock is looked at too, every {@value #POLLS_A_LOOK} polls.
 */
final class CallStop implements BooleanSupplier, Context.CancellationListener {
  private static final int POLLS_A_LOOK = 16;

  private final @Nullable Deadline deadline;
  private volatile boolean stopped;

  /** Not exact where threads share a call: it only spaces the looks at the clock. */
  private int polls;

  CallStop(@Nullable Deadline deadline) {
    this.deadline = deadline;
  }

  /** Returns the signal of a call; the context drops its listener when the call is over. */
  static StopSignal of(Context call) {
    CallStop stop = new CallStop(call.getDeadline());
    call.addListener(stop, Runnable::run);
    return new StopSignal(stop);
  }

  @Override
  public void cancelled(Context call) {
    stopped = true;
  }

  @Override
  public boolean getAsBoolean() {
    if (!stopped && deadline != null && polls++ % POLLS_A_LOOK == 0 && deadline.isExpired()) {
      stopped = true; // and never false: that it is stopped may come at this moment
    }
    return stopped;
  }
}
