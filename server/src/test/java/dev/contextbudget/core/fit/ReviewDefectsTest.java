package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.*;

import dev.contextbudget.core.budget.*;
import dev.contextbudget.core.error.*;
import dev.contextbudget.core.item.*;
import dev.contextbudget.core.model.*;
import dev.contextbudget.core.prefix.*;
import dev.contextbudget.core.prompt.*;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.token.*;
import java.util.*;
import java.util.stream.*;
import org.junit.jupiter.api.Test;

/** Throw-away: each test states a promise and fails on the code as it is. */
class ReviewDefectsTest {
  static final ModelProfile MODEL = TestModels.words();

  static Utf8Text words(int n) {
    return Utf8Text.of(IntStream.range(0, n).mapToObj(i -> "w" + i % 10).collect(Collectors.joining(" ")));
  }

  static Item item(String id, Body b, int priority, boolean pinned, String... keepWith) {
    return new Item(id, priority, pinned, "", List.of(keepWith), 1, OptionalInt.empty(), b);
  }

  static Item chunk(String id, int n, String... keep) {
    return item(id, new Body.Passage(words(n), "", List.of()), 0, false, keep);
  }

  static Item msg(String id, Role role, int n, String... keep) {
    return item(id, new Body.Message(role, "", List.of(new Part.Text(words(n)))), 0, false, keep);
  }

  static Item call(String id, String call, Part... before) {
    List<Part> parts = new ArrayList<>(List.of(before));
    parts.add(new Part.ToolCall(call, "search", Utf8Text.of("{}")));
    return item(id, new Body.Message(Role.ASSISTANT, "", parts), 0, false);
  }

  static Item result(String id, Role role, String call, int n, Part... after) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.ToolResult(call, false, List.of(new Part.Text(words(n)))));
    parts.addAll(List.of(after));
    return item(id, new Body.Message(role, "", parts), 0, false);
  }

  static Component comp(String id, ComponentKind k, Stability s, Reduction r, OptionalInt max, Item... items) {
    return new Component(id, k, OptionalInt.empty(), s, k.pinned(), OptionalInt.empty(), max, OptionalDouble.empty(), ItemOrder.AS_GIVEN, r, k.role(), List.of(items));
  }

  static Component comp(String id, ComponentKind k, Item... items) {
    return comp(id, k, k.stability(), k.reduction(), OptionalInt.empty(), items);
  }

  static Component history(Reduction r, List<Item> items) {
    return comp("history", ComponentKind.HISTORY, Stability.APPEND_ONLY, r, OptionalInt.empty(), items.toArray(Item[]::new));
  }

  static FitPolicy policy(double trigger, Slot... slots) {
    return new FitPolicy(List.of(slots), List.of(), trigger, trigger * 0.7, List.of(), Notes.DEFAULT, false);
  }

  static RequestSize sizes(List<Component> cs) {
    return new Sizer(MODEL, StopSignal.NEVER).measure(cs, Layout.of(cs, RandomRequests.conversations(cs)));
  }

  static FitResult fit(List<Component> cs, int budget, FitPolicy p) {
    return fit(cs, budget, p, false, Map.of());
  }

  static FitResult fit(List<Component> cs, int budget, FitPolicy p, boolean growing, Map<String, HistoryState> previous) {
    List<Conversation> conv = RandomRequests.conversations(cs);
    return Fitter.fit(new FitRequest(MODEL, budget, p, cs, conv, growing, previous, StopSignal.NEVER), Layout.of(cs, conv), sizes(cs));
  }

  static ItemDecision of(FitResult f, String id) {
    return f.decisions().stream().filter(d -> d.itemId().equals(id)).findFirst().orElseThrow();
  }

  static Set<String> kept(FitResult f) {
    return f.decisions().stream().filter(d -> d.action() != Action.DROP).map(ItemDecision::itemId).collect(Collectors.toCollection(TreeSet::new));
  }

  static String roles(FitResult f) {
    return f.prompt().messages().stream().map(m -> m.role().wireName()).collect(Collectors.joining(","));
  }

  // D1: the note of a component whose items leave with another component's unit is not paid for
  @Test
  void d1_keepWithAcrossComponentsNeverEndsInAnInternalError() {
    List<Component> cs = List.of(
        comp("retrieved", ComponentKind.RETRIEVED, chunk("r0", 30)),
        comp("memory", ComponentKind.MEMORY, chunk("m0", 30, "r0")),
        comp("input", ComponentKind.USER_INPUT, chunk("i0", 5)));
    StringBuilder bad = new StringBuilder();
    for (int budget = 1; budget < 120; budget++) {
      try {
        fit(cs, budget, policy(1));
      } catch (BudgetUnsatisfiable e) {
        try { fit(cs, (int) e.requiredTokens(), policy(1)); }
        catch (BudgetUnsatisfiable e2) { bad.append("\n budget " + budget + " states " + e.requiredTokens() + ", which fails and states " + e2.requiredTokens()); }
        catch (IllegalStateException e2) { bad.append("\n stated minimum " + e.requiredTokens() + ": " + e2.getMessage()); }
      } catch (IllegalStateException e) { bad.append("\n budget " + budget + ": " + e.getMessage()); }
    }
    assertEquals("", bad.toString());
  }

  // D2: declared group over turns leaves an assistant message first
  @Test
  void d2_aGroupOverTurnsKeepsTheUserMessageOfItsTurn() {
    List<Component> cs = List.of(history(new Reduction.DropItems(), List.of(
        msg("u0", Role.USER, 30), msg("a0", Role.ASSISTANT, 5, "a2"),
        msg("u1", Role.USER, 30), msg("a1", Role.ASSISTANT, 30),
        msg("u2", Role.USER, 5), msg("a2", Role.ASSISTANT, 5),
        msg("u3", Role.USER, 5))));
    FitResult f = fit(cs, 75, policy(1));
    assertTrue(roles(f).startsWith("user"), roles(f) + kept(f));
  }

  // D2b: the same with pins: heads of what is forced by a head's group are not forced
  @Test
  void d2b_forcedTurnHeadsReachAFixedPoint() {
    Item pinned = item("a2", ((Body.Message) msg("x", Role.ASSISTANT, 3).body()), 0, true);
    List<Component> cs = List.of(history(new Reduction.DropItems(), List.of(
        msg("u0", Role.USER, 3), msg("a0", Role.ASSISTANT, 3),
        msg("u1", Role.USER, 40), msg("a1", Role.ASSISTANT, 40),
        msg("u2", Role.USER, 3, "a0"), pinned,
        msg("u3", Role.USER, 3))));
    FitResult f = fit(cs, 70, policy(1));
    assertTrue(kept(f).contains("u0") || !kept(f).contains("a0"), roles(f) + kept(f));
  }

  // D3: a user message with results and text (Anthropic's shape) opens a turn, and its call is in the turn before
  @Test
  void d3_aResultWithATextOfTheUserKeepsTheTurnOfItsCall() {
    List<Component> cs = List.of(history(new Reduction.DropItems(), List.of(
        msg("u0", Role.USER, 40), call("a0", "c0"), result("u1", Role.USER, "c0", 5, new Part.Text(words(3))),
        msg("a1", Role.ASSISTANT, 3), msg("u2", Role.USER, 3))));
    FitResult f = fit(cs, 75, policy(1));
    assertTrue(roles(f).startsWith("user"), roles(f) + kept(f));
  }

  // D4: the note stands before a tool result in its message
  @Test
  void d4_aNoteNeverStandsBeforeAToolResultOfItsMessage() {
    List<Component> cs = List.of(history(new Reduction.DropItems(), List.of(
        msg("u0", Role.USER, 40), call("a0", "c0"), result("u1", Role.USER, "c0", 5, new Part.Text(words(3))), msg("a1", Role.ASSISTANT, 3), msg("u2", Role.USER, 3))));
    for (int budget = 30; budget < 140; budget++) {
      FitResult f;
      try { f = fit(cs, budget, policy(1)); } catch (BudgetUnsatisfiable e) { continue; }
      for (PromptMessage m : f.prompt().messages()) {
        boolean other = false;
        for (PromptPart p : m.parts()) {
          if (p.content() instanceof Part.ToolResult) assertFalse(other, "budget " + budget + ": a part before the result in " + m.itemId());
          else other = true;
        }
      }
    }
  }

  static List<Item> turns(int n, int size) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      items.add(msg("u" + i, Role.USER, size));
      items.add(msg("a" + i, Role.ASSISTANT, size));
    }
    return items;
  }

  // D5: an older turn of higher priority is thrown away on the next call although nothing has to leave
  @Test
  void d5_aFrozenCutKeepsWhatThePreviousCallKept_priority() {
    List<Item> items = turns(8, 10);
    items.set(0, item("u0", items.get(0).body(), 1, false));
    second(items, new Reduction.DropItems(), 140);
  }

  // D6: WINDOW{keep_first} loses the first messages on the next call
  @Test
  void d6_aFrozenCutKeepsWhatThePreviousCallKept_window() {
    second(turns(8, 10), new Reduction.Window(8, 2), 1000);
  }

  private static void second(List<Item> items, Reduction r, int budget) {
    List<Item> one = new ArrayList<>(items.subList(0, 15));
    FitResult first = fit(List.of(history(r, one)), budget, policy(1), true, Map.of());
    // the same request again, with the state of the first
    FitResult again = fit(List.of(history(r, one)), budget, policy(1), true, first.histories());
    assertEquals(kept(first), kept(again), "second call: " + again.totalTokens() + " of " + budget + " tokens");
  }

  // D7: what fits whole is refused, because the trigger drops something smaller than its note
  @Test
  void d7_aTriggerNeverMakesARequestFail() {
    List<Component> cs = List.of(history(new Reduction.DropItems(), List.of(
        msg("u0", Role.USER, 1), msg("a0", Role.ASSISTANT, 1), msg("u1", Role.USER, 60))));
    int all = (int) sizes(cs).totalTokens();
    for (int budget = all; budget < all + 40; budget++) {
      int b = budget;
      assertDoesNotThrow(() -> fit(cs, b, policy(0.6), true, Map.of()), "budget " + b + ", the whole is " + all);
    }
  }

  // D9: a slot with stable and other components gets its ceiling twice
  @Test
  void d9_aSlotNeverUsesMoreThanItsCeiling() {
    Slot slot = new Slot("docs", Optional.of(ComponentKind.CUSTOM), new Amount.Tokens(0), Optional.of(new Amount.Tokens(100)), 1, 40, Stability.REQUEST);
    List<Component> cs = List.of(
        comp("book", ComponentKind.CUSTOM, Stability.SESSION, new Reduction.DropItems(), OptionalInt.empty(), chunk("b0", 80), chunk("b1", 80)),
        comp("page", ComponentKind.CUSTOM, Stability.REQUEST, new Reduction.DropItems(), OptionalInt.empty(), chunk("p0", 80), chunk("p1", 80)),
        comp("input", ComponentKind.USER_INPUT, chunk("i0", 5)));
    FitResult f = fit(cs, 1000, policy(1, slot));
    int used = f.slots().stream().filter(s -> s.slot().name().equals("docs")).mapToInt(SlotReport::usedTokens).sum();
    assertTrue(used <= 100, used + " of 100: " + f.slots());
  }

  // D10: INV-35
  @Test
  void d10_stableItemsDoNotDependOnWhetherAVolatileComponentIsThere() {
    Slot retrieved = new Slot("retrieved", Optional.of(ComponentKind.RETRIEVED), new Amount.Ratio(0.5), Optional.empty(), 1, 10, Stability.REQUEST);
    Item[] examples = IntStream.range(0, 10).mapToObj(i -> chunk("e" + i, 20)).toArray(Item[]::new);
    Component stable = comp("examples", ComponentKind.EXAMPLES, examples);
    Component input = comp("input", ComponentKind.USER_INPUT, chunk("i0", 5));
    Set<String> without = kept(fit(List.of(stable, input), 220, policy(1, retrieved)));
    Set<String> with = kept(fit(List.of(stable, input, comp("retrieved", ComponentKind.RETRIEVED, chunk("r0", 2))), 220, policy(1, retrieved)));
    with.remove("r0");
    assertEquals(without, with);
  }

  // D11: max_tokens of a component in a slot of the policy is granted to nobody
  @Test
  void d11_whatAComponentMayNotUseGoesToTheOthers() {
    Slot custom = new Slot("mem", Optional.of(ComponentKind.MEMORY), new Amount.Tokens(0), Optional.empty(), 1, 10, Stability.REQUEST);
    Component memory = comp("memory", ComponentKind.MEMORY, Stability.REQUEST, new Reduction.DropItems(), OptionalInt.of(30),
        IntStream.range(0, 50).mapToObj(i -> chunk("m" + i, 10)).toArray(Item[]::new));
    Component retrieved = comp("retrieved", ComponentKind.RETRIEVED, IntStream.range(0, 50).mapToObj(i -> chunk("r" + i, 10)).toArray(Item[]::new));
    FitResult f = fit(List.of(memory, retrieved, comp("input", ComponentKind.USER_INPUT, chunk("i0", 5))), 500, policy(1, custom));
    assertTrue(f.totalTokens() > 450, f.totalTokens() + " of 500 used, though 50 passages of 10 tokens wait: " + f.slots());
  }

  // D12: TRUNCATE never cuts a tool result
  @Test
  void d12_truncateShortensALongToolResult() {
    List<Component> cs = List.of(history(new Reduction.Truncate(Reduction.Side.END), List.of(
        msg("u0", Role.USER, 5), call("a0", "c0"), result("t0", Role.TOOL, "c0", 500),
        msg("a1", Role.ASSISTANT, 5), msg("u1", Role.USER, 5))));
    FitResult f = fit(cs, 300, policy(1));
    assertEquals(Action.TRUNCATE, of(f, "t0").action(), f.decisions().toString() + " total " + f.totalTokens());
  }

  // D12b: the result just answered
  @Test
  void d12b_aLongResultOfTheCurrentTurnIsCutRatherThanFailing() {
    List<Component> cs = List.of(history(new Reduction.Truncate(Reduction.Side.END), List.of(
        msg("u0", Role.USER, 5), call("a0", "c0"), result("t0", Role.TOOL, "c0", 500))));
    assertDoesNotThrow(() -> fit(cs, 300, policy(1)));
  }

  // D13
  @Test
  void d13_entriesThatSupersedeEachOtherDoNotBothVanish() {
    Item a = item("a", new Body.Entry("k", words(2), "", "b"), 0, false);
    Item b = item("b", new Body.Entry("k", words(2), "", "a"), 0, true);
    FitResult f = fit(List.of(comp("memory", ComponentKind.MEMORY, a, b), comp("input", ComponentKind.USER_INPUT, chunk("i", 3))), 1000, policy(1));
    assertFalse(Collections.disjoint(kept(f), Set.of("a", "b")), "both are gone, one of them pinned: " + f.decisions());
  }

  // D14
  @Test
  void d14_tokensOfAMessageDoNotOverflow() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < 4; i++) parts.add(new Part.Opaque(Part.Payload.EMPTY, 1_000_000_000));
    parts.add(new Part.Opaque(Part.Payload.EMPTY, 294_967_296 + 10)); // 2^32 + 10 in all
    List<Component> cs = List.of(history(new Reduction.DropItems(), List.of(item("u", new Body.Message(Role.USER, "", parts), 0, false))));
    try {
      FitResult f = fit(cs, 1000, policy(1));
      fail("4,294,967,306 tokens fit " + f.totalTokens() + " of 1000");
    } catch (BudgetUnsatisfiable e) { /* right */ }
  }

  @Test
  void d14b_tokensOfAComponentDoNotOverflow() {
    Item[] items = IntStream.range(0, 3).mapToObj(i -> new Item("c" + i, 0, false, "", List.of(), 1, OptionalInt.of(1_000_000_000), new Body.Passage(null, "", List.of()))).toArray(Item[]::new);
    List<Component> cs = List.of(comp("retrieved", ComponentKind.RETRIEVED, items), comp("input", ComponentKind.USER_INPUT, chunk("i", 3)));
    assertDoesNotThrow(() -> fit(cs, 1000, policy(1)));
  }

  // D15
  @Test
  void d15_anOldTurnOfHigherPriorityThatCannotFitDoesNotStarveTheRest() {
    List<Item> items = turns(6, 5);
    items.set(1, item("a0", msg("x", Role.ASSISTANT, 900).body(), 1, false));
    FitResult f = fit(List.of(history(new Reduction.DropItems(), items)), 100, policy(1));
    assertTrue(f.totalTokens() > 60, f.totalTokens() + " of 100; kept " + kept(f));
  }

  // D16
  @Test
  void d16_aWindowKnowsMessagesThatAreTiedToAPassageBeforeThem() {
    List<Item> items = turns(4, 3);
    items.set(6, msg("u3", Role.USER, 3, "r0"));
    List<Component> cs = List.of(comp("retrieved", ComponentKind.RETRIEVED, chunk("r0", 3)), history(new Reduction.Window(4, 0), items), comp("input", ComponentKind.USER_INPUT, chunk("i", 3)));
    FitResult f = fit(cs, 10_000, policy(1));
    assertTrue(kept(f).contains("u3"), "u3 is among the newest 4: " + f.decisions().stream().map(d -> d.itemId() + " " + d.action() + " " + d.reason()).toList());
  }

  // D18
  @Test
  void d18_minClearedTokensCountsOnlyWhatIsClearedNow() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      items.add(msg("u" + i, Role.USER, 5));
      items.add(call("c" + i, "c" + i));
      items.add(result("t" + i, Role.TOOL, "c" + i, i == 0 ? 200 : 30));
      items.add(msg("a" + i, Role.ASSISTANT, 5));
    }
    items.add(msg("u9", Role.USER, 5));
    Reduction r = new Reduction.ClearToolResults(4, 150, Set.of());
    List<Component> cs = List.of(history(r, items));
    for (int budget = 150; budget < 600; budget++) {
      FitResult f;
      // t0 was cleared before (saves about 190); what is cleared now on top of it saves less than 150
      try { f = fit(cs, budget, new FitPolicy(List.of(), List.of(), 1, 0.97, List.of(), Notes.DEFAULT, false), true, Map.of("history", new HistoryState(0, false, 3))); } catch (BudgetUnsatisfiable e) { continue; }
      assertNotEquals(Action.REPLACE, of(f, "t1").action(), "budget " + budget + ": clearing t1 saves " + (of(f, "t1").beforeTokens() - of(f, "t1").afterTokens()) + " < 150");
    }
  }

  // D20: INV-14
  @Test
  void d20_thinkingOfAnUnfinishedLoopStays() {
    Part think = new Part.Thinking(Part.Payload.EMPTY, 30);
    List<Component> cs = List.of(history(new Reduction.DropItems(), List.of(
        msg("u0", Role.USER, 5), call("a0", "c0", think), result("t0", Role.TOOL, "c0", 40),
        call("a1", "c1", think), result("t1", Role.TOOL, "c1", 40))));
    FitResult f = fit(cs, 130, policy(1));
    assertTrue(kept(f).contains("a0"), "the loop is not finished, kept " + kept(f));
  }

  // D24
  @Test
  void d24_usedTokensOfSlotsAddUpToTheTotal() {
    List<Component> cs = List.of(comp("retrieved", ComponentKind.RETRIEVED, chunk("r0", 0)), comp("memory", ComponentKind.MEMORY, Stability.SESSION, new Reduction.DropItems(), OptionalInt.empty(), chunk("m", 3)), comp("input", ComponentKind.USER_INPUT, Stability.STATIC, new Reduction.None(), OptionalInt.empty(), chunk("i", 3)));
    FitResult f = fit(cs, 1000, policy(1));
    int used = f.slots().stream().mapToInt(SlotReport::usedTokens).sum();
    assertEquals(f.totalTokens() - TestModels.PER_REQUEST - TestModels.PER_REPLY, used);
  }

  // D25
  @Test
  void d25_relevanceKeepsTheUserMessageOfTheLastTurn() {
    List<Item> items = new ArrayList<>(turns(1, 30));
    items.add(msg("u1", Role.USER, 40));
    items.add(msg("a1", Role.ASSISTANT, 5));
    List<Component> cs = List.of(history(new Reduction.ByRelevance(40), items), comp("input", ComponentKind.USER_INPUT, chunk("i", 3)));
    FitResult f = fit(cs, 60, policy(1));
    assertTrue(kept(f).contains("u1") || !kept(f).contains("a1"), roles(f) + kept(f));
  }

  // D26: a unit homed elsewhere takes the head of a turn away
  @Test
  void d26_aTurnHeadTiedToAnotherComponentIsNotAssumedKept() {
    List<Item> items = new ArrayList<>(turns(1, 3));
    items.add(msg("u1", Role.USER, 3, "m1"));
    items.add(msg("a1", Role.ASSISTANT, 3));
    items.add(msg("u2", Role.USER, 3));
    Component memory = comp("memory", ComponentKind.MEMORY, Stability.REQUEST, new Reduction.DropItems(), OptionalInt.of(20), chunk("m0", 3), chunk("m1", 100));
    FitResult f = fit(List.of(history(new Reduction.DropItems(), items), memory), 130, policy(1));
    assertTrue(kept(f).contains("u1") || !kept(f).contains("a1"), roles(f) + kept(f));
  }

  // D27: chunks of an append-only component are cut again on every call
  @Test
  void d27_anAppendOnlyComponentWithoutMessagesIsNotCutOnEveryCall() {
    Set<String> before = Set.of();
    int cuts = 0;
    Map<String, HistoryState> state = Map.of();
    for (int n = 20; n < 60; n++) {
      Component results = comp("results", ComponentKind.TOOL_RESULTS, IntStream.range(0, n).mapToObj(i -> chunk("r" + i, 10)).toArray(Item[]::new));
      FitResult f = fit(List.of(results, comp("input", ComponentKind.USER_INPUT, chunk("i", 3))), 200, policy(1), true, state);
      state = f.histories();
      Set<String> now = kept(f);
      cuts += now.containsAll(before) ? 0 : 1;
      before = now;
    }
    assertTrue(cuts < 20, cuts + " cuts in 40 calls");
  }

  // D28: EDITS cannot be applied to an entry: the ranges are of a text that the caller never had
  @Test
  void d28_rangesOfAnEntryAreBytesOfWhatWasSent() {
    Item e = item("e", new Body.Entry("a rather long key of an entry", words(60), "", ""), 0, false);
    FitResult f = fit(List.of(comp("memory", ComponentKind.MEMORY, Stability.REQUEST, new Reduction.Truncate(Reduction.Side.START), OptionalInt.empty(), e), comp("input", ComponentKind.USER_INPUT, chunk("i", 3))), 60, policy(1));
    ItemDecision d = of(f, "e");
    assertEquals(Action.TRUNCATE, d.action());
    d.keptRanges().forEach(r -> assertTrue(r.endByte() <= words(60).length(), "range ends at byte " + r.endByte() + " of a value of " + words(60).length()));
  }

  // D29: value of an item as reported is not the one it was ranked by
  @Test
  void d29_nothingDroppedMeansNoDistanceFromTheOptimum() {
    ModelProfile m = MODEL;
    List<Component> cs = List.of(history(new Reduction.ByRelevance(40), turns(3, 5)));
    ChatFormat f = m.chatFormat();
    ChatFormat g = new ChatFormat("tol", f.perRequestTokens(), f.perReplyTokens(), f.perMessageTokens(), f.roleCounted(), f.perNameTokens(), f.perToolNameTokens(), f.perToolCallTokens(), f.perToolResultTokens(), f.tools(), 0, 3);
    ModelProfile tol = new ModelProfile(m.id(), m.provider(), m.aliases(), m.matchPrefixes(), m.status(), m.contextWindowTokens(), m.maxInputTokens(), m.maxOutputTokens(), m.tokenizer(), g, m.images(), m.prices(), m.cache(), m.sources(), m.note());
    List<Conversation> conv = RandomRequests.conversations(cs);
    Layout l = Layout.of(cs, conv);
    FitResult r = Fitter.fit(new FitRequest(tol, 1000, policy(1), cs, conv, false, Map.of(), StopSignal.NEVER), l, new Sizer(tol, StopSignal.NEVER).measure(cs, l));
    assertEquals(0, r.margin().optimalityGapRatio(), 1e-9);
  }

  // D30: pinned and superseded
  @Test
  void d30_aPinnedItemIsNeverDropped() {
    Item a = item("a", new Body.Entry("k", words(2), "", "b"), 0, true);
    Item b = item("b", new Body.Entry("k", words(2), "", ""), 0, false);
    FitResult f = fit(List.of(comp("memory", ComponentKind.MEMORY, a, b), comp("input", ComponentKind.USER_INPUT, chunk("i", 3))), 1000, policy(1));
    assertTrue(kept(f).contains("a"), of(f, "a").toString());
  }

  // D31: the newer entry is dropped for want of room, the older one with it: nothing is known any more, and without a note
  @Test
  void d31_aSupersededEntryDoesNotVanishUntold() {
    // informational: a superseded by b, b does not fit
    Item a = item("a", new Body.Entry("k", words(2), "", "b"), 0, false);
    Item b = item("b", new Body.Entry("k", words(200), "", ""), 0, false);
    FitResult f = fit(List.of(comp("memory", ComponentKind.MEMORY, a, b), comp("input", ComponentKind.USER_INPUT, chunk("i", 3))), 100, policy(1));
    assertFalse(Collections.disjoint(kept(f), Set.of("a", "b")), f.decisions().toString());
  }

  // D32: a passage without text but with variants
  @Test
  void d32_aPassageWithOnlyVariantsIsNotEmpty() {
    Item p = item("p", new Body.Passage(null, "", List.of(words(3))), 0, false);
    FitResult f = fit(List.of(comp("retrieved", ComponentKind.RETRIEVED, p), comp("input", ComponentKind.USER_INPUT, chunk("i", 3))), 100, policy(1));
    assertTrue(kept(f).contains("p"), of(f, "p").toString());
  }

  // D33: reason of what leaves with its group
  @Test
  void d33_aSecondMessageOfThinkingBelongsToItsCall() {
    List<Component> cs = List.of(history(new Reduction.DropItems(), List.of(
        msg("u0", Role.USER, 5),
        item("think", new Body.Message(Role.ASSISTANT, "", List.of(new Part.Thinking(Part.Payload.EMPTY, 50))), 0, false),
        call("a0", "c0"), result("t0", Role.TOOL, "c0", 10), msg("a1", Role.ASSISTANT, 3), msg("u1", Role.USER, 3))));
    FitResult f = fit(cs, 80, policy(1));
    assertEquals(kept(f).contains("think"), kept(f).contains("a0"), kept(f).toString());
  }
}
