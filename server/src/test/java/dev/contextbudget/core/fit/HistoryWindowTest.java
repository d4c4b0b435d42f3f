package dev.contextbudget.core.fit;

import static dev.contextbudget.core.fit.Samples.chunk;
import static dev.contextbudget.core.fit.Samples.component;
import static dev.contextbudget.core.fit.Samples.decision;
import static dev.contextbudget.core.fit.Samples.history;
import static dev.contextbudget.core.fit.Samples.kept;
import static dev.contextbudget.core.fit.Samples.policy;
import static dev.contextbudget.core.fit.Samples.turns;
import static dev.contextbudget.core.fit.Samples.user;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reductions that let only so many turns or messages stay. */
class HistoryWindowTest {

  @Test
  void aMessageTiedToAPassageIsPlacedByWhereItStands() {
    List<Item> items = turns(4, 3);
    items.set(6, user("u3", 3, "r0"));
    List<Component> components =
        List.of(
            component("docs", ComponentKind.RETRIEVED, chunk("r0", 3)),
            history(new Reduction.Window(4, 0), items),
            component("input", ComponentKind.USER_INPUT, chunk("i0", 3)));
    assertEquals(
        List.of("r0", "u2", "a2", "u3", "a3", "i0"), kept(Samples.fit(components, 10_000)));
  }

  @Test
  void whatLeavesTheWindowLeavesForItsAge() {
    Component history = history(new Reduction.Window(4, 0), turns(4, 3));
    FitResult first = Samples.fit(List.of(history), 1000, policy(1), Optional.of(Map.of()));
    FitResult second =
        Samples.fit(List.of(history), 1000, policy(1), Optional.of(first.histories()));
    assertEquals(DecisionReason.OLDEST, decision(second, "u0").reason());
  }
}
