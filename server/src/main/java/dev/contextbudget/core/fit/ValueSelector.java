package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps units in the order of priority and value per token while they fit, going on behind one that
 * does not; of a passage that does not fit, the longest variant that does.
 *
 * <p>Monotone: look at the first unit that a larger budget keeps, or keeps more of, and the smaller
 * one does not. What the smaller one keeps behind it is less than that unit's tokens, at no more
 * value per token, so the larger budget's value is larger, compared priority by priority. This
 * holds because value is linear in tokens: value per token (a concave function of a unit's length,
 * fixed before any choice) times the tokens kept.
 *
 * <p>Dantzig: Discrete-variable extremum problems. Operations Research 5(2), 1957.
 */
final class ValueSelector {
  private static final Comparator<Unit> BEST_FIRST =
      Comparator.comparingInt(Unit::priority).thenComparingDouble(Unit::valuePerToken).reversed();

  private ValueSelector() {}

  /**
   * Returns units in the order in which they shall stay; of equals the newest message, and the
   * first of other items.
   */
  static List<Unit> bestFirst(Component component, List<Unit> free) {
    Comparator<Unit> byPlace = Comparator.comparingInt(Unit::oldest);
    return free.stream()
        .sorted(BEST_FIRST.thenComparing(component.hasMessages() ? byPlace.reversed() : byPlace))
        .toList();
  }

  /**
   * Keeps units while they fit.
   *
   * @param bestFirst units in {@linkplain #bestFirst order}
   */
  static void select(ItemTable table, List<Unit> bestFirst, int budgetTokens, Choice choice) {
    int left = budgetTokens;
    for (Unit unit : bestFirst) {
      if (unit.tokens() <= left) {
        choice.keep(unit, DecisionReason.SELECTED);
        left -= unit.tokens();
      } else {
        left -= keepVariant(table, unit, left, choice);
      }
    }
  }

  /** Keeps the longest variant that fits and returns its tokens; 0 if there is none. */
  private static int keepVariant(ItemTable table, Unit unit, int budgetTokens, Choice choice) {
    int ordinal = unit.oldest();
    if (unit.ordinals().length > 1 || !(table.item(ordinal).body() instanceof Body.Passage)) {
      return 0;
    }
    List<Integer> tokens = table.itemSize(ordinal).partTokens();
    int best = 0;
    for (int variant = 1; variant < tokens.size(); variant++) {
      boolean fits = tokens.get(variant) <= budgetTokens && tokens.get(variant) < unit.tokens();
      if (fits
          && tokens.get(variant) > 0
          && (best == 0 || tokens.get(variant) > tokens.get(best))) {
        best = variant;
      }
    }
    if (best > 0) {
      choice.set(ordinal, Outcome.variant(best));
    }
    return best == 0 ? 0 : tokens.get(best);
  }
}
