package dev.contextbudget.core.fit;

import org.jspecify.annotations.Nullable;

/** What shall become of each item; filled in by the selectors, read by the writer. */
final class Choice {
  private final ItemTable table;
  private final @Nullable Outcome[] outcomes;
  private final @Nullable Outcome[] cleared;

  Choice(ItemTable table, @Nullable Outcome[] settled) {
    this.table = table;
    this.outcomes = settled.clone();
    this.cleared = new Outcome[settled.length];
  }

  void keep(Unit unit, DecisionReason reason) {
    set(unit, Outcome.keep(reason));
  }

  void drop(Unit unit, DecisionReason reason) {
    set(unit, Outcome.drop(reason));
  }

  private void set(Unit unit, Outcome outcome) {
    for (int ordinal : unit.ordinals()) {
      Outcome clearing = cleared[ordinal];
      outcomes[ordinal] = outcome.inPrompt() && clearing != null ? clearing : outcome;
    }
  }

  /** Replaces the tool results of an item by their placeholder if it stays. */
  void clear(int ordinal, DecisionReason reason) {
    cleared[ordinal] = Outcome.cleared(reason);
  }

  void set(int ordinal, Outcome outcome) {
    outcomes[ordinal] = outcome;
  }

  boolean isDecided(int ordinal) {
    return outcomes[ordinal] != null;
  }

  /** Returns the outcome of an item; every item has one once all components are selected. */
  Outcome of(int ordinal) {
    Outcome outcome = outcomes[ordinal];
    if (outcome == null) {
      throw new IllegalStateException("undecided item " + table.item(ordinal).id());
    }
    return outcome;
  }
}
