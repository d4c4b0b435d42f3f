package dev.contextbudget.core.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Up to twelve passages against every choice there is. */
class OracleTest {
  private static final double ROUNDING = 1e-9;

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Component passages(long seed) {
    RandomRequests requests = new RandomRequests(seed);
    SplittableRandom random = requests.random();
    List<Item> items =
        IntStream.range(0, 1 + random.nextInt(12))
            .mapToObj(
                i ->
                    ItemBuilder.of(
                            "p" + i,
                            new Body.Passage(Utf8Text.of(requests.text(30) + "end"), "", List.of()))
                        .pinned(random.nextInt(10) == 0)
                        .score(random.nextInt(100) / 100.0)
                        .build())
            .toList();
    return ComponentBuilder.of("retrieved", ComponentKind.RETRIEVED, items)
        .pinned(false)
        .stability(Stability.REQUEST)
        .reduction(new Reduction.ByRelevance(40))
        .build();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theStatedDistanceFromTheOptimumIsTrue(long seed) {
    Component component = passages(seed);
    Notes none =
        new Notes(
            false,
            Notes.DEFAULT.history(),
            Notes.DEFAULT.items(),
            Notes.DEFAULT.cut(),
            Notes.DEFAULT.cleared());
    FitPolicy policy = new FitPolicy(List.of(), List.of(), 1, 0.7, List.of(), none, false);
    int framing = TestModels.PER_REQUEST + TestModels.PER_REPLY + TestModels.PER_MESSAGE + 1;
    int budget = framing + 1 + new SplittableRandom(seed).nextInt(200);
    Optional<FitResult> fit = RandomCase.fit(List.of(component), budget, policy);

    List<Item> items = component.items();
    int room = budget - framing;
    int pinned = 0;
    for (Item item : items) {
      pinned += item.pinned() ? tokens(item) : 0;
    }
    assertEquals(pinned <= room, fit.isPresent(), "pinned " + pinned + " of " + room);
    if (fit.isEmpty()) {
      return;
    }
    double optimum = 0;
    for (int set = 0; set < 1 << items.size(); set++) {
      int tokens = 0;
      double value = 0;
      boolean allPinned = true;
      for (int i = 0; i < items.size(); i++) {
        if ((set >> i & 1) == 1) {
          tokens += tokens(items.get(i));
          value += items.get(i).pinned() ? 0 : value(items.get(i));
        } else {
          allPinned &= !items.get(i).pinned();
        }
      }
      if (allPinned && tokens <= room) {
        optimum = Math.max(optimum, value);
      }
    }
    double ours = 0;
    for (int i = 0; i < items.size(); i++) {
      boolean kept = fit.get().decisions().get(i).action() == Action.KEEP;
      ours += kept && !items.get(i).pinned() ? value(items.get(i)) : 0;
    }
    double bound = fit.get().margin().optimalityGapRatio();
    assertTrue(ours <= optimum + ROUNDING, ours + " above the optimum " + optimum);
    assertTrue(
        ours >= optimum * (1 - bound) - ROUNDING,
        "%s is further from %s than %s".formatted(ours, optimum, bound));
    // greedy by value per token, or the best single item it skipped: at least half together
    double largest =
        items.stream().filter(i -> !i.pinned()).mapToDouble(OracleTest::value).max().orElse(0);
    assertTrue(2 * Math.max(ours, largest) >= optimum - ROUNDING);
  }

  private static int tokens(Item item) {
    return new dev.contextbudget.core.token.WordTokenizer()
        .count(((dev.contextbudget.core.item.Body.Passage) item.body()).text());
  }

  private static double value(Item item) {
    return item.score() / Math.sqrt(tokens(item) + 40.0) * tokens(item);
  }
}
