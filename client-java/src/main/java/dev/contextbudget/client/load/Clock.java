package dev.contextbudget.client.load;

import java.util.concurrent.locks.LockSupport;

/** The time, and waiting for it. */
interface Clock {
  /** The time of this machine. */
  Clock MACHINE =
      new Clock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void waitUntil(long nanos) {
          for (long left = nanos - nanos(); left > 0; left = nanos - nanos()) {
            LockSupport.parkNanos(left);
          }
        }
      };

  /** Returns the time, from a beginning that means nothing. */
  long nanos();

  /** Returns when it is that time, or later. */
  void waitUntil(long nanos);
}
