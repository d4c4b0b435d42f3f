package dev.contextbudget.core.fit;

import static dev.contextbudget.core.fit.Samples.answer;
import static dev.contextbudget.core.fit.Samples.call;
import static dev.contextbudget.core.fit.Samples.history;
import static dev.contextbudget.core.fit.Samples.item;
import static dev.contextbudget.core.fit.Samples.kept;
import static dev.contextbudget.core.fit.Samples.policy;
import static dev.contextbudget.core.fit.Samples.result;
import static dev.contextbudget.core.fit.Samples.turns;
import static dev.contextbudget.core.fit.Samples.user;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A history that grows from call to call, and what of it is cut again. */
class GrowingHistoryTest {

  private static FitResult fit(
      List<Component> components, int budgetTokens, Map<String, HistoryState> previous) {
    return Samples.fit(components, budgetTokens, policy(1), Optional.of(previous));
  }

  private static void assertKeptAgain(Component history, int budgetTokens, String... expected) {
    FitResult first = fit(List.of(history), budgetTokens, Map.of());
    assertEquals(List.of(expected), kept(first));
    assertEquals(kept(first), kept(fit(List.of(history), budgetTokens, first.histories())));
  }

  @Test
  void anOlderTurnThatStayedForItsPriorityStaysAgain() {
    List<Item> items = new ArrayList<>(turns(8, 10).subList(0, 15));
    items.set(0, item("u0", 1, false, items.get(0).body()));
    assertKeptAgain(history(new Reduction.DropItems(), items), 140, "u0", "a0", "u6", "a6", "u7");
  }

  @Test
  void theFirstMessagesOfAWindowStayAgain() {
    List<Item> items = turns(8, 10).subList(0, 15);
    assertKeptAgain(
        history(new Reduction.Window(8, 2), items), 1000, "u0", "a0", "u5", "a5", "u6", "a6", "u7");
  }

  @Test
  void noTriggerMakesWhatFitsFail() {
    List<Component> components = List.of(history(user("u0", 1), answer("a0", 1), user("u1", 60)));
    int all = Samples.tokens(components);
    for (int budget = all; budget < all + 40; budget++) {
      FitResult fit = Samples.fit(components, budget, policy(0.6), Optional.of(Map.of()));
      // both messages of the first turn cost 10 tokens, the note about them more
      assertEquals(List.of("u0", "a0", "u1"), kept(fit));
    }
  }

  @Test
  void whatIsClearedAnewCountsForTheLeastThatClearingMustSave() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      items.add(user("u" + i, 5));
      items.add(call("c" + i, "c" + i));
      items.add(result("t" + i, Role.TOOL, "c" + i, i == 0 ? 200 : 30));
      items.add(answer("a" + i, 5));
    }
    items.add(user("u6", 5));
    List<Component> components =
        List.of(history(new Reduction.ClearToolResults(4, 150, Set.of()), items));
    HistoryState first =
        new HistoryState(List.of(), List.of(new HistoryState.Range(0, 3)), List.of());
    for (int budget = 150; budget < Samples.tokens(components); budget++) {
      FitResult fit =
          Samples.fit(components, budget, policy(1), Optional.of(Map.of("history", first)));
      // t0 saved 190 tokens in the call before, t1 would save 20
      assertNotEquals(Action.REPLACE, Samples.decision(fit, "t1").action());
    }
  }

  @Test
  void passagesThatAreAppendedAreNotCutOnEveryCall() {
    Set<String> before = Set.of();
    Map<String, HistoryState> state = Map.of();
    int cuts = 0;
    for (int calls = 0; calls < 40; calls++) {
      Item[] items =
          IntStream.range(0, 20 + calls)
              .mapToObj(i -> Samples.chunk("r" + i, 10))
              .toArray(Item[]::new);
      FitResult fit =
          fit(List.of(Samples.component("log", ComponentKind.TOOL_RESULTS, items)), 200, state);
      state = fit.histories();
      cuts += kept(fit).containsAll(before) ? 0 : 1;
      before = Set.copyOf(kept(fit));
    }
    // one for each six chunks or so, the part of the grant that a cut frees
    assertTrue(cuts <= 8, cuts + " cuts");
  }

  @Test
  void aTriggerIsAShareOfWhatTheHistoryMayHaveAndNotOfWhatItIs() {
    Map<String, HistoryState> state = Map.of();
    for (int turns = 1; turns <= 10; turns++) {
      Component history = history(new Reduction.DropItems(), turns(turns, 5));
      FitResult fit = Samples.fit(List.of(history), 5000, policy(0.5), Optional.of(state));
      assertEquals(2 * turns, kept(fit).size());
      state = fit.histories();
    }
    // beyond half of the window it goes down to the target
    Component history = history(new Reduction.DropItems(), turns(200, 5));
    FitResult fit = Samples.fit(List.of(history), 5000, policy(0.5), Optional.of(state));
    assertTrue(fit.totalTokens() <= 0.35 * 5000 + 20, "uses " + fit.totalTokens());
  }

  @Test
  void oneLongTurnDoesNotEmptyTheHistory() {
    List<Item> items = new ArrayList<>(turns(10, 20));
    items.add(user("u10", 20));
    items.add(Samples.answer("a10", 400));
    items.add(user("u11", 5));
    FitResult fit = fit(List.of(history(new Reduction.DropItems(), items)), 550, Map.of());
    assertTrue(kept(fit).containsAll(List.of("u10", "a10", "u11")), kept(fit).toString());
    items.set(12, user("u11", 400));
    items.set(11, Samples.answer("a10", 20));
    FitResult asked = fit(List.of(history(new Reduction.DropItems(), items)), 550, Map.of());
    assertTrue(kept(asked).containsAll(List.of("u10", "a10", "u11")), kept(asked).toString());
  }

  /**
   * Counts in how many calls of a growing history something that was sent before is not as it was.
   */
  private static int breaks(Reduction reduction, List<Item> items, int firstCall, int step) {
    Map<String, HistoryState> state = Map.of();
    List<String> before = List.of();
    int breaks = 0;
    for (int end = firstCall; end <= items.size(); end += step) {
      FitResult fit = fit(List.of(history(reduction, items.subList(0, end))), 600, state);
      state = fit.histories();
      List<String> now = sent(fit);
      breaks += now.subList(0, Math.min(before.size(), now.size())).equals(before) ? 0 : 1;
      before = now;
    }
    return breaks;
  }

  private static List<String> sent(FitResult fit) {
    return fit.prompt().messages().stream()
        .map(m -> m.itemId() + m.parts().stream().map(p -> p.content().hashCode() + " ").toList())
        .toList();
  }

  private static List<Item> loop(int calls, IntUnaryOperator words) {
    List<Item> items = new ArrayList<>(List.of(user("u", 10)));
    for (int i = 0; i < calls; i++) {
      items.add(call("c" + i, "c" + i));
      items.add(result("t" + i, Role.TOOL, "c" + i, words.applyAsInt(i)));
    }
    return items;
  }

  static Stream<Arguments> growingReductions() {
    return Stream.of(
        Arguments.of("drop", new Reduction.DropItems()),
        Arguments.of("clear", new Reduction.ClearToolResults(3, 0, Set.of())),
        Arguments.of("cut", new Reduction.Truncate(Reduction.Side.END)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("growingReductions")
  void aLoopOfToolCallsInOneTurnIsCutInSteps(String name, Reduction reduction) {
    int breaks = breaks(reduction, loop(100, i -> 25 + i % 7), 3, 2);
    // 40 tokens a call; a cut from 600 down to 420 makes room for four
    assertTrue(breaks <= 20, breaks + " breaks in 100 calls");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("growingReductions")
  void longResultsBreakTheRestOfTheLoopOnceOrTwice(String name, Reduction reduction) {
    int breaks =
        breaks(
            reduction, loop(200, i -> i % 40 == 20 ? (name.equals("cut") ? 900 : 400) : 10), 3, 2);
    assertTrue(breaks <= 40, breaks + " breaks in 200 calls");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("growingReductions")
  void turnsAreCutInSteps(String name, Reduction reduction) {
    List<Item> items = turns(200, 20);
    int breaks = breaks(reduction, items, 1, 2);
    assertTrue(breaks <= 50, breaks + " breaks in 200 calls");
  }

  @Test
  void aResultThatGaveWayToAnotherStaysAPlaceholder() {
    Reduction truncate = new Reduction.Truncate(Reduction.Side.END);
    List<Item> items = new ArrayList<>(List.of(user("u", 10)));
    items.add(call("c", "x", new Part.ToolCall("y", "search", Utf8Text.of("{}"))));
    items.add(result("x", Role.TOOL, "y", 400));
    items.add(result("y", Role.TOOL, "x", 400));
    FitResult first = fit(List.of(history(truncate, items)), 300, Map.of());
    assertEquals(Action.REPLACE, Samples.decision(first, "x").action());
    assertEquals(Action.TRUNCATE, Samples.decision(first, "y").action());

    items.add(answer("a", 5));
    items.add(user("u1", 5));
    FitResult second = fit(List.of(history(truncate, items)), 340, first.histories());

    assertEquals(sent(first), sent(second).subList(0, sent(first).size()));
    assertEquals(first.histories(), second.histories());
  }

  /** The cut of another policy may leave too little for this one's note. */
  @Test
  void aTextThatCannotBeCutAgainIsTakenAsItIs() {
    List<Item> items = List.of(user("u", 5), answer("a", 20), user("u1", 5));
    HistoryState cut =
        new HistoryState(List.of(), List.of(), List.of(new HistoryState.CutText(1, 2)));

    FitResult fit =
        fit(
            List.of(history(new Reduction.Truncate(Reduction.Side.END), items)),
            500,
            Map.of("history", cut));

    assertEquals(Action.KEEP, Samples.decision(fit, "a").action());
    assertEquals(List.of(), fit.histories().get("history").cutTexts());
  }

  @Test
  void aCutResultThatIsStillToBeAnsweredIsCutAgainToTheSameLimit() {
    Reduction truncate = new Reduction.Truncate(Reduction.Side.END);
    List<Item> items = List.of(user("u", 10), call("c", "x"), result("x", Role.TOOL, "x", 400));
    FitResult first = fit(List.of(history(truncate, items)), 200, Map.of());

    FitResult second = fit(List.of(history(truncate, items)), 250, first.histories());

    assertEquals(sent(first), sent(second));
    assertEquals(first.histories(), second.histories());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("growingReductions")
  void aCutGoesDownToTheTarget(String name, Reduction reduction) {
    List<Item> items = loop(100, i -> 25 + i % 7);
    Map<String, HistoryState> state = Map.of();
    for (int end = 3; end <= items.size(); end += 2) {
      FitResult fit = fit(List.of(history(reduction, items.subList(0, end))), 600, state);
      boolean cut = !fit.histories().equals(state) && !state.isEmpty();
      // 0.7 of the budget, the framing of the request, and what is cheaper than the note about it
      assertTrue(!cut || fit.totalTokens() <= 450, name + " uses " + fit.totalTokens());
      state = fit.histories();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("growingReductions")
  void aTurnThatGoesOnGetsItsUserMessageBack(String name, Reduction reduction) {
    Component input = Samples.component("input", ComponentKind.USER_INPUT, Samples.chunk("i", 5));
    List<Item> items = new ArrayList<>(List.of(user("u", 10), call("c0", "c0")));
    items.add(result("t0", Role.TOOL, "c0", 400));
    Component none = Samples.component("none", ComponentKind.TOOL_RESULTS);
    FitResult first =
        fit(List.of(history(new Reduction.DropItems(), items), none, input), 200, Map.of());
    assertEquals(List.of("i"), kept(first));

    items.add(call("c1", "c1"));
    items.add(result("t1", Role.TOOL, "c1", 20));
    FitResult second = fit(List.of(history(reduction, items), none, input), 200, first.histories());

    assertEquals(List.of("u", "c1", "t1", "i"), kept(second), name);
  }
}
