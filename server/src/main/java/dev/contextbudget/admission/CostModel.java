package dev.contextbudget.admission;

import java.util.concurrent.TimeUnit;

/**
 * What calls of one method cost in time of a worker: a constant, and a learned time for each byte
 * of the request.
 *
 * <p>All work here is linear in its input, so bytes tell the cost of a call before it is begun; how
 * many nanoseconds a byte takes differs between methods, machines and texts that are remembered or
 * not. It is learned as the ratio of two sums that forget a sixty-fourth with each call, so that
 * large calls, which fill the workers, weigh more than small ones. Not safe for several threads.
 */
final class CostModel {
  /** For what a call costs whatever its size: decoding, dispatch, the answer. */
  private static final long FIXED_NANOS = 20_000;

  /** A guess for the first calls: 20 ms for a mebibyte, of a weight of 64 KiB. */
  private static final double FIRST_NANOS_PER_BYTE = 20;

  private static final double FIRST_BYTES = 1 << 16;

  private static final double KEPT = 1 - 1.0 / 64;

  /** Requests without a field are work too, and time over nothing would be without end. */
  private static final long MIN_BYTES = 1 << 10;

  /** No call takes longer, whatever was learned. */
  private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(1);

  private double nanos = FIRST_BYTES * FIRST_NANOS_PER_BYTE;
  private double bytes = FIRST_BYTES;

  /** Returns the expected time of a worker for a request of so many bytes. */
  long nanos(long requestBytes) {
    return FIXED_NANOS + (long) Math.min((double) MAX_NANOS, requestBytes * (nanos / bytes));
  }

  /** Learns from a call that was answered, all of its request and all of its time. */
  void learn(long requestBytes, long tookNanos) {
    nanos = nanos * KEPT + Math.max(0, tookNanos - FIXED_NANOS);
    bytes = bytes * KEPT + Math.max(MIN_BYTES, requestBytes);
  }
}
