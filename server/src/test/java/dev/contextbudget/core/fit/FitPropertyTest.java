package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.budget.GrantReason;
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
import dev.contextbudget.core.token.Utf8Text;
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
    return LongStream.range(0, 1000);
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
              Set<String> whole = wholeItems(fit.prompt());
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

  private static Set<String> wholeItems(Prompt prompt) {
    Set<String> whole = new HashSet<>();
    for (PromptMessage message : prompt.messages()) {
      for (PromptPart part : message.parts()) {
        if (part instanceof PromptPart.AsSent sent && sent.partIndex() == 0) {
          whole.add(sent.itemId());
        }
      }
    }
    prompt.tools().forEach(tool -> whole.add(tool.itemId()));
    return whole;
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

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv9And10_callsAndResultsStayOrLeaveTogetherInOrder(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> open = new HashSet<>();
              Set<String> seen = new HashSet<>();
              for (PromptMessage message : fit.prompt().messages()) {
                boolean answers =
                    message.parts().stream().anyMatch(p -> p.content() instanceof Part.ToolResult);
                assertTrue(answers || open.isEmpty(), "open calls " + open);
                for (PromptPart part : message.parts()) {
                  if (part.content() instanceof Part.ToolCall call) {
                    assertTrue(seen.add(call.id()), "call twice");
                    open.add(call.id());
                  } else if (part.content() instanceof Part.ToolResult result) {
                    assertTrue(open.remove(result.callId()), "orphaned result " + result.callId());
                  }
                }
              }
              assertTrue(open.isEmpty() || sentOpen(c.components()), "lost results of " + open);
            });
  }

  private static boolean sentOpen(List<Component> components) {
    return components.stream()
        .anyMatch(
            c ->
                c.hasMessages()
                    && dev.contextbudget.core.prompt.Conversation.of(c, "", new ArrayList<>())
                        .endsInOpenCalls());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv11_nothingStandsBehindOpenCalls(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .filter(fit -> sentOpen(c.components()))
        .ifPresent(
            fit -> {
              List<PromptMessage> messages = fit.prompt().messages();
              Component talk =
                  c.components().stream()
                      .filter(Component::hasMessages)
                      .reduce((first, second) -> second)
                      .orElseThrow();
              String last = talk.items().get(talk.items().size() - 1).id();
              assertEquals(last, messages.get(messages.size() - 1).itemId());
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv12_aShortenedResultKeepsItsIdFlagAndSomeText(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Map<String, Part.ToolResult> sent = new HashMap<>();
              for (Component component : c.components()) {
                for (Item item : component.items()) {
                  if (item.body() instanceof Body.Message message) {
                    for (Part part : message.parts()) {
                      if (part instanceof Part.ToolResult result) {
                        sent.put(result.callId(), result);
                      }
                    }
                  }
                }
              }
              for (PromptMessage message : fit.prompt().messages()) {
                for (PromptPart part : message.parts()) {
                  if (part instanceof PromptPart.Spliced
                      && part.content() instanceof Part.ToolResult result) {
                    assertEquals(sent.get(result.callId()).isError(), result.isError());
                    assertFalse(((Part.Text) result.parts().get(0)).text().isEmpty());
                  }
                }
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv15_noTextIsBrokenInsideACharacter(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              for (Utf8Text text : Recount.texts(fit.prompt())) {
                assertFalse(text.decode().contains("\uFFFD"));
                assertEquals(text, Utf8Text.of(text.decode()));
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv22_everyItemIsDecidedOnceAndTokensAddUp(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              List<String> sent = new ArrayList<>();
              c.components().forEach(x -> x.items().forEach(item -> sent.add(item.id())));
              assertEquals(sent, fit.decisions().stream().map(ItemDecision::itemId).toList());
              int used = fit.slots().stream().mapToInt(SlotReport::usedTokens).sum();
              int framing = TestModels.PER_REQUEST + TestModels.PER_REPLY;
              assertEquals(fit.totalTokens(), used + framing);
              int before = fit.slots().stream().mapToInt(SlotReport::beforeTokens).sum();
              assertEquals(fit.beforeTokens(), before + framing);
              Set<String> inPrompt = new HashSet<>(wholeItems(fit.prompt()));
              for (PromptMessage message : fit.prompt().messages()) {
                message.parts().forEach(part -> inPrompt.add(Recount.itemId(part)));
              }
              for (ItemDecision decision : fit.decisions()) {
                assertEquals(
                    decision.action() != Action.DROP,
                    inPrompt.contains(decision.itemId()),
                    decision.toString());
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everySlotIsReportedOnceWithinItsBoundsAndWithTheTrueReason(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> names = new HashSet<>();
              int used = 0;
              int free = c.budgetTokens() - TestModels.PER_REQUEST - TestModels.PER_REPLY;
              for (SlotReport slot : fit.slots()) {
                assertTrue(names.add(slot.slot().name()), slot.slot().name() + " stands twice");
                free -= slot.grantTokens();
                assertTrue(slot.usedTokens() <= slot.grantTokens(), slot.toString());
                used += slot.usedTokens();
                int unmet = slot.demandTokens() - slot.grantTokens();
                assertTrue(unmet >= 0, slot.toString());
                assertEquals(unmet == 0, slot.reason() == GrantReason.DEMAND_MET);
              }
              assertTrue(free >= 0, "granted %d too much".formatted(-free));
              assertEquals(fit.totalTokens(), used + TestModels.PER_REQUEST + TestModels.PER_REPLY);
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv23_whatIsMissingLeavesANote(long seed) {
    RandomCase c = RandomCase.of(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> losers = new HashSet<>();
              for (ItemDecision decision : fit.decisions()) {
                boolean dropped =
                    decision.action() == Action.DROP
                        && decision.reason() != DecisionReason.EMPTY
                        && decision.reason() != DecisionReason.SUPERSEDED
                        && !decision.itemId().startsWith("tool:");
                if (dropped || decision.action() == Action.TRUNCATE) {
                  losers.add(decision.componentId());
                }
              }
              int notes = 0;
              for (PromptMessage message : fit.prompt().messages()) {
                for (PromptPart part : message.parts()) {
                  notes +=
                      part instanceof PromptPart.Note || part instanceof PromptPart.Spliced ? 1 : 0;
                }
              }
              if (c.policy().notes().enabled()) {
                assertTrue(notes >= losers.size(), notes + " notes for " + losers);
              } else {
                assertEquals(0, fit.noteTokens());
              }
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv35_stableComponentsDoNotDependOnTheOthers(long seed) {
    RandomCase c = RandomCase.of(seed);
    RandomRequests other = new RandomRequests(seed + 1_000_000);
    List<Component> changed = new ArrayList<>();
    for (Component component : c.components()) {
      Component items =
          component.kind() == ComponentKind.HISTORY
              ? other.history(component.id(), other.random().nextInt(10))
              : other.passages(component.id(), component.kind(), 6, component.stability());
      changed.add(
          RandomCase.isStable(component, c.policy())
              ? component
              : RandomRequests.withItems(component, items.items()));
    }
    boolean tied = isTied(changed) || isTied(c.components());
    Optional<FitResult> second = RandomCase.fit(changed, c.budgetTokens(), c.policy());
    if (c.fit().isPresent() && second.isPresent() && !tied) {
      assertEquals(
          stableTexts(c.components(), c.policy(), c.fit().get()),
          stableTexts(changed, c.policy(), second.get()));
    }
  }

  private static boolean isTied(List<Component> components) {
    return components.stream()
        .flatMap(component -> component.items().stream())
        .anyMatch(item -> !item.group().isEmpty() || !item.keepWith().isEmpty());
  }

  private static List<Utf8Text> stableTexts(
      List<Component> components, FitPolicy policy, FitResult fit) {
    Set<String> stable = new HashSet<>();
    for (Component component : components) {
      if (RandomCase.isStable(component, policy)) {
        component.items().forEach(item -> stable.add(item.id()));
      }
    }
    List<Utf8Text> texts = new ArrayList<>();
    for (PromptMessage message : fit.prompt().messages()) {
      for (PromptPart part : message.parts()) {
        if (stable.contains(Recount.itemId(part))) {
          texts.add(Utf8Text.of(part.content().toString()));
        }
      }
    }
    fit.prompt().tools().forEach(tool -> texts.add(Utf8Text.of(tool.canonicalSchema())));
    return texts;
  }
}
