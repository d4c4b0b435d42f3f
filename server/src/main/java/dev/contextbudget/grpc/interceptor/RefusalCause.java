package dev.contextbudget.grpc.interceptor;

/** Why admission refused a call, for operators; callers see a reason of the contract. */
enum RefusalCause {
  /** Too many calls are open. */
  IN_FLIGHT,
  /** Too much work waits, or more than the caller's deadline leaves time for. */
  QUEUE,
  /** The call waited too long in an overload that began after it. */
  STALE,
  /** Requests and answers take too much memory. */
  BYTES,
  /** The server is stopping. */
  DRAINING
}
