package dev.contextbudget.ops;

/** What the time of a call is spent on. */
public enum Stage {
  /** Waiting for a worker. */
  QUEUE,
  /** Scanning the bytes of the request and making objects of them. */
  DECODE,
  /** The work itself. */
  WORK,
  /** Making bytes of the answer and handing them to the transport. */
  ENCODE
}
