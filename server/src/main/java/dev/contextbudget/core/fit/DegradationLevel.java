package dev.contextbudget.core.fit;

/** How far a request had to be reduced, from nothing to all that may go. */
public enum DegradationLevel {
  NONE,
  REQUEST_ITEMS,
  OLDER_HISTORY,
  MOST_HISTORY,
  PINNED_ONLY
}
