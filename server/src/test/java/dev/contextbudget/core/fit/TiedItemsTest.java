package dev.contextbudget.core.fit;

import static dev.contextbudget.core.fit.Samples.answer;
import static dev.contextbudget.core.fit.Samples.call;
import static dev.contextbudget.core.fit.Samples.chunk;
import static dev.contextbudget.core.fit.Samples.component;
import static dev.contextbudget.core.fit.Samples.history;
import static dev.contextbudget.core.fit.Samples.item;
import static dev.contextbudget.core.fit.Samples.kept;
import static dev.contextbudget.core.fit.Samples.result;
import static dev.contextbudget.core.fit.Samples.text;
import static dev.contextbudget.core.fit.Samples.turns;
import static dev.contextbudget.core.fit.Samples.user;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Items that need others: groups, {@code keep_with}, calls, and the user message of a turn. */
class TiedItemsTest {

  @Test
  void theNoteOfAComponentIsPaidForAlsoWhereItsItemsLeaveWithThoseOfAnother() {
    List<Component> components =
        List.of(
            component("retrieved", ComponentKind.RETRIEVED, chunk("r0", 30)),
            component("memory", ComponentKind.MEMORY, chunk("m0", 30, "r0")),
            component("input", ComponentKind.USER_INPUT, chunk("i0", 5)));
    int least = Samples.required(components, 1);
    for (int budget = 1; budget < Samples.tokens(components) + 10; budget++) {
      assertEquals(budget < least ? least : 0, Samples.required(components, budget));
    }
  }

  @Test
  void whatMustStayReachesThroughGroupsAndTurnsToTheEnd() {
    FitResult fit =
        Samples.fit(
            List.of(
                history(
                    user("u0", 3),
                    answer("a0", 3),
                    user("u1", 40),
                    answer("a1", 40),
                    user("u2", 3, "a0"),
                    item("a2", 0, true, answer("a2", 3).body()),
                    user("u3", 3))),
            70);
    // a2 is pinned and needs u2, which is tied to a0, which needs u0
    assertEquals(List.of("u0", "a0", "u2", "a2", "u3"), kept(fit));
  }

  @Test
  void aGroupOverTurnsKeepsTheUserMessagesOfAllOfThem() {
    FitResult fit =
        Samples.fit(
            List.of(
                history(
                    user("u0", 30),
                    answer("a0", 5, "a2"),
                    user("u1", 30),
                    answer("a1", 30),
                    user("u2", 5),
                    answer("a2", 5),
                    user("u3", 5))),
            75);
    assertEquals(List.of("u3"), kept(fit));
  }

  @Test
  void aTurnIsNotSplitBetweenTwoComponentsThatDecide() {
    List<Item> items = turns(1, 3);
    items.add(user("u1", 3, "m1"));
    items.add(answer("a1", 3));
    items.add(user("u2", 3));
    Component memory =
        component(
            "memory",
            ComponentKind.MEMORY,
            new Reduction.DropItems(),
            OptionalInt.of(20),
            chunk("m0", 3),
            chunk("m1", 100));
    FitResult fit = Samples.fit(List.of(history(new Reduction.DropItems(), items), memory), 130);
    assertEquals(List.of("u0", "a0", "u2", "m0"), kept(fit));
  }

  @Test
  void whatTheUserAddsToAResultIsPartOfTheTurnOfItsCall() {
    Item[] items = {
      user("u0", 40),
      call("a0", "c0"),
      result("u1", Role.USER, "c0", 5, text(3)),
      answer("a1", 3),
      user("u2", 3)
    };
    assertEquals(List.of("u2"), kept(Samples.fit(List.of(history(items)), 75)));
    Component twoTurns = history(new Reduction.KeepLastTurns(2), List.of(items));
    assertEquals(5, kept(Samples.fit(List.of(twoTurns), 1000)).size());
  }

  @Test
  void whatTheUserSaidLastStaysBesideWhatIsNotAnsweredYet() {
    List<Component> components =
        List.of(
            history(
                user("u0", 3),
                call("a0", "c0"),
                result("t0", Role.USER, "c0", 40),
                call("a1", "c1"),
                result("u1", Role.USER, "c1", 5, text(3)),
                call("a2", "c2"),
                result("t2", Role.USER, "c2", 5)));
    FitResult fit = Samples.fit(components, Samples.required(components, 1));
    assertEquals(List.of("u0", "a1", "u1", "a2", "t2"), kept(fit));
  }
}
