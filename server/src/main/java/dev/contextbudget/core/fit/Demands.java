package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What each component of a request could use, and what it must have.
 *
 * <p>A unit of several components is paid for and decided by one of them, its home, and missed in
 * all: each has a note of its own then, and pays for it. Whether the note is due is not known to a
 * component that does not decide. So there are two lists: if nothing leaves, no such note is due;
 * if something may leave, room for it is set aside. They are the same list where all units are at
 * home.
 *
 * @param ifNothingLeaves demand of each component in a request that fits as it is
 * @param ifSomethingLeaves demand of each component in any other
 * @param payers component that pays for each item, by ordinal
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
record Demands(
    List<ComponentDemand> ifNothingLeaves, List<ComponentDemand> ifSomethingLeaves, int[] payers) {

  /**
   * Reads the demands of a request.
   *
   * @param units all units, by home component
   * @param toolListTokens what the list of tools costs beyond its definitions
   */
  static Demands of(
      FitRequest request,
      ItemTable table,
      NoteSizes noteSizes,
      Settled settled,
      List<List<Unit>> units,
      int toolListTokens) {
    return new Reader(request, table, noteSizes, settled, units, toolListTokens).read();
  }

  /** Adds up what units ask for. */
  private static final class Reader {
    private final FitRequest request;
    private final ItemTable table;
    private final NoteSizes noteSizes;
    private final Settled settled;
    private final List<List<Unit>> units;
    private final int toolListTokens;

    /** Components that lose items whatever the budget, by the decision of another one. */
    private final BitSet losing = new BitSet();

    /** Components that may lose items by the decision of another one. */
    private final BitSet exposed = new BitSet();

    Reader(
        FitRequest request,
        ItemTable table,
        NoteSizes noteSizes,
        Settled settled,
        List<List<Unit>> units,
        int toolListTokens) {
      this.request = request;
      this.table = table;
      this.noteSizes = noteSizes;
      this.settled = settled;
      this.units = units;
      this.toolListTokens = toolListTokens;
    }

    Demands read() {
      List<List<Unit>> reducible = new ArrayList<>();
      List<List<Unit>> free = new ArrayList<>();
      for (int c = 0; c < units.size(); c++) {
        reducible.add(reducible(c));
        free.add(
            HistoryWindow.inLimits(table, request.conversations().get(c), c, reducible.get(c)));
        markOthers(c, reducible.get(c), exposed);
        if (free.get(c).size() < reducible.get(c).size()) {
          // which of them are outside does not matter: the note is the same
          markOthers(c, reducible.get(c), losing);
        }
      }
      List<ComponentDemand> whole = new ArrayList<>();
      List<ComponentDemand> reduced = new ArrayList<>();
      for (int c = 0; c < units.size(); c++) {
        whole.add(demand(c, reducible.get(c), free.get(c), losing.get(c)));
        reduced.add(demand(c, reducible.get(c), free.get(c), exposed.get(c)));
      }
      return new Demands(exposed.equals(losing) ? reduced : whole, reduced, payers());
    }

    private List<Unit> reducible(int component) {
      List<Unit> reducible = units.get(component).stream().filter(unit -> !unit.forced()).toList();
      Component c = request.components().get(component);
      return c.hasMessages() && ComponentFit.ranksByValue(c)
          ? WholeTurns.of(table, request.conversations().get(component), component, reducible)
          : reducible;
    }

    private void markOthers(int component, List<Unit> reducible, BitSet others) {
      for (Unit unit : reducible) {
        for (int ordinal : unit.ordinals()) {
          if (table.componentIndex(ordinal) != component) {
            others.set(table.componentIndex(ordinal));
          }
        }
      }
    }

    private ComponentDemand demand(
        int component, List<Unit> reducible, List<Unit> free, boolean noted) {
      int note = noteSizes.noteTokens(request.components().get(component));
      boolean due = noted || free.size() < reducible.size();
      long forced = table.sharedFramingTokens(component);
      forced += component == table.firstTools() ? toolListTokens : 0;
      for (Unit unit : units.get(component)) {
        forced += unit.forced() ? unit.tokens() : 0;
      }
      List<OwedResult> owed =
          OwedResult.of(
              table,
              component,
              units.get(component),
              settled.outcomes(),
              noteSizes.clearedResultTokens());
      for (OwedResult result : owed) {
        forced -= result.savedTokens();
      }
      return new ComponentDemand(
          reducible,
          free,
          owed,
          Math.toIntExact(due ? forced + note : forced),
          due || reducible.isEmpty() ? 0 : note,
          mayVanish(component, reducible));
    }

    /** Tool definitions may all leave, and their framing too, if nobody else decides on one. */
    private boolean mayVanish(int component, List<Unit> reducible) {
      if (!request.components().get(component).hasTools()) {
        return false;
      }
      BitSet own = new BitSet();
      reducible.forEach(unit -> unit.forEach(own::set));
      for (int o = table.first(component); o < table.end(component); o++) {
        if (!own.get(o) && !settled.isOut(o)) {
          return false;
        }
      }
      return true;
    }

    private int[] payers() {
      int[] payers = new int[table.size()];
      Arrays.setAll(payers, table::componentIndex);
      for (List<Unit> home : units) {
        for (Unit unit : home) {
          unit.forEach(ordinal -> payers[ordinal] = unit.home());
        }
      }
      return payers;
    }
  }
}
