package dev.contextbudget.core.prefix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.RandomRequests;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prefix.CacheReport.Boundary;
import dev.contextbudget.core.prefix.CacheReport.Mark;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a provider is told to cache, and what is read back from there. */
class CacheMarksTest {
  private static final ModelProfile MODEL = TestModels.withMarks();
  private static final FitPolicy POLICY =
      new FitPolicy(List.of(), List.of(), 1, 0.6, List.of(), Notes.DEFAULT, false);

  static LongStream seeds() {
    return Seeds.all();
  }

  private static FitResult fit(List<Component> components) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    return Fitter.fit(
        RandomRequests.request(MODEL, components, 1_000_000, POLICY),
        layout,
        new Sizer(MODEL, StopSignal.NEVER).measure(components, layout));
  }

  private static CacheReport report(List<Component> components, Optional<PrefixState> previous) {
    return report(components, previous, OptionalInt.empty());
  }

  private static CacheReport report(
      List<Component> components, Optional<PrefixState> previous, OptionalInt furtherTurns) {
    return report(components, previous, furtherTurns, Optional.empty());
  }

  private static CacheReport report(
      List<Component> components,
      Optional<PrefixState> previous,
      OptionalInt furtherTurns,
      Optional<Duration> sinceLastCall) {
    CacheView view =
        new CacheView(
            previous,
            sinceLastCall,
            furtherTurns,
            Optional.of(Duration.ofHours(1)),
            Optional.empty(),
            true);
    SentHistories sent = SentHistories.of(previous, MODEL, components, StopSignal.NEVER);
    return PrefixReport.of(MODEL, components, fit(components), sent, view, StopSignal.NEVER);
  }

  /** The last boundary has all before it: everything but the framing of request and reply. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void boundariesCountEverythingBeforeThem(long seed) {
    List<Component> components = components(new RandomRequests(seed));
    List<Boundary> boundaries = report(components, Optional.empty()).boundaries();

    int tokens = boundaries.isEmpty() ? 0 : boundaries.get(boundaries.size() - 1).tokens();
    int framing = new PartCounter(MODEL).requestFramingTokens();
    assertEquals(fit(components).totalTokens() - framing, tokens);
  }

  private static List<Mark> marks(List<Component> components) {
    return report(components, Optional.empty()).boundaries().stream().map(Boundary::mark).toList();
  }

  /** A request with a component of its own in every zone there can be. */
  private static List<Component> components(RandomRequests requests) {
    List<Component> components = new ArrayList<>();
    for (Component component : requests.components()) {
      boolean tools = component.hasTools() && requests.random().nextBoolean();
      components.add(
          tools
              ? ComponentBuilder.from(component).stability(Stability.APPEND_ONLY).build()
              : component);
    }
    for (Stability stability : Stability.values()) {
      if (requests.random().nextInt(3) == 0) {
        String id = "extra-" + stability.ordinal();
        components.add(0, requests.passages(id, ComponentKind.CUSTOM, 4, stability));
      }
    }
    return components;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv33_marksAreWithinTheProvidersLimits(long seed) {
    List<Component> components = components(new RandomRequests(seed));
    List<Boundary> marked =
        report(components, Optional.empty()).boundaries().stream()
            .filter(boundary -> boundary.mark() != Mark.NONE)
            .toList();

    assertTrue(marked.size() <= MODEL.cache().maxMarks(), marked.toString());
    boolean shorter = false;
    for (Boundary boundary : marked) {
      assertTrue(boundary.tokens() >= 20, boundary.toString());
      assertTrue(!shorter || boundary.mark() != Mark.LONG, "long behind short: " + marked);
      shorter |= boundary.mark() == Mark.DEFAULT;
      if (boundary.stability() == Stability.REQUEST) {
        assertEquals(
            List.of(),
            components.stream()
                .filter(c -> c.stability() == Stability.REQUEST)
                .filter(c -> c.kind() != ComponentKind.USER_INPUT)
                .filter(c -> c.items().stream().anyMatch(item -> !isEmpty(item)))
                .map(Component::id)
                .toList());
      }
    }
  }

  private static boolean isEmpty(Item item) {
    return item.body() instanceof Body.Passage p && (p.text() == null || p.text().isEmpty());
  }

  /** A passage beside the question is written at a price and not read by the next turn. */
  @Test
  void theUsersInputIsMarkedIfNothingMadeForThisRequestStandsBeforeIt() {
    Component system = passage("system", ComponentKind.SYSTEM, Stability.STATIC);
    Component input = passage("input", ComponentKind.USER_INPUT, Stability.REQUEST);
    Component memory = passage("memory", ComponentKind.MEMORY, Stability.REQUEST);

    assertEquals(List.of(Mark.LONG, Mark.DEFAULT), marks(List.of(system, input)));
    assertEquals(List.of(Mark.LONG, Mark.NONE), marks(List.of(system, memory, input)));
    assertEquals(List.of(Mark.LONG, Mark.NONE), marks(List.of(system, memory)));
  }

  @Test
  void onlyWhatWasMarkedIsReadBack() {
    Component system = passage("system", ComponentKind.SYSTEM, Stability.STATIC);
    Component memory = passage("memory", ComponentKind.MEMORY, Stability.REQUEST);
    CacheReport first = report(List.of(system, memory), Optional.empty());

    CacheReport second = report(List.of(system, memory), Optional.of(first.state()));

    assertEquals(first.boundaries().get(0).tokens(), second.expected().orElseThrow().readTokens());
  }

  /** A provider reads only where there is a mark, and charges for what is written up to one. */
  @Test
  void theLastCallIsMarkedWhereItReadsAndWritesNothing() {
    Component system = passage("system", ComponentKind.SYSTEM, Stability.STATIC);
    List<Item> talk = PrefixCalls.turns("t", 6, 4);
    List<Component> before =
        List.of(system, PrefixCalls.history(talk.subList(0, 7), new Reduction.DropItems()));
    List<Component> now = List.of(system, PrefixCalls.history(talk, new Reduction.DropItems()));
    CacheReport first = report(before, Optional.empty());

    CacheReport last = report(now, Optional.of(first.state()), OptionalInt.of(0));

    List<Boundary> marked = last.boundaries().stream().filter(b -> b.mark() != Mark.NONE).toList();
    assertEquals(List.of("t6"), marked.stream().map(Boundary::afterItemId).toList());
    assertEquals(marked.get(0).tokens(), last.expected().orElseThrow().readTokens());
    assertEquals(0, last.expected().orElseThrow().writeTokens());
    assertEquals(
        List.of(),
        report(now, Optional.empty(), OptionalInt.of(0)).boundaries().stream()
            .filter(b -> b.mark() != Mark.NONE)
            .toList());
  }

  /** Marks of the request live as long as each says: here five minutes behind the first zone. */
  @Test
  void whatLivesShorterIsNotReadAfterItsTime() {
    Component system = passage("system", ComponentKind.SYSTEM, Stability.STATIC);
    List<Item> talk = PrefixCalls.turns("t", 6, 4);
    List<Component> before =
        List.of(system, PrefixCalls.history(talk.subList(0, 8), new Reduction.DropItems()));
    List<Component> now =
        List.of(system, PrefixCalls.history(talk.subList(0, 10), new Reduction.DropItems()));
    CacheReport first = report(before, Optional.empty());
    int stable = first.boundaries().get(0).tokens();
    int all = first.boundaries().get(1).tokens();
    assertEquals(
        List.of(Mark.LONG, Mark.DEFAULT), first.boundaries().stream().map(Boundary::mark).toList());

    assertEquals(all, readAfter(Duration.ofSeconds(299), now, first));
    assertEquals(stable, readAfter(Duration.ofMinutes(5), now, first));
    assertEquals(stable, readAfter(Duration.ofSeconds(3599), now, first));
    assertEquals(0, readAfter(Duration.ofHours(1), now, first));
  }

  private static int readAfter(Duration time, List<Component> now, CacheReport first) {
    CacheReport report =
        report(now, Optional.of(first.state()), OptionalInt.empty(), Optional.of(time));
    return report.expected().orElseThrow().readTokens();
  }

  /** What died would have been paid anew in any case. */
  @Test
  void aChangeBehindALongMarkCostsNothingAfterTheShortTime() {
    Component system = passage("system", ComponentKind.SYSTEM, Stability.STATIC);
    List<Item> talk = PrefixCalls.turns("t", 4, 4);
    List<Item> other = PrefixCalls.turns("o", 4, 4);
    CacheReport first =
        report(
            List.of(system, PrefixCalls.history(talk, new Reduction.DropItems())),
            Optional.empty());
    List<Component> now = List.of(system, PrefixCalls.history(other, new Reduction.DropItems()));

    assertTrue(costAfter(Duration.ofMinutes(4), now, first) > 0);
    assertEquals(0, costAfter(Duration.ofMinutes(6), now, first));
  }

  private static double costAfter(Duration time, List<Component> now, CacheReport first) {
    return report(now, Optional.of(first.state()), OptionalInt.empty(), Optional.of(time))
        .firstDifference()
        .orElseThrow()
        .costUsd();
  }

  private static Component passage(String id, ComponentKind kind, Stability stability) {
    RandomRequests requests = new RandomRequests(1);
    Component component = requests.passages(id, kind, 1, stability);
    for (int seed = 2; textOf(component).length() < 100; seed++) {
      component = new RandomRequests(seed).passages(id, kind, 1, stability);
    }
    return component;
  }

  private static Utf8Text textOf(Component component) {
    return component.items().isEmpty()
        ? Utf8Text.EMPTY
        : ((Body.Passage) component.items().get(0).body()).text();
  }
}
