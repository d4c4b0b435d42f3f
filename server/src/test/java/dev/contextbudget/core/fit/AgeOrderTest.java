package dev.contextbudget.core.fit;

import static dev.contextbudget.core.fit.Samples.answer;
import static dev.contextbudget.core.fit.Samples.history;
import static dev.contextbudget.core.fit.Samples.item;
import static dev.contextbudget.core.fit.Samples.kept;
import static dev.contextbudget.core.fit.Samples.turns;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stays of a history where age decides. */
class AgeOrderTest {

  @Test
  void anOldTurnThatIsTooLongKeepsNoNewerOnesOut() {
    List<Item> items = turns(6, 5);
    items.set(1, item("a0", 1, false, answer("a0", 900).body()));
    FitResult fit = Samples.fit(List.of(history(new Reduction.DropItems(), items)), 100);
    assertEquals(List.of("u2", "a2", "u3", "a3", "u4", "a4", "u5", "a5"), kept(fit));
  }
}
