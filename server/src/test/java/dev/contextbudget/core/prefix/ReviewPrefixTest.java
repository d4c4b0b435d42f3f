package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.*;

import dev.contextbudget.core.error.*;
import dev.contextbudget.core.fit.*;
import dev.contextbudget.core.item.*;
import dev.contextbudget.core.model.*;
import dev.contextbudget.core.prompt.*;
import dev.contextbudget.core.token.*;
import java.util.*;
import java.util.stream.*;
import org.junit.jupiter.api.Test;

/** Throw-away. */
class ReviewPrefixTest {
  static Utf8Text words(int n) { return Utf8Text.of(IntStream.range(0, n).mapToObj(i -> "w" + i % 10).collect(Collectors.joining(" "))); }
  static Item item(String id, Body b) { return new Item(id, 0, false, "", List.of(), 1, OptionalInt.empty(), b); }
  static Item scored(String id, Role r, double s) { return new Item(id, 0, false, "", List.of(), s, OptionalInt.empty(), new Body.Message(r, "", List.of(new Part.Text(Utf8Text.of(id + " " + words(9).decode()))))); }
  static Item msg(String id, Role r, int n) { return item(id, new Body.Message(r, "", List.of(new Part.Text(words(n))))); }
  static Component comp(String id, ComponentKind k, Stability s, Item... items) {
    return new Component(id, k, OptionalInt.empty(), s, k.pinned(), OptionalInt.empty(), OptionalInt.empty(), OptionalDouble.empty(), ItemOrder.AS_GIVEN, k.reduction(), k.role(), List.of(items));
  }
  static Item tool(String n) { return item("tool:" + n, new Body.Tool(n, "does", null, "")); }

  static ModelProfile marks() {
    ModelProfile m = TestModels.words();
    CacheRules r = new CacheRules("m", CacheRules.Mode.EXPLICIT, 4, OptionalInt.of(1), 1, .1, 1.25, 2, Optional.empty(), Optional.empty(), "2026-01-01");
    return new ModelProfile(m.id(), m.provider(), m.aliases(), m.matchPrefixes(), m.status(), m.contextWindowTokens(), m.maxInputTokens(), m.maxOutputTokens(), m.tokenizer(), m.chatFormat(), m.images(), m.prices(), r, m.sources(), m.note());
  }

  static CacheReport report(ModelProfile model, List<Component> cs, int budget, Optional<PrefixState> previous, Map<String, HistoryState>[] out) {
    List<Conversation> conv = RandomRequests.conversations(cs);
    Layout l = Layout.of(cs, conv);
    FitPolicy p = new FitPolicy(List.of(), List.of(), 1, .7, List.of(), Notes.DEFAULT, false);
    Map<String, HistoryState> resumed = previous.map(x -> HistoryAnchors.resume(x, cs)).orElse(Map.of());
    FitResult f = Fitter.fit(new FitRequest(model, budget, p, cs, conv, true, resumed, StopSignal.NEVER), l, new Sizer(model, StopSignal.NEVER).measure(cs, l));
    last = f;
    return PrefixReport.of(model, cs, f, resumed, new CacheView(previous, Optional.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(), true));
  }
  static FitResult last;

  // D17: INV-33
  @Test
  void d17_neverMoreMarksThanTheProviderTakes() {
    List<Component> cs = List.of(
        comp("t1", ComponentKind.TOOLS, Stability.SESSION, tool("a")), comp("t2", ComponentKind.TOOLS, Stability.APPEND_ONLY, tool("b")), comp("t3", ComponentKind.TOOLS, Stability.REQUEST, tool("c")),
        comp("system", ComponentKind.SYSTEM, Stability.SESSION, item("s", new Body.Passage(words(5), "", List.of()))),
        comp("history", ComponentKind.HISTORY, Stability.APPEND_ONLY, msg("u", Role.USER, 5), msg("a", Role.ASSISTANT, 5)),
        comp("input", ComponentKind.USER_INPUT, Stability.REQUEST, item("i", new Body.Passage(words(5), "", List.of()))));
    CacheReport r = report(marks(), cs, 1000, Optional.empty(), null);
    long marks = r.boundaries().stream().filter(b -> b.mark() != CacheReport.Mark.NONE).count();
    assertTrue(marks <= 4, marks + " marks");
  }

  // D19
  @Test
  void d19_differentPromptsHaveDifferentHashes() {
    Part.Text a = new Part.Text(words(3)), b = new Part.Text(words(4));
    PromptHash one = new PromptHash(), two = new PromptHash();
    one.add(new Part.ToolResult("c", false, List.of(a)));
    one.add(b);
    two.add(new Part.ToolResult("c", false, List.of(a, b)));
    assertFalse(Arrays.equals(one.value(), two.value()));
  }

  // D22
  @Test
  void d22_aCutWithoutAnchorIsNotAppliedToNewMessages() {
    List<Item> old = new ArrayList<>();
    for (int i = 0; i < 10; i++) { old.add(msg("u" + i, Role.USER, 20)); old.add(msg("a" + i, Role.ASSISTANT, 20)); }
    Component input = comp("input", ComponentKind.USER_INPUT, Stability.REQUEST, item("i", new Body.Passage(words(60), "", List.of())));
    CacheReport first = report(TestModels.words(), List.of(comp("history", ComponentKind.HISTORY, Stability.APPEND_ONLY, old.toArray(Item[]::new)), input), 100, Optional.empty(), null);
    assertEquals(20, last.histories().get("history").keptFrom());
    // the caller now sends a short new history of its own (the old one was compacted away)
    List<Item> now = new ArrayList<>();
    for (int i = 0; i < 10; i++) { now.add(msg("n" + i, Role.USER, 2)); now.add(msg("m" + i, Role.ASSISTANT, 2)); }
    now.add(msg("n10", Role.USER, 2));
    report(TestModels.words(), List.of(comp("history", ComponentKind.HISTORY, Stability.APPEND_ONLY, now.toArray(Item[]::new)), input), 100_000, Optional.of(first.state()), null);
    long dropped = last.decisions().stream().filter(d -> d.action() == Action.DROP).count();
    assertEquals(0, dropped, "of a budget of 100,000 only " + last.totalTokens() + " are used");
  }

  // D23: open calls in a history that is not the last of the prompt
  @Test
  void d23_causeOfACutByTheServiceIsNotTheCaller() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 20; i++) { items.add(scored("u" + i, Role.USER, i)); items.add(scored("a" + i, Role.ASSISTANT, i)); }
    Optional<PrefixState> prev = Optional.empty();
    for (int n : new int[] {11, 13, 15, 17}) {
      Component h = new Component("history", ComponentKind.HISTORY, OptionalInt.empty(), Stability.APPEND_ONLY, false, OptionalInt.empty(), OptionalInt.empty(), OptionalDouble.empty(), ItemOrder.AS_GIVEN, new Reduction.ByRelevance(40), Role.USER, items.subList(0, n));
      CacheReport r = report(TestModels.words(), List.of(h), 120, prev, null);
      System.out.println(n + " " + r.firstDifference() + " " + last.totalTokens() + last.decisions().stream().map(d -> d.itemId() + d.action()).toList() + last.prompt().messages().stream().map(m -> m.itemId() + m.parts().size()).toList()); r.firstDifference().ifPresent(d -> assertNotEquals(CacheReport.Cause.HISTORY_ITEM, d.cause(), "the caller changed nothing"));
      prev = Optional.of(r.state());
    }
  }

  // D34: a mark that nobody wrote is read
  @Test
  void d34_onlyMarkedBoundariesAreRead() {
    Item sys = item("s", new Body.Passage(words(50), "", List.of()));
    Component system = comp("system", ComponentKind.SYSTEM, Stability.STATIC, sys);
    Component input = comp("input", ComponentKind.USER_INPUT, Stability.REQUEST, item("i", new Body.Passage(words(5), "", List.of())));
    CacheReport first = report(marks(), List.of(system, comp("doc", ComponentKind.CUSTOM, Stability.SESSION, item("d", new Body.Passage(words(50), "", List.of()))), input), 1000, Optional.empty(), null);
    CacheReport second = report(marks(), List.of(system, comp("doc", ComponentKind.CUSTOM, Stability.SESSION, item("d", new Body.Passage(words(49), "", List.of()))), input), 1000, Optional.of(first.state()), null);
    assertEquals(CacheReport.Mark.NONE, first.boundaries().get(0).mark());
    assertEquals(0, second.expected().orElseThrow().readTokens(), "first call's marks: " + first.boundaries().stream().map(b -> b.stability() + " " + b.mark()).toList());
  }

  // D35: marks on what changes with every request
  @Test
  void d35_noMarkBehindRetrievedText() {
    List<Component> cs = List.of(comp("system", ComponentKind.SYSTEM, Stability.STATIC, item("s", new Body.Passage(words(50), "", List.of()))),
        comp("retrieved", ComponentKind.RETRIEVED, Stability.REQUEST, item("r", new Body.Passage(words(50), "", List.of()))),
        comp("input", ComponentKind.USER_INPUT, Stability.REQUEST, item("i", new Body.Passage(words(5), "", List.of()))));
    CacheReport r = report(marks(), cs, 1000, Optional.empty(), null);
    assertTrue(r.boundaries().stream().noneMatch(b -> b.stability() == Stability.REQUEST && b.mark() != CacheReport.Mark.NONE), r.boundaries().stream().map(b -> b.stability() + " " + b.mark()).toList().toString());
  }
}
