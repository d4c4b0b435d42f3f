package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.fit.RandomRequests;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prefix.CacheReport.Cause;
import dev.contextbudget.core.prefix.CacheReport.Difference;
import dev.contextbudget.core.prefix.PrefixCalls.Call;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose doing it is that a prefix broke: the caller's or the service's own. */
class DifferenceCauseTest {
  private static final int SEEDS = 1000;
  private static final Set<Cause> OURS =
      EnumSet.of(Cause.HISTORY_CUT, Cause.RESULTS_CLEARED, Cause.REQUEST_ITEM);
  private static final AtomicInteger BROKEN = new AtomicInteger();

  static LongStream seeds() {
    return LongStream.range(0, SEEDS);
  }

  @AfterAll
  static void mostConversationsBroke() {
    assertTrue(BROKEN.get() == 0 || BROKEN.get() > SEEDS / 2, BROKEN.get() + " broke");
  }

  private static Reduction reduction(SplittableRandom random) {
    return switch (random.nextInt(7)) {
      case 0 -> new Reduction.ClearToolResults(random.nextInt(3), random.nextInt(30), Set.of());
      case 1 -> new Reduction.Window(2 + random.nextInt(12), random.nextInt(3));
      case 2 -> new Reduction.Truncate(Reduction.Side.values()[random.nextInt(3)]);
      case 3, 4 -> new Reduction.ByRelevance(40);
      case 5 -> new Reduction.KeepLastTurns(1 + random.nextInt(4));
      default -> new Reduction.DropItems();
    };
  }

  /** Or only for a new message that stands where the results stood. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aCallerWhoOnlyAppendsIsNeverBlamed(long seed) {
    RandomRequests random = new RandomRequests(seed);
    Component system = random.passages("system", ComponentKind.SYSTEM, 1, Stability.STATIC);
    List<Item> whole = PrefixCalls.plain(random.history("history", 25).items());
    List<Item> chunks = new ArrayList<>();
    for (int i = 0; i < whole.size(); i++) {
      chunks.add(PrefixCalls.item("chunk" + i, i % 7, PrefixCalls.passage(random.text(9) + i)));
    }
    Reduction ofHistory = reduction(random.random());
    Reduction ofChunks = new Reduction.ByRelevance(random.random().nextInt(2) * 40);
    int budget = 60 + random.random().nextInt(350);
    Optional<PrefixState> previous = Optional.empty();
    boolean broke = false;
    int had = whole.size();
    for (int end = 1; end <= whole.size(); end += 1 + random.random().nextInt(5)) {
      List<Component> components =
          List.of(
              system,
              PrefixCalls.history(whole.subList(0, end), ofHistory),
              PrefixCalls.component(
                  "results", ComponentKind.TOOL_RESULTS, ofChunks, chunks.subList(0, end)));
      Optional<Call> call =
          PrefixCalls.endsInOpenCalls(components)
              ? Optional.empty()
              : PrefixCalls.call(TestModels.words(), components, budget, previous);
      if (call.isPresent()) {
        Set<String> pushing =
            whole.subList(Math.min(had, end), end).stream()
                .map(Item::id)
                .collect(Collectors.toSet());
        call.get()
            .report()
            .firstDifference()
            .ifPresent(
                d ->
                    assertTrue(
                        OURS.contains(d.cause())
                            || (d.cause() == Cause.HISTORY_ITEM && pushing.contains(d.itemId())),
                        d.toString()));
        had = end;
        broke |= previous.isPresent() && !call.get().report().prefixKept();
        previous = call.get().state();
      }
    }
    BROKEN.addAndGet(broke ? 1 : 0);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatTheCallerChangedInAHistoryIsNamed(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Item> before = PrefixCalls.turns("m", 1 + random.nextInt(6), random.nextInt(5));
    int at = random.nextInt(before.size());
    List<Item> after = new ArrayList<>(before);
    Item old = after.remove(at);
    boolean replaced = random.nextBoolean() || at == before.size() - 1;
    if (replaced) {
      after.add(at, PrefixCalls.item(old.id(), 1, PrefixCalls.message(Role.USER, "changed")));
    }
    int plenty = 10_000;

    Difference difference =
        second(history(before), history(after), plenty).report().firstDifference().orElseThrow();

    assertEquals(Cause.HISTORY_ITEM, difference.cause());
    assertEquals(replaced ? old.id() : before.get(at + 1).id(), difference.itemId());
  }

  private static List<Component> history(List<Item> items) {
    return List.of(PrefixCalls.history(items, new Reduction.DropItems()));
  }

  private static Call second(List<Component> before, List<Component> after, int budget) {
    Call first =
        PrefixCalls.call(TestModels.words(), before, budget, Optional.empty()).orElseThrow();
    return PrefixCalls.call(TestModels.words(), after, budget, first.state()).orElseThrow();
  }

  private static Cause cause(List<Component> before, List<Component> after, int budget) {
    return second(before, after, budget).report().firstDifference().orElseThrow().cause();
  }

  @Test
  void aHistoryThatTheCallerMovedOrAddedIsTheCallers() {
    Component one = PrefixCalls.history(PrefixCalls.turns("m", 2, 3), new Reduction.DropItems());
    Component two =
        PrefixCalls.component(
            "two", ComponentKind.HISTORY, new Reduction.DropItems(), PrefixCalls.turns("n", 2, 3));

    assertEquals(Cause.HISTORY_ITEM, cause(List.of(one), List.of(two, one), 1000));
    assertEquals(Cause.HISTORY_ITEM, cause(List.of(one, two), List.of(two, one), 1000));
    assertEquals(Cause.HISTORY_ITEM, cause(List.of(one, two), List.of(two), 1000));
    Call appended = second(List.of(one), List.of(one, two), 1000);
    assertTrue(appended.report().firstDifference().isEmpty());
  }

  /** Nothing was left out: what the caller appended pushed the other history back. */
  @ParameterizedTest(name = "{0} turns")
  @ValueSource(ints = {2, 510, 511, 600, 601})
  void whatTheCallerAppendedBeforeAnotherHistoryIsTheCallers(int turns) {
    List<Item> whole = PrefixCalls.turns("m", turns + 1, 1);
    List<Item> other = PrefixCalls.turns("n", 6, 1);
    int plenty = 100_000;

    Difference difference =
        second(
                two(whole.subList(0, 2 * turns), other.subList(0, 10)),
                two(whole, other.subList(0, 10)),
                plenty)
            .report()
            .firstDifference()
            .orElseThrow();

    assertEquals(Cause.HISTORY_ITEM, difference.cause());
    assertTrue(difference.lostTokens() > 0);
    Call behind = second(two(whole, other.subList(0, 10)), two(whole, other), plenty);
    assertTrue(behind.report().firstDifference().isEmpty());
  }

  private static List<Component> two(List<Item> one, List<Item> two) {
    Reduction drop = new Reduction.DropItems();
    return List.of(
        PrefixCalls.history(one, drop),
        PrefixCalls.component("two", ComponentKind.HISTORY, drop, two));
  }

  /** Checkpoints two apart cannot tell it from the message before it, which nobody changed. */
  @ParameterizedTest(name = "{0} turns")
  @ValueSource(ints = {510, 600})
  void aLastMessageThatWasSentAgainIsTheCallers(int turns) {
    List<Item> before = PrefixCalls.turns("m", turns, 1);
    before.add(PrefixCalls.item("one", 1, PrefixCalls.message(Role.USER, "hello")));
    before.add(PrefixCalls.item("two", 1, PrefixCalls.message(Role.USER, "and now")));
    List<Item> after = new ArrayList<>(before);
    after.set(2 * turns + 1, PrefixCalls.item("two", 1, PrefixCalls.message(Role.USER, "changed")));

    assertEquals(Cause.HISTORY_ITEM, cause(history(before), history(after), 100_000));
  }

  /** The last message was edited and sent again, and for it an older turn had to leave. */
  @Test
  void aCutThatALongerLastMessageMadeIsACut() {
    List<Item> before = PrefixCalls.turns("m", 6, 10);
    before.add(PrefixCalls.item("last", 1, PrefixCalls.message(Role.USER, "short")));
    List<Item> after = new ArrayList<>(before.subList(0, 12));
    String text = "a longer question ".repeat(10);
    after.add(PrefixCalls.item("last", 1, PrefixCalls.message(Role.USER, text)));
    int budget =
        PrefixCalls.call(TestModels.words(), history(before), 1000, Optional.empty())
            .orElseThrow()
            .fit()
            .totalTokens();

    assertEquals(Cause.HISTORY_CUT, cause(history(before), history(after), budget));
    assertEquals(Cause.HISTORY_ITEM, cause(history(before), history(after), 1000));
  }

  /** What follows from the change is the caller's too: the old cut holds no longer. */
  @Test
  void aMessageThatTheCallerChangedBehindACutIsTheCallers() {
    List<Item> before = PrefixCalls.turns("m", 12, 6);
    int budget = 200;
    int cut =
        PrefixCalls.call(TestModels.words(), history(before), budget, Optional.empty())
            .orElseThrow()
            .fit()
            .histories()
            .get("history")
            .keptFrom();
    List<Item> after = new ArrayList<>(before);
    after.set(cut, PrefixCalls.item("m" + cut, 1, PrefixCalls.message(Role.USER, "changed")));

    assertTrue(cut > 0);
    assertEquals(Cause.HISTORY_ITEM, cause(history(before), history(after), budget));
  }

  @Test
  void anotherModelIsTheCauseOfAllThatDiffers() {
    List<Component> components = history(PrefixCalls.turns("m", 3, 3));
    Call first =
        PrefixCalls.call(TestModels.words(), components, 1000, Optional.empty()).orElseThrow();

    CacheReport report =
        PrefixCalls.call(TestModels.withProvider("other"), components, 1000, first.state())
            .orElseThrow()
            .report();

    Difference difference = report.firstDifference().orElseThrow();
    assertEquals(Cause.MODEL, difference.cause());
    assertEquals(0, difference.sharedTokens());
    assertFalse(report.prefixKept());
    assertEquals(0, report.expected().orElseThrow().readTokens());
  }
}
