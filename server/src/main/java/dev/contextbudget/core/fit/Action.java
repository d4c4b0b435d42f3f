package dev.contextbudget.core.fit;

/** What happened to an item. */
public enum Action {
  KEEP,
  TRUNCATE,
  REPLACE,
  DROP
}
