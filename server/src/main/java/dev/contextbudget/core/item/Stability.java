package dev.contextbudget.core.item;

/** How long an item stays byte-identical; the order of the values is the order of the prompt. */
public enum Stability {
  STATIC,
  SESSION,
  APPEND_ONLY,
  REQUEST;

  /** Returns true if items of this stability are granted before, and regardless of, the others. */
  public boolean isStable() {
    return this == STATIC || this == SESSION;
  }
}
