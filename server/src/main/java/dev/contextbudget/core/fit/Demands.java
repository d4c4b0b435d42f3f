package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Works out what each component of a request could use, and what it must have. */
final class Demands {
  private final FitRequest request;
  private final ItemTable table;
  private final PartCounter counter;
  private final Settled settled;
  private final List<List<Unit>> units;

  private Demands(
      FitRequest request,
      ItemTable table,
      PartCounter counter,
      Settled settled,
      List<List<Unit>> units) {
    this.request = request;
    this.table = table;
    this.counter = counter;
    this.settled = settled;
    this.units = units;
  }

  /**
   * Returns the demand of each component.
   *
   * @param units all units, by home component
   */
  static List<ComponentDemand> of(
      FitRequest request,
      ItemTable table,
      PartCounter counter,
      Settled settled,
      List<List<Unit>> units) {
    Demands demands = new Demands(request, table, counter, settled, units);
    List<ComponentDemand> all = new ArrayList<>();
    for (int c = 0; c < units.size(); c++) {
      int listTokens = c == table.firstTools() ? Math.max(0, table.sizes().toolListTokens()) : 0;
      all.add(demands.of(c, table.sharedFramingTokens(c) + listTokens));
    }
    return all;
  }

  private ComponentDemand of(int component, int framingTokens) {
    List<Unit> all = reducible(component);
    List<Unit> free =
        HistoryWindow.inLimits(table, request.conversations().get(component), component, all);
    long forced = framingTokens;
    for (Unit unit : units.get(component)) {
      forced += unit.forced() ? unit.tokens() : 0;
    }
    int notes = notesTokens(all);
    if (free.size() < all.size()) {
      // the notes are due however large the grant
      return new ComponentDemand(all, free, Math.toIntExact(forced + notes), 0, false);
    }
    return new ComponentDemand(
        all, free, Math.toIntExact(forced), notes, mayVanish(component, all));
  }

  /** Tool definitions may all leave, and their framing with them, if nobody else decides on one. */
  private boolean mayVanish(int component, List<Unit> reducible) {
    Set<Integer> own = new HashSet<>();
    reducible.forEach(unit -> Arrays.stream(unit.ordinals()).forEach(own::add));
    return request.components().get(component).hasTools()
        && IntStream.range(table.first(component), table.end(component))
            .allMatch(o -> own.contains(o) || settled.isOut(o));
  }

  private List<Unit> reducible(int component) {
    List<Unit> reducible = units.get(component).stream().filter(unit -> !unit.forced()).toList();
    Component c = request.components().get(component);
    return c.hasMessages() && ComponentFit.ranksByValue(c)
        ? WholeTurns.of(table, request.conversations().get(component), component, reducible)
        : reducible;
  }

  /**
   * Returns what the notes cost that may be due when units leave: one in each component that has an
   * item in one of them. A unit of several components is decided in one and missed in all.
   */
  private int notesTokens(List<Unit> reducible) {
    Set<Integer> losers = new HashSet<>();
    for (Unit unit : reducible) {
      for (int ordinal : unit.ordinals()) {
        losers.add(table.componentIndex(ordinal));
      }
    }
    return losers.stream().mapToInt(c -> noteTokens(request.components().get(c))).sum();
  }

  private int noteTokens(Component component) {
    Notes notes = request.policy().notes();
    if (!notes.enabled() || component.hasTools()) {
      return 0;
    }
    return component.hasMessages()
        ? request.model().tokenizer().count(notes.history())
            + counter.messageFramingTokens(Role.USER, "")
            + request.model().chatFormat().tolerancePerMessageTokens()
        : request.model().tokenizer().count(notes.items());
  }
}
