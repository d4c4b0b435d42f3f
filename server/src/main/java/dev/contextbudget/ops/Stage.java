package dev.contextbudget.ops;

/** What the time of a call is spent on once a worker has it. */
public enum Stage {
  /** Scanning the bytes of the request and making objects of them. */
  DECODE,
  /** The work itself. */
  WORK,
  /** Making bytes of the answer and handing them to the transport. */
  ENCODE
}
