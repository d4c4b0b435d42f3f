package dev.contextbudget.core.error;

import java.util.Map;

/** A commit token was made for another history or other options. */
public final class CompactionStale extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  public CompactionStale() {
    super("the history or the options changed since the compaction was prepared; prepare again");
  }

  @Override
  public Reason reason() {
    return Reason.COMPACTION_STALE;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }
}
