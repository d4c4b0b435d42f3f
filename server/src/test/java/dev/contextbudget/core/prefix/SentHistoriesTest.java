package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.HistoryState;
import dev.contextbudget.core.fit.HistoryState.CutText;
import dev.contextbudget.core.fit.HistoryState.Range;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prefix.PrefixCalls.Call;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A cut is carried on into the history that it was made in, and into no other one. */
class SentHistoriesTest {
  private static final ModelProfile MODEL = TestModels.words();
  private static final Reduction DROP = new Reduction.DropItems();

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Call call(List<Item> items, int budget, Optional<PrefixState> previous) {
    return PrefixCalls.call(MODEL, components(items), budget, previous).orElseThrow();
  }

  private static List<Component> components(List<Item> items) {
    return List.of(
        PrefixCalls.history(items, DROP),
        PrefixCalls.text("input", ComponentKind.USER_INPUT, Stability.REQUEST, "and now"));
  }

  private static HistoryState cut(Call call) {
    return call.fit().histories().get("history");
  }

  private static HistoryState resumed(Call before, List<Item> items) {
    return SentHistories.of(before.state(), MODEL, components(items), StopSignal.NEVER)
        .resumed()
        .getOrDefault("history", HistoryState.UNCUT);
  }

  /** Turns of messages of which there are but three, so that conversations look alike. */
  private static List<Item> small(SplittableRandom random, String name, int turns) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 2 * turns; i++) {
      Role role = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
      String text = List.of("yes", "go on please", "hello there").get(random.nextInt(3));
      items.add(PrefixCalls.item(name + i, 1, PrefixCalls.message(role, text)));
    }
    return items;
  }

  private static List<String> texts(List<Item> items, int first) {
    return items.stream().limit(first).map(PrefixCalls::text).toList();
  }

  private static List<String> keptIds(Call call) {
    return call.fit().prompt().messages().stream().map(PromptMessage::itemId).toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aTokenOfAnotherConversationCutsNothing(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Item> one = small(random, "m", 3 + random.nextInt(8));
    int whole = call(one, 1000, Optional.empty()).fit().totalTokens();
    Call first = call(one, whole - 1 - random.nextInt(whole / 3), Optional.empty());
    int settled = first.report().state().histories().get(0).settledItems();
    List<Item> two = small(random, "m", 3 + random.nextInt(8));
    int common = Math.min(two.size(), random.nextInt(settled + 1)); // they may begin alike
    two =
        new ArrayList<>(
            Stream.concat(one.stream().limit(common), two.stream().skip(common)).toList());
    if (texts(two, settled).equals(texts(one, settled))) {
      two.set(settled - 1, PrefixCalls.item("other", 1, PrefixCalls.message(Role.USER, "other")));
    }

    assertTrue(cut(first).keptFrom() > 0, "nothing was cut");
    assertEquals(
        keptIds(call(two, 100_000, Optional.empty())), keptIds(call(two, 100_000, first.state())));
  }

  /** Nothing was left of the old history, so nothing of it can be found in the new one. */
  @Test
  void aCutOfAllMessagesIsNotAppliedToNewOnes() {
    List<Item> old = PrefixCalls.turns("old", 10, 20);
    Call first = call(old, 60, Optional.empty());
    assertEquals(old.size(), cut(first).keptFrom());

    Call second = call(PrefixCalls.turns("new", 11, 1), 100_000, first.state());

    assertEquals(HistoryState.UNCUT, cut(second));
    List<Item> longer = PrefixCalls.turns("old", 12, 20);
    assertEquals(old.size(), resumed(first, longer).keptFrom(), "its own is cut as before");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aHistoryThatGoesOnIsCutWhereItWas(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int turns = 4 + random.nextInt(20);
    List<Item> whole = PrefixCalls.turns("m", turns + 3, random.nextInt(6));
    Call first = call(whole.subList(0, 2 * turns), 90 + random.nextInt(60), Optional.empty());
    HistoryState cut = cut(first);
    List<Item> next = whole.subList(0, 2 * turns + random.nextInt(7));

    assertEquals(cut, resumed(first, next));
    List<Item> edited = new ArrayList<>(whole.subList(0, 2 * turns));
    if (cut.keptFrom() < 2 * turns - 1) {
      edited.set(
          2 * turns - 1,
          PrefixCalls.item("m", 1, PrefixCalls.message(Role.ASSISTANT, "said again")));
      assertEquals(cut, resumed(first, edited), "the last message may be sent again");
    }
    if (cut.keptFrom() > 0) {
      int changed = random.nextInt(cut.keptFrom());
      edited.set(changed, PrefixCalls.item("m", 1, PrefixCalls.message(Role.USER, "changed")));
      assertEquals(HistoryState.UNCUT, resumed(first, edited));
    }
  }

  /** A caller that sends its newest messages only, and fewer of the old ones each time. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aCutIsFoundAgainWhenTheCallerDropsItsOldestMessages(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Item> whole = PrefixCalls.turns("m", 20 + random.nextInt(10), random.nextInt(3));
    Call first = call(whole, 150, Optional.empty());
    int cut = cut(first).keptFrom();
    int settled = first.report().state().histories().get(0).settledItems();
    int dropped = 1 + random.nextInt(whole.size() - 1);
    int inARow = settled - cut + (dropped < cut ? 1 : 0);

    int expected = dropped < cut && inARow >= SentHistory.LEAST_RUN ? cut - dropped : 0;

    assertTrue(cut > 0);
    assertEquals(expected, resumed(first, whole.subList(dropped, whole.size())).keptFrom());
  }

  /** The same eight messages behind another one are not the place where the cut was. */
  @Test
  void theMessageBeforeTheCutMustBeTheSameToo() {
    List<Item> old = PrefixCalls.turns("m", 10, 1);
    SentHistory history = SentHistory.of(1, true, cut(0, 12), hashes(old), 20);
    List<Item> other = new ArrayList<>(PrefixCalls.turns("n", 2, 1));
    other.addAll(old.subList(12, 20));

    assertTrue(history.missingInFrontOf(hashes(other)).isEmpty());
    other.set(3, old.get(11));
    assertEquals(OptionalInt.of(8), history.missingInFrontOf(hashes(other)));
  }

  private static ItemHashes hashes(List<Item> items) {
    return ItemHashes.of(PrefixCalls.history(items, DROP), StopSignal.NEVER);
  }

  private static HistoryState cut(int from, int to) {
    return new HistoryState(List.of(new Range(from, to)), List.of(), List.of());
  }

  @Test
  void cutsMoveWithTheMessagesThatTheCallerDropped() {
    HistoryState state =
        new HistoryState(
            List.of(new Range(1, 5)), List.of(new Range(6, 7)), List.of(new CutText(9, 30)));

    assertEquals(
        new HistoryState(
            List.of(new Range(0, 2)), List.of(new Range(3, 4)), List.of(new CutText(6, 30))),
        state.without(3));
    assertEquals(10, state.changedTo());
  }

  @Test
  void whatWasClearedIsSettledToo() {
    HistoryState state =
        new HistoryState(List.of(new Range(1, 5)), List.of(new Range(5, 19)), List.of());

    SentHistory history = SentHistory.of(1, true, state, hashes(PrefixCalls.turns("m", 10, 1)), 18);

    assertEquals(19, history.settledItems());
    assertEquals(
        OptionalInt.of(3),
        history.missingInFrontOf(hashes(PrefixCalls.turns("m", 11, 1).subList(3, 22))));
  }

  /** Another model reads nothing of the cache, so there is nothing to be kept for it. */
  @Test
  void aCutIsNotCarriedOnIntoAnotherModel() {
    List<Item> items = PrefixCalls.turns("m", 10, 5);
    Call first = call(items, 120, Optional.empty());
    assertTrue(cut(first).keptFrom() > 0);

    Map<String, HistoryState> resumed =
        SentHistories.of(
                first.state(), TestModels.withProvider("b"), components(items), StopSignal.NEVER)
            .resumed();

    assertEquals(Map.of(), resumed);
    assertFalse(
        SentHistories.of(first.state(), MODEL, components(items), StopSignal.NEVER)
            .resumed()
            .isEmpty());
  }

  /** What is append-only without messages is known again too. */
  @Test
  void chunksThatAreAppendedToAreKnownAgain() {
    List<Item> chunks = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      chunks.add(PrefixCalls.item("c" + i, 1, PrefixCalls.passage("chunk " + i)));
    }
    HistoryState cut = cut(0, 4);
    Component before = results(chunks.subList(0, 9));
    List<SentHistory> histories =
        SentHistories.of(Optional.empty(), MODEL, List.of(before), StopSignal.NEVER)
            .cutAt(Map.of("results", cut));
    PrefixState state =
        new PrefixState(PrefixState.hashOf(MODEL), 0, 0, 1, List.of(), List.of(), histories);

    assertEquals(Map.of("results", cut), resumedIn(state, results(chunks)));
    assertEquals(Map.of(), resumedIn(state, results(chunks.subList(0, 8))));
    assertEquals(Map.of(), resumedIn(state, results(chunks.subList(1, 10))));
  }

  private static Component results(List<Item> chunks) {
    return PrefixCalls.component("results", ComponentKind.TOOL_RESULTS, DROP, chunks);
  }

  private static Map<String, HistoryState> resumedIn(PrefixState state, Component component) {
    return SentHistories.of(Optional.of(state), MODEL, List.of(component), StopSignal.NEVER)
        .resumed();
  }

  /** A token may hold a thousand histories: to know one again must not hash its id for each. */
  @Test
  void eachOfManyHistoriesIsLookedUpOnce() {
    int histories = 1000;
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < histories; i++) {
      List<Item> items = PrefixCalls.turns("m" + i + "-", 1, 1);
      components.add(PrefixCalls.component("h" + i, ComponentKind.HISTORY, DROP, items));
    }
    Optional<PrefixState> previous =
        Optional.of(
            new PrefixState(
                PrefixState.hashOf(MODEL),
                0,
                0,
                1,
                List.of(),
                List.of(),
                SentHistories.of(Optional.empty(), MODEL, components, StopSignal.NEVER)
                    .cutAt(Map.of())));
    long alone = allocatedBytes(Optional.empty(), components);

    long beside = allocatedBytes(previous, components);

    assertTrue(beside < 2 * alone, beside + " bytes allocated, " + alone + " without a token");
  }

  private static long allocatedBytes(Optional<PrefixState> previous, List<Component> components) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertEquals(
        Map.of(), SentHistories.of(previous, MODEL, components, StopSignal.NEVER).resumed());
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  /** A caller that has gone must not keep the server hashing. */
  @Test
  void everyItemAsksWhetherToGoOn() {
    List<Item> items = PrefixCalls.turns("m", 50, 1);
    int[] asked = {0};
    StopSignal stop = new StopSignal(() -> ++asked[0] == 40);

    assertThrows(
        StopSignal.Stopped.class,
        () -> SentHistories.of(Optional.empty(), MODEL, components(items), stop));
    assertEquals(40, asked[0]);
  }
}
