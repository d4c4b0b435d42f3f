package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every fitted context; the numbers are those of the list of invariants. */
class FitPropertyTest {
  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv1And3_theRenderedPromptCountsAtMostTheBudget(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              int recount = Recount.of(fit.prompt());
              assertEquals(recount, fit.totalTokens());
              assertEquals(Recount.framing(fit.prompt()), fit.framingTokens());
              assertTrue(recount <= c.budgetTokens(), recount + " of " + c.budgetTokens());
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv4_thePromptIsNotLongerThanWhatWasSentAndItsNotes(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              long own = ownNoteMessages(fit.prompt()) * (TestModels.PER_MESSAGE + 1L);
              long cuts = 20L * countActions(fit, Action.TRUNCATE);
              assertTrue(
                  fit.totalTokens() <= fit.beforeTokens() + fit.noteTokens() + own + cuts,
                  fit.totalTokens() + " after " + fit.beforeTokens());
            });
  }

  private static long ownNoteMessages(Prompt prompt) {
    return prompt.messages().stream()
        .filter(m -> m.parts().stream().allMatch(p -> p instanceof PromptPart.Note))
        .count();
  }

  private static long countActions(FitResult fit, Action action) {
    return fit.decisions().stream().filter(d -> d.action() == action).count();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv5_pinnedItemsAndTheCurrentUserMessageAreWhole(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Map<String, PromptMessage> messages = messagesById(fit.prompt());
              Set<String> whole = Recount.wholeItems(fit.prompt());
              for (Component component : c.components()) {
                for (Item item : component.items()) {
                  if ((component.pinned() || item.pinned()) && !isEmpty(item)) {
                    assertTrue(
                        whole.contains(item.id()) || messages.containsKey(item.id()), item.id());
                    assertEquals(Action.KEEP, decision(fit, item.id()).action());
                  }
                }
              }
              currentUserMessage(c.components())
                  .ifPresent(id -> assertEquals(Action.KEEP, decision(fit, id).action()));
            });
  }

  private static Optional<String> currentUserMessage(List<Component> components) {
    boolean input =
        components.stream()
            .anyMatch(x -> x.kind() == ComponentKind.USER_INPUT && !x.items().isEmpty());
    Optional<String> last = Optional.empty();
    for (Component component : components) {
      if (component.hasMessages() && !input) {
        for (Item item : component.items()) {
          Body.Message message = (Body.Message) item.body();
          last = saysSomething(message) ? Optional.of(item.id()) : last;
        }
      }
    }
    return last;
  }

  private static boolean saysSomething(Body.Message message) {
    return message.role() == Role.USER
        && message.parts().stream().anyMatch(part -> part instanceof Part.Text);
  }

  private static boolean isEmpty(Item item) {
    return item.body() instanceof Body.Passage p && (p.text() == null || p.text().isEmpty());
  }

  private static ItemDecision decision(FitResult fit, String id) {
    return fit.decisions().stream().filter(d -> d.itemId().equals(id)).findFirst().orElseThrow();
  }

  private static Map<String, PromptMessage> messagesById(Prompt prompt) {
    Map<String, PromptMessage> messages = new HashMap<>();
    for (PromptMessage message : prompt.messages()) {
      if (!message.itemId().isEmpty()) {
        assertTrue(messages.put(message.itemId(), message) == null, message.itemId());
      }
    }
    return messages;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv6_theNamedMinimumIsEnoughAndOneLessIsNot(long seed) {
    RandomCase c = RandomCase.of(seed);
    // next to nothing, as a budget at random is rarely next to the minimum
    int little = 1;
    while (!areOrdered(c.policy(), little)) {
      little++;
    }
    int required = required(c, little);
    if (required > 0) {
      assertTrue(
          RandomCase.fit(c.components(), required, c.policy()).isPresent(), "of " + required);
      if (required - 1 >= little) {
        assertEquals(required, required(c, required - 1));
      }
    }
  }

  private static boolean areOrdered(FitPolicy policy, int budget) {
    return policy.slots().stream().allMatch(slot -> slot.isOrderedAt(budget));
  }

  /** Returns the named minimum; 0 if the budget suffices or is refused for promises. */
  private static int required(RandomCase c, int budget) {
    Layout layout = Layout.of(c.components(), RandomRequests.conversations(c.components()));
    try {
      Fitter.fit(
          RandomRequests.request(TestModels.words(), c.components(), budget, c.policy()),
          layout,
          RandomCase.sizes(c.components()));
      return 0;
    } catch (BudgetUnsatisfiable e) {
      return Math.toIntExact(e.requiredTokens());
    } catch (InvalidRequest e) {
      assertEquals(Reason.OUT_OF_RANGE, e.reason());
      return 0;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv7_theSameRequestGivesTheSameAnswer(long seed) {
    RandomCase first = RandomCase.of(seed);
    RandomCase second = RandomCase.of(seed);
    assertEquals(first.fit().map(FitResult::prompt), second.fit().map(FitResult::prompt));
    assertEquals(first.fit().map(FitResult::decisions), second.fit().map(FitResult::decisions));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv8_aFittedContextFitsUnchanged(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              List<Component> again = Refeed.components(c.components(), fit);
              Optional<FitResult> second = RandomCase.fit(again, c.budgetTokens(), c.policy());
              assertEquals(
                  Recount.texts(fit.prompt()),
                  second.map(f -> Recount.texts(f.prompt())).orElseThrow());
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv8_moreBudgetNeverKeepsLessValueInAnyComponent(long seed) {
    RandomCase c = RandomCase.of(seed);
    if (c.fit().isEmpty()) {
      return;
    }
    int more = c.budgetTokens() + 1 + new java.util.SplittableRandom(seed).nextInt(60);
    FitResult larger = RandomCase.fit(c.components(), more, c.policy()).orElseThrow();
    for (Map.Entry<Set<String>, List<Item>> items : together(c.components()).entrySet()) {
      TreeValue before = TreeValue.of(items.getValue(), c.fit().get(), larger);
      TreeValue after = TreeValue.of(items.getValue(), larger, c.fit().get());
      assertTrue(
          after.compareTo(before) >= 0,
          "%s keeps %s of %d, %s of %d"
              .formatted(items.getKey(), before, c.budgetTokens(), after, more));
    }
  }

  /**
   * Returns the items of each component, or of several whose items are tied: one of them decides on
   * those, so only what they keep together grows.
   */
  private static Map<Set<String>, List<Item>> together(List<Component> components) {
    Map<String, Set<String>> ids = new HashMap<>();
    Map<String, String> firstOf = new HashMap<>();
    for (Component component : components) {
      ids.put(component.id(), new TreeSet<>(Set.of(component.id())));
      component.items().forEach(item -> firstOf.put("item " + item.id(), component.id()));
    }
    for (Component component : components) {
      for (Item item : component.items()) {
        Set<String> names = new HashSet<>();
        item.keepWith().forEach(id -> names.add("item " + id));
        names.add(item.group().isEmpty() ? "item " + item.id() : "group " + item.group());
        for (String name : names) {
          String other = firstOf.merge(name, component.id(), (first, own) -> first);
          Set<String> joined = ids.get(component.id());
          joined.addAll(ids.get(other));
          joined.forEach(id -> ids.put(id, joined));
        }
      }
    }
    Map<Set<String>, List<Item>> together = new LinkedHashMap<>();
    for (Component component : components) {
      together
          .computeIfAbsent(ids.get(component.id()), unused -> new ArrayList<>())
          .addAll(component.items());
    }
    return together;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv8_keptItemsStandInTheGivenOrderUnlessAnOrderIsSet(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              for (Component component : c.components()) {
                if (component.order() == dev.contextbudget.core.item.ItemOrder.AS_GIVEN) {
                  List<String> given = component.items().stream().map(Item::id).toList();
                  List<String> kept = new ArrayList<>();
                  for (PromptMessage message : fit.prompt().messages()) {
                    for (PromptPart part : message.parts()) {
                      String id = Recount.itemId(part);
                      if (given.contains(id) && !kept.contains(id)) {
                        kept.add(id);
                      }
                    }
                  }
                  assertEquals(given.stream().filter(kept::contains).toList(), kept);
                }
              }
            });
  }
}
