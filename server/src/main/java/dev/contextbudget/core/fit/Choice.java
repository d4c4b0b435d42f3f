package dev.contextbudget.core.fit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What shall become of each item; filled in by the selectors, read by the writer. */
final class Choice {
  private final ItemTable table;
  private final @Nullable Outcome[] outcomes;
  private final @Nullable Outcome[] ifKept;
  private final int[] savedTokens;

  Choice(ItemTable table, @Nullable Outcome[] settled) {
    this.table = table;
    this.outcomes = settled.clone();
    this.ifKept = new Outcome[settled.length];
    this.savedTokens = new int[settled.length];
  }

  void keep(Unit unit, DecisionReason reason) {
    set(unit, Outcome.keep(reason));
  }

  void drop(Unit unit, DecisionReason reason) {
    set(unit, Outcome.drop(reason));
  }

  private void set(Unit unit, Outcome outcome) {
    for (int ordinal : unit.ordinals()) {
      Outcome shorter = ifKept[ordinal];
      outcomes[ordinal] = outcome.inPrompt() && shorter != null ? shorter : outcome;
    }
  }

  /**
   * Says that an item is shortened if it stays.
   *
   * @param outcome what becomes of it then
   * @param saved tokens that this saves
   */
  void shortenIfKept(int ordinal, Outcome outcome, int saved) {
    ifKept[ordinal] = outcome;
    savedTokens[ordinal] = saved;
  }

  /** Returns what becomes of an item if it stays, where it is shortened then. */
  Optional<Outcome> shorteningOf(int ordinal) {
    return Optional.ofNullable(ifKept[ordinal]);
  }

  /** Returns what an item costs if it stays, framing included. */
  int tokensIfKept(int ordinal) {
    return table.itemSize(ordinal).totalTokens() - savedTokens[ordinal];
  }

  /** Returns units at what they cost with the items of a component shortened. */
  List<Unit> shortened(List<Unit> units, int component) {
    return units.stream().map(unit -> shortened(unit, component)).toList();
  }

  private Unit shortened(Unit unit, int component) {
    int saved = 0;
    for (int ordinal : unit.ordinals()) {
      saved += table.componentIndex(ordinal) == component ? savedTokens[ordinal] : 0;
    }
    return saved == 0 ? unit : unit.shrunkBy(saved);
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
