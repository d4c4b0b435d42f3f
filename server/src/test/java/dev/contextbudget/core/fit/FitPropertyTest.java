package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.budget.Amount;
import dev.contextbudget.core.budget.GrantReason;
import dev.contextbudget.core.budget.Slot;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every fitted context; the numbers are those of the list of invariants. */
class FitPropertyTest {
  private static final ModelProfile MODEL = TestModels.words();

  static LongStream seeds() {
    return LongStream.range(0, 1000);
  }

  /** A request, its budget, and the answer if there is one. */
  private record Case(
      List<Component> components, int budgetTokens, FitPolicy policy, Optional<FitResult> fit) {}

  private static FitPolicy policy(List<Slot> slots, boolean notes) {
    Notes standard = Notes.DEFAULT;
    return new FitPolicy(
        slots,
        List.of(),
        1,
        0.7,
        List.of(),
        new Notes(notes, standard.history(), standard.items(), standard.cut(), standard.cleared()),
        false);
  }

  private static Case randomCase(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    List<Component> components = requests.components();
    long all = sizes(components).totalTokens();
    int budget = 1 + requests.random().nextInt((int) all + 20);
    FitPolicy policy = policy(slots(requests, budget), requests.random().nextInt(5) > 0);
    return new Case(components, budget, policy, fit(components, budget, policy));
  }

  /** Slots of every stability; that of the kind CUSTOM may hold components of two. */
  static List<Slot> slots(RandomRequests requests, int budget) {
    List<Slot> slots = new ArrayList<>();
    if (requests.random().nextInt(3) == 0) {
      slots.add(slot("retrieved", Math.min(20, budget / 2), new Amount.Ratio(0.5), 1, requests));
      slots.add(slot("history", 0, new Amount.Ratio(0.6), 2, requests));
    }
    if (requests.random().nextInt(3) == 0) {
      int floor = requests.random().nextInt(40);
      Amount ceiling = new Amount.Tokens(floor + requests.random().nextInt(150));
      slots.add(slot("custom", floor, ceiling, 1, requests));
    }
    if (requests.random().nextInt(4) == 0) {
      slots.add(slot("memory", requests.random().nextInt(9), new Amount.Tokens(70), 3, requests));
    }
    return slots;
  }

  private static Slot slot(
      String name, int floor, Amount ceiling, double weight, RandomRequests requests) {
    return new Slot(
        name,
        name.equals("custom") ? Optional.of(ComponentKind.CUSTOM) : Optional.empty(),
        new Amount.Tokens(floor),
        Optional.of(ceiling),
        weight,
        10,
        Stability.values()[requests.random().nextInt(4)]);
  }

  private static RequestSize sizes(List<Component> components) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    return new Sizer(MODEL, StopSignal.NEVER).measure(components, layout);
  }

  static Optional<FitResult> fit(List<Component> components, int budget, FitPolicy policy) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    try {
      return Optional.of(
          Fitter.fit(
              RandomRequests.request(MODEL, components, budget, policy),
              layout,
              sizes(components)));
    } catch (BudgetUnsatisfiable e) {
      assertEquals(budget, e.availableTokens());
      assertTrue(e.requiredTokens() > budget, "required " + e.requiredTokens());
      return Optional.empty();
    } catch (InvalidRequest e) {
      assertEquals(Reason.OUT_OF_RANGE, e.reason());
      assertTrue(isPromisedTooMuch(components, budget, policy), e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isPromisedTooMuch(
      List<Component> components, int budget, FitPolicy policy) {
    return policy.slots().stream()
        .anyMatch(
            slot -> {
              int promised =
                  components.stream()
                      .filter(c -> slotOf(c, policy).equals(Optional.of(slot)))
                      .mapToInt(c -> c.minTokens().orElse(0))
                      .sum();
              return promised > slot.ceiling().orElseThrow().tokensOf(budget);
            });
  }

  private static Optional<Slot> slotOf(Component component, FitPolicy policy) {
    return policy.slots().stream()
        .filter(
            slot ->
                slot.name().equals(component.id())
                    || slot.kind().equals(Optional.of(component.kind())))
        .findFirst();
  }

  private static boolean isStable(Component component, FitPolicy policy) {
    return component.stability().isStable()
        || slotOf(component, policy).map(slot -> slot.stability().isStable()).orElse(false);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv1And3_theRenderedPromptCountsAtMostTheBudget(long seed) {
    Case c = randomCase(seed);
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
    Case c = randomCase(seed);
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
    Case c = randomCase(seed);
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
          last = message.role() == Role.USER ? Optional.of(item.id()) : last;
        }
      }
    }
    return last;
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
    Case c = randomCase(seed);
    if (c.fit().isPresent()) {
      return;
    }
    FitPolicy noSlots = policy(List.of(), true);
    long required = required(c.components(), c.budgetTokens(), noSlots);
    if (required == 0) {
      return;
    }
    // with a policy of ratios a larger budget moves the floors, so the minimum is exact without one
    int budget = (int) required;
    for (int round = 0; fit(c.components(), budget, noSlots).isEmpty(); round++) {
      assertTrue(round < 8, "no budget suffices");
      budget = (int) required(c.components(), budget, noSlots);
    }
    assertTrue(fit(c.components(), c.budgetTokens(), noSlots).isEmpty());
  }

  private static long required(List<Component> components, int budget, FitPolicy policy) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    try {
      Fitter.fit(
          RandomRequests.request(MODEL, components, budget, policy), layout, sizes(components));
      return 0;
    } catch (BudgetUnsatisfiable e) {
      return e.requiredTokens();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv7_theSameRequestGivesTheSameAnswer(long seed) {
    Case first = randomCase(seed);
    Case second = randomCase(seed);
    assertEquals(first.fit().map(FitResult::prompt), second.fit().map(FitResult::prompt));
    assertEquals(first.fit().map(FitResult::decisions), second.fit().map(FitResult::decisions));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv8_aFittedContextFitsUnchanged(long seed) {
    Case c = randomCase(seed);
    c.fit()
        .ifPresent(
            fit -> {
              List<Component> again = Refeed.components(c.components(), fit);
              Optional<FitResult> second = fit(again, c.budgetTokens(), c.policy());
              assertEquals(
                  Recount.texts(fit.prompt()),
                  second.map(f -> Recount.texts(f.prompt())).orElseThrow());
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv8_moreBudgetNeverKeepsLessValueInAnyComponent(long seed) {
    Case c = randomCase(seed);
    if (c.fit().isEmpty()) {
      return;
    }
    int more = c.budgetTokens() + 1 + new java.util.SplittableRandom(seed).nextInt(60);
    FitResult larger = fit(c.components(), more, c.policy()).orElseThrow();
    for (Component component : c.components()) {
      TreeValue before = TreeValue.of(component, c.fit().get());
      TreeValue after = TreeValue.of(component, larger);
      assertTrue(
          after.compareTo(before) >= 0,
          "%s keeps %s of %d, %s of %d"
              .formatted(component.id(), before, c.budgetTokens(), after, more));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv8_keptItemsStandInTheGivenOrderUnlessAnOrderIsSet(long seed) {
    Case c = randomCase(seed);
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
    Case c = randomCase(seed);
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
    Case c = randomCase(seed);
    c.fit()
        .filter(fit -> sentOpen(c.components()))
        .ifPresent(
            fit -> {
              List<PromptMessage> messages = fit.prompt().messages();
              Component talk =
                  c.components().stream().filter(Component::hasMessages).findFirst().orElseThrow();
              String last = talk.items().get(talk.items().size() - 1).id();
              assertEquals(last, messages.get(messages.size() - 1).itemId());
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv12_aShortenedResultKeepsItsIdFlagAndSomeText(long seed) {
    Case c = randomCase(seed);
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
    Case c = randomCase(seed);
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
    Case c = randomCase(seed);
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
    Case c = randomCase(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> names = new HashSet<>();
              int free = c.budgetTokens() - TestModels.PER_REQUEST - TestModels.PER_REPLY;
              for (SlotReport slot : fit.slots()) {
                assertTrue(names.add(slot.slot().name()), slot.slot().name() + " stands twice");
                free -= slot.grantTokens();
                // a group is charged to one of its components, and used in all of them
                assertTrue(
                    isGrouped(c.components()) || slot.usedTokens() <= slot.grantTokens(),
                    slot.toString());
                int unmet = slot.demandTokens() - slot.grantTokens();
                assertTrue(unmet >= 0, slot.toString());
                assertEquals(unmet == 0, slot.reason() == GrantReason.DEMAND_MET);
              }
              assertTrue(free >= 0, "granted %d too much".formatted(-free));
            });
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv23_whatIsMissingLeavesANote(long seed) {
    Case c = randomCase(seed);
    c.fit()
        .ifPresent(
            fit -> {
              Set<String> losers = new HashSet<>();
              for (ItemDecision decision : fit.decisions()) {
                boolean dropped =
                    decision.action() == Action.DROP
                        && decision.reason() != DecisionReason.EMPTY
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
    Case c = randomCase(seed);
    RandomRequests other = new RandomRequests(seed + 1_000_000);
    List<Component> changed = new ArrayList<>();
    for (Component component : c.components()) {
      Component items =
          component.kind() == ComponentKind.HISTORY
              ? other.history(component.id(), other.random().nextInt(10))
              : other.passages(component.id(), component.kind(), 6, component.stability());
      changed.add(
          isStable(component, c.policy())
              ? component
              : RandomRequests.withItems(component, items.items()));
    }
    boolean grouped = isGrouped(changed) || isGrouped(c.components());
    Optional<FitResult> second = fit(changed, c.budgetTokens(), c.policy());
    if (c.fit().isPresent() && second.isPresent() && !grouped) {
      assertEquals(
          stableTexts(c.components(), c.policy(), c.fit().get()),
          stableTexts(changed, c.policy(), second.get()));
    }
  }

  private static boolean isGrouped(List<Component> components) {
    return components.stream()
        .anyMatch(c -> c.items().stream().anyMatch(item -> !item.group().isEmpty()));
  }

  private static List<Utf8Text> stableTexts(
      List<Component> components, FitPolicy policy, FitResult fit) {
    Set<String> stable = new HashSet<>();
    for (Component component : components) {
      if (isStable(component, policy)) {
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
