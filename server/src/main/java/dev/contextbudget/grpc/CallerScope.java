package dev.contextbudget.grpc;

import io.grpc.Context;

/**
 * What the work of a call knows of whom it is made for: nothing but where to tell what it used, and
 * a number that keeps what is remembered apart.
 */
public interface CallerScope {
  Context.Key<CallerScope> KEY = Context.key("contextbudget-caller");

  /** Tokens were counted. */
  void counted(long tokens);

  /** Returns a secret number of the tenant; 0 where there are none. */
  long partition();

  /** Returns a context of a call for a caller. */
  static Context of(CallerScope caller, Context context) {
    return context.withValue(KEY, caller);
  }

  /** Tells the caller of this thread's call of tokens. */
  static void tellCounted(long tokens) {
    CallerScope caller = KEY.get();
    if (caller != null) {
      caller.counted(tokens);
    }
  }

  /** Returns the partition of the caller of this thread's call; 0 outside of calls. */
  static long currentPartition() {
    CallerScope caller = KEY.get();
    return caller == null ? 0 : caller.partition();
  }
}
