package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ByteBudget;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one call takes of the memory for all: its request until it is worked on, and its answer
 * until its caller has read it. Whatever is taken is given back once, however the call ends; safe
 * for the event loop and a worker at a time.
 */
final class HeldBytes {
  private final ByteBudget budget;
  private final AtomicLong request = new AtomicLong();
  private final AtomicLong answer = new AtomicLong();
  private volatile boolean closed;

  HeldBytes(ByteBudget budget) {
    this.budget = budget;
  }

  /** Some of a request has arrived. */
  void arrived(long bytes) {
    request.addAndGet(bytes);
    budget.take(bytes);
  }

  /** Returns whether there is room for the request. */
  boolean hasRoom() {
    return budget.hasRoomFor(this);
  }

  /** Returns what the call holds of its request. */
  long ofRequest() {
    return request.get();
  }

  /** Some of an answer waits for its caller, who may be gone without a worker having seen it. */
  void answered(long bytes) {
    answer.addAndGet(bytes);
    budget.take(bytes);
    if (closed) {
      budget.give(answer.getAndSet(0));
    }
  }

  /** The request is worked on. */
  void giveRequest() {
    budget.give(request.getAndSet(0));
    budget.leaveLast(this);
  }

  /** So much of the requests of a stream is worked on. */
  void giveRequest(long bytes) {
    long held = request.getAndUpdate(before -> Math.max(0, before - bytes));
    budget.give(Math.min(held, bytes));
    if (held <= bytes) {
      budget.leaveLast(this);
    }
  }

  /** The stream is closed. */
  void close() {
    closed = true;
    giveRequest();
    budget.give(answer.getAndSet(0));
  }
}
