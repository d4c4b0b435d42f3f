package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.Action;
import dev.contextbudget.core.fit.DecisionReason;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.fit.HistoryState;
import dev.contextbudget.core.fit.ItemDecision;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.RandomRequests;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prefix.PrefixCalls.Call;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Sizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds from call to call of one conversation. */
class GrowingConversationTest {
  private static final ModelProfile MODEL = TestModels.words();

  static LongStream seeds() {
    return Seeds.all();
  }

  private static FitPolicy cutAt(double trigger) {
    return new FitPolicy(
        List.of(), List.of(), trigger, 0.6 * trigger, List.of(), Notes.DEFAULT, false);
  }

  private static Optional<Call> call(
      List<Component> components, int budget, FitPolicy policy, Optional<PrefixState> previous) {
    Optional<Call> call = PrefixCalls.call(MODEL, components, budget, policy, previous);
    assertTrue(
        call.isPresent() || isUnsatisfiableAlone(components, budget, policy),
        "fits if no call went before");
    return call;
  }

  private static boolean isUnsatisfiableAlone(
      List<Component> components, int budget, FitPolicy policy) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    try {
      FitResult unused =
          Fitter.fit(
              RandomRequests.request(MODEL, components, budget, policy),
              layout,
              new Sizer(MODEL, StopSignal.NEVER).measure(components, layout));
      return false;
    } catch (BudgetUnsatisfiable e) {
      return true;
    }
  }

  /** Returns the parts of a prompt, the first of a message with its role: what a provider sees. */
  private static List<String> pieces(FitResult fit) {
    List<String> pieces = new ArrayList<>();
    for (PromptMessage message : fit.prompt().messages()) {
      String role = message.role().wireName();
      for (PromptPart part : message.parts()) {
        pieces.add(role + "/" + part.content().hashCode());
        role = "";
      }
    }
    return pieces;
  }

  private static int shared(List<String> before, List<String> now) {
    int shared = 0;
    while (shared < Math.min(before.size(), now.size())
        && before.get(shared).equals(now.get(shared))) {
      shared++;
    }
    return shared;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv31_theTokenIsHonouredOrTheAnswerSaysWhereItBreaks(long seed) {
    RandomRequests random = new RandomRequests(seed);
    Component system = random.passages("system", ComponentKind.SYSTEM, 1, Stability.STATIC);
    Reduction reduction = agingReduction(random.random());
    boolean pins = random.random().nextInt(4) == 0;
    boolean priorities = random.random().nextInt(3) == 0;
    List<Item> whole = with(pins, priorities, random.history("history", 30).items());
    int budget = 150 + random.random().nextInt(250);
    FitPolicy policy =
        cutAt(random.random().nextBoolean() ? 1 : 0.3 + 0.1 * random.random().nextInt(7));
    boolean asks = random.random().nextInt(3) == 0;
    Optional<PrefixState> previous = Optional.empty();
    List<String> before = List.of();
    Set<String> dropped = Set.of();
    HistoryState cut = HistoryState.UNCUT;
    for (int end = 1; end <= whole.size(); end += 1 + random.random().nextInt(4)) {
      List<Component> components =
          new ArrayList<>(
              List.of(
                  system,
                  PrefixCalls.history(whole.subList(0, end), reduction),
                  random.passages("retrieved", ComponentKind.RETRIEVED, 2, Stability.REQUEST)));
      if (asks) {
        components.add(
            PrefixCalls.text("input", ComponentKind.USER_INPUT, Stability.REQUEST, "and " + end));
      }
      if (!RandomRequests.conversations(components).get(1).endsInOpenCalls()) {
        Optional<Call> call = call(components, budget, policy, previous);
        if (call.isPresent()) {
          check(previous, before, call.get());
          assertKeptWithTheirHeads(components, call.get());
          assertTrue(dropped.containsAll(dropped(call.get(), true)), "frozen, but kept before");
          dropped = dropped(call.get(), false);
          HistoryState now = call.get().fit().histories().get("history");
          Set<Integer> back = leftOut(cut);
          back.removeAll(leftOut(now));
          back.removeIf(i -> headOf(components, i) == i);
          assertEquals(Set.of(), back, "the cut moved back");
          cut = now;
          previous = Optional.of(reread(call.get().report().state()));
          before = pieces(call.get().fit());
        }
      }
    }
  }

  private static Set<Integer> leftOut(HistoryState state) {
    return state.leftOut().stream()
        .flatMapToInt(range -> IntStream.range(range.from(), range.to()))
        .boxed()
        .collect(Collectors.toSet());
  }

  /** Returns the first message of a turn: it comes back if the turn goes on. */
  private static int headOf(List<Component> components, int item) {
    Conversation talk = RandomRequests.conversations(components).get(1);
    int head = talk.turnHeads()[talk.turnOf()[item]];
    return head < 0 ? item : head;
  }

  private static void assertKeptWithTheirHeads(List<Component> components, Call call) {
    Conversation talk = RandomRequests.conversations(components).get(1);
    List<Item> items = components.get(1).items();
    Set<String> dropped = dropped(call, false);
    for (int i = 0; i < items.size(); i++) {
      int head = talk.turnHeads()[talk.turnOf()[i]];
      assertTrue(
          head < 0
              || dropped.contains(items.get(i).id())
              || !dropped.contains(items.get(head).id()),
          items.get(i).id() + " without its question");
    }
  }

  private static Reduction agingReduction(SplittableRandom random) {
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Reduction.ClearToolResults(2, random.nextInt(3) * 30, Set.of());
      case 2 -> new Reduction.Window(4 + random.nextInt(10), random.nextInt(4));
      case 3 -> new Reduction.KeepLastTurns(1 + random.nextInt(5));
      case 4, 5 -> new Reduction.Truncate(Reduction.Side.values()[random.nextInt(3)]);
      default -> new Reduction.DropItems();
    };
  }

  private static List<Item> with(boolean pins, boolean priorities, List<Item> items) {
    return items.stream()
        .map(
            i ->
                ItemBuilder.from(i)
                    .priority(priorities ? i.priority() : 0)
                    .pinned(pins && i.pinned())
                    .group("")
                    .keepWith(List.of())
                    .build())
        .toList();
  }

  private static Set<String> dropped(Call call, boolean frozen) {
    return call.fit().decisions().stream()
        .filter(d -> d.action() == Action.DROP)
        .filter(d -> !frozen || d.reason() == DecisionReason.FROZEN_CUT)
        .map(ItemDecision::itemId)
        .collect(Collectors.toSet());
  }

  private static PrefixState reread(PrefixState state) {
    PrefixState again = PrefixToken.read(PrefixToken.write(state), "cache.prefix_token");
    assertEquals(state, again);
    return again;
  }

  private static void check(Optional<PrefixState> previous, List<String> before, Call call) {
    CacheReport report = call.report();
    if (previous.isEmpty()) {
      assertTrue(report.firstDifference().isEmpty() && !report.prefixKept());
      return;
    }
    List<String> now = pieces(call.fit());
    int shared = shared(before, now);
    int stable =
        previous.get().zones().stream()
            .filter(zone -> zone.stability() != Stability.REQUEST)
            .mapToInt(PrefixState.ZoneEnd::elements)
            .max()
            .orElse(0);
    assertEquals(
        shared >= stable, report.prefixKept(), "shared %d of %d".formatted(shared, stable));
    assertEquals(shared < before.size(), report.firstDifference().isPresent());
    report
        .firstDifference()
        .ifPresent(
            difference -> {
              boolean expected = difference.cause() == CacheReport.Cause.REQUEST_ITEM;
              assertEquals(shared >= stable, expected, difference.toString());
              assertTrue(
                  shared >= stable
                      || difference.cause() == CacheReport.Cause.HISTORY_CUT
                      || difference.cause() == CacheReport.Cause.RESULTS_CLEARED,
                  difference.toString());
            });
  }

  @Test
  void aGrowingHistoryIsCutInStepsAndNotOnEveryTurn() {
    RandomRequests random = new RandomRequests(7);
    List<Item> whole = with(false, false, random.history("history", 200).items());
    Optional<PrefixState> previous = Optional.empty();
    int calls = 0;
    int kept = 0;
    for (int end = 20; end < whole.size(); end++) {
      List<Component> components =
          List.of(PrefixCalls.history(whole.subList(0, end), new Reduction.DropItems()));
      Optional<Call> call =
          RandomRequests.conversations(components).get(0).endsInOpenCalls()
              ? Optional.empty()
              : call(components, 1500, cutAt(1), previous);
      if (call.isPresent()) {
        calls++;
        kept += call.get().report().prefixKept() ? 1 : 0;
        previous = Optional.of(call.get().report().state());
      }
    }
    assertTrue(calls > 200, calls + " calls");
    assertTrue(kept > 0.85 * calls, kept + " of " + calls);
  }

  /** Chunks that are appended to age like messages. */
  @Test
  void growingChunksAreCutInStepsAndNotOnEveryCall() {
    List<Item> chunks = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      chunks.add(PrefixCalls.item("r" + i, 1, PrefixCalls.passage("one of the chunks " + i)));
    }
    Optional<PrefixState> previous = Optional.empty();
    int kept = 0;
    for (int end = 20; end < chunks.size(); end++) {
      Component results =
          PrefixCalls.component(
              "results",
              ComponentKind.TOOL_RESULTS,
              new Reduction.DropItems(),
              chunks.subList(0, end));
      Component input =
          PrefixCalls.text("input", ComponentKind.USER_INPUT, Stability.REQUEST, "and now");
      Call call = call(List.of(results, input), 150, cutAt(1), previous).orElseThrow();
      kept += call.report().prefixKept() ? 1 : 0;
      previous = Optional.of(call.report().state());
    }
    assertTrue(kept >= 34, kept + " of 40 calls");
  }
}
