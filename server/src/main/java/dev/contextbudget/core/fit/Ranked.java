package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The units of a component that were chosen by value, with what they could spend; from it follow
 * the marginal items and the distance from the optimum.
 *
 * @param units free units
 * @param budgetTokens what they could spend
 * @param keptTokens tokens kept of each unit
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
record Ranked(List<Unit> units, int budgetTokens, int[] keptTokens) {

  static List<Ranked> of(FitRequest request, Granted granted, ItemTable table, Written written) {
    List<Ranked> ranked = new ArrayList<>();
    for (int c = 0; c < granted.tokens().length; c++) {
      Component component = request.components().get(c);
      ComponentDemand demand = granted.demands().get(c);
      int grantTokens = granted.tokens()[c];
      if (ComponentFit.ranksByValue(component)) {
        int[] kept = new int[demand.free().size()];
        for (int i = 0; i < kept.length; i++) {
          for (int ordinal : demand.free().get(i).ordinals()) {
            kept[i] += keptTokens(table, written, ordinal);
          }
        }
        int note = demand.totalTokens() <= grantTokens ? 0 : demand.noteTokens();
        ranked.add(new Ranked(demand.free(), grantTokens - demand.forcedTokens() - note, kept));
      }
    }
    return ranked;
  }

  /** Returns what is kept of an item, as it was weighed: with the tolerance of its framing. */
  private static int keptTokens(ItemTable table, Written written, int ordinal) {
    if (!written.outcome(ordinal).inPrompt()) {
      return 0;
    }
    int tolerance = table.costTokens(ordinal) - table.itemSize(ordinal).totalTokens();
    return written.afterTokens(ordinal) + tolerance;
  }

  static OptionalDouble[] valuePerToken(List<Ranked> ranked, int items) {
    OptionalDouble[] values = new OptionalDouble[items];
    Arrays.fill(values, OptionalDouble.empty());
    for (Ranked component : ranked) {
      for (Unit unit : component.units) {
        for (int ordinal : unit.ordinals()) {
          values[ordinal] = OptionalDouble.of(unit.valuePerToken());
        }
      }
    }
    return values;
  }

  static Margin margin(List<Ranked> ranked, ItemTable table) {
    Unit best = null;
    Unit worst = null;
    double kept = 0;
    double optimum = 0;
    for (Ranked component : ranked) {
      for (int i = 0; i < component.units.size(); i++) {
        Unit unit = component.units.get(i);
        kept += unit.valuePerToken() * component.keptTokens[i];
        if (component.keptTokens[i] == 0 && (best == null || isWorse(best, unit))) {
          best = unit;
        } else if (component.keptTokens[i] > 0 && (worst == null || isWorse(unit, worst))) {
          worst = unit;
        }
      }
      optimum += component.fractionalOptimum();
    }
    double gap = optimum > 0 ? Math.max(0, 1 - kept / optimum) : 0;
    return new Margin(marginal(best, table), marginal(worst, table), gap);
  }

  private static boolean isWorse(Unit unit, Unit than) {
    return unit.valuePerToken() < than.valuePerToken();
  }

  private static Optional<Margin.MarginalItem> marginal(@Nullable Unit unit, ItemTable table) {
    return Optional.ofNullable(unit)
        .map(
            u ->
                new Margin.MarginalItem(
                    table.item(u.oldest()).id(), u.tokens(), u.valuePerToken()));
  }

  /** Returns the value if the last unit could be split: no choice of whole units is worth more. */
  private double fractionalOptimum() {
    double value = 0;
    double left = Math.max(0, budgetTokens);
    List<Unit> best =
        units.stream().sorted(Comparator.comparingDouble(Unit::valuePerToken).reversed()).toList();
    for (Unit unit : best) {
      double taken = Math.min(left, unit.tokens());
      value += taken * unit.valuePerToken();
      left -= taken;
    }
    return value;
  }
}
