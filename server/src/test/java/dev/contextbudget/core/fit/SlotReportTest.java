package dev.contextbudget.core.fit;

import static dev.contextbudget.core.fit.Samples.chunk;
import static dev.contextbudget.core.fit.Samples.component;
import static dev.contextbudget.core.fit.Samples.kept;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What slots are granted and pay for. */
class SlotReportTest {

  private static Item[] chunks(String name, int chunks, int words) {
    return IntStream.range(0, chunks).mapToObj(i -> chunk(name + i, words)).toArray(Item[]::new);
  }

  private static Component input() {
    return component("input", ComponentKind.USER_INPUT, chunk("i0", 5));
  }

  private static FitPolicy policy(Slot slot) {
    return new FitPolicy(List.of(slot), List.of(), 1, 0.7, List.of(), Notes.DEFAULT, false);
  }

  private static Slot slot(String name, ComponentKind kind, Amount floor) {
    return new Slot(name, Optional.of(kind), floor, Optional.empty(), 1, 10, Stability.REQUEST);
  }

  @Test
  void stableItemsDoNotDependOnWhetherAVolatileComponentIsThere() {
    FitPolicy policy = policy(slot("docs", ComponentKind.RETRIEVED, new Amount.Ratio(0.5)));
    Component examples = component("examples", ComponentKind.EXAMPLES, chunks("e", 10, 20));
    Component docs = component("docs", ComponentKind.RETRIEVED, chunk("r0", 2));
    List<String> without =
        kept(Samples.fit(List.of(examples, input()), 220, policy, Optional.empty()));
    List<String> with =
        new ArrayList<>(
            kept(Samples.fit(List.of(examples, input(), docs), 220, policy, Optional.empty())));
    with.remove("r0");
    assertEquals(without, with);
  }

  @Test
  void whatAComponentMayNotUseGoesToTheOthers() {
    Component memory =
        component(
            "memory",
            ComponentKind.MEMORY,
            new Reduction.DropItems(),
            OptionalInt.of(30),
            chunks("m", 50, 10));
    Component docs = component("docs", ComponentKind.RETRIEVED, chunks("r", 50, 10));
    FitResult fit =
        Samples.fit(
            List.of(memory, docs, input()),
            500,
            policy(slot("memory", ComponentKind.MEMORY, new Amount.Tokens(0))),
            Optional.empty());
    assertTrue(fit.totalTokens() > 480, fit.totalTokens() + " of 500");
  }

  @Test
  void itemsAreChargedToTheSlotThatDecidesOnThem() {
    Component docs = component("docs", ComponentKind.RETRIEVED, chunk("r0", 30), chunk("r1", 9));
    Component memory = component("memory", ComponentKind.MEMORY, chunk("m0", 30, "r0"));
    FitResult fit = Samples.fit(List.of(docs, memory, input()), 200);
    int used = 0;
    for (SlotReport slot : fit.slots()) {
      assertTrue(slot.usedTokens() <= slot.grantTokens(), slot.toString());
      used += slot.usedTokens();
    }
    assertEquals(fit.totalTokens() - TestModels.PER_REQUEST - TestModels.PER_REPLY, used);
  }
}
