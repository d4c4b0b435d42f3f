package dev.contextbudget.lint.transcript;

/** Who says a message. */
public enum Speaker {
  SYSTEM,
  USER,
  MODEL,
  /** The client, with what a tool answered, where that is a message of its own. */
  TOOL,
  /** Nobody: a setting, or a role that is not documented. */
  NOBODY
}
