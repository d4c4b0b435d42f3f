package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Groups whose items stand in several components, each of which gets a note when a group leaves.
 */
class GroupedComponentsTest {
  private static final int TURNS = 6;
  private static final Utf8Text WORD = Utf8Text.of("word");
  private static final List<Component> COMPONENTS = components();
  private static final int ALL = Math.toIntExact(sizes().totalTokens());

  static IntStream budgets() {
    return IntStream.rangeClosed(1, ALL);
  }

  /** Every turn but the last holds on to a document of its own, of a lower priority. */
  private static List<Component> components() {
    List<Component> components = new ArrayList<>();
    List<Item> messages = new ArrayList<>();
    for (int turn = 0; turn < TURNS; turn++) {
      String group = turn < TURNS - 1 ? "turn" + turn : "";
      messages.add(item("user" + turn, group, message(Role.USER)));
      messages.add(item("assistant" + turn, "", message(Role.ASSISTANT)));
      if (!group.isEmpty()) {
        Item document = item("document" + turn, group, new Body.Passage(WORD, "", List.of()));
        components.add(component("documents" + turn, ComponentKind.RETRIEVED, List.of(document)));
      }
    }
    components.add(component("history", ComponentKind.HISTORY, messages));
    return components;
  }

  private static Body message(Role role) {
    return new Body.Message(role, "", List.of(new Part.Text(WORD)));
  }

  private static Item item(String id, String group, Body body) {
    return ItemBuilder.of(id, body).group(group).build();
  }

  private static Component component(String id, ComponentKind kind, List<Item> items) {
    return ComponentBuilder.of(id, kind, items).pinned(false).build();
  }

  private static RequestSize sizes() {
    Layout layout = Layout.of(COMPONENTS, RandomRequests.conversations(COMPONENTS));
    return new Sizer(TestModels.words(), StopSignal.NEVER).measure(COMPONENTS, layout);
  }

  @ParameterizedTest(name = "{0} tokens")
  @MethodSource("budgets")
  void meetsEveryBudgetWithTheNotesOfAllComponents(int budgetTokens) {
    FitPolicy policy = new FitPolicy(List.of(), List.of(), 1, 0.7, List.of(), Notes.DEFAULT, false);
    RandomCase.fit(COMPONENTS, budgetTokens, policy)
        .ifPresent(
            fit -> {
              assertEquals(Recount.of(fit.prompt()), fit.totalTokens());
              assertTrue(fit.totalTokens() <= budgetTokens);
            });
  }
}
