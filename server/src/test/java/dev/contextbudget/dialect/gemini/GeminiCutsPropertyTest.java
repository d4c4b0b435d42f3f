package dev.contextbudget.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.ItemHint;
import dev.contextbudget.dialect.ProviderBody;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Valid bodies at random, fitted into budgets at random. */
class GeminiCutsPropertyTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  private static Reduction reduction(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Reduction.KeepLastTurns(random.nextInt(4));
      case 1 -> new Reduction.ClearToolResults(random.nextInt(3), 0, Set.of());
      case 2 -> new Reduction.ByRelevance(40);
      case 3, 4 -> new Reduction.Truncate(Reduction.Side.values()[random.nextInt(3)]);
      default -> new Reduction.DropItems();
    };
  }

  private static Map<String, ItemHint> looseInstructions(ProviderBody body) {
    Map<String, ItemHint> hints = new HashMap<>();
    for (BodyText text : body.system()) {
      hints.put(
          text.id(),
          new ItemHint(
              OptionalInt.empty(),
              Optional.of(false),
              Optional.empty(),
              OptionalDouble.empty(),
              ""));
    }
    return hints;
  }

  private static ReadBody read(String json, Random random) {
    Map<String, ItemHint> hints =
        random.nextInt(3) == 0 ? looseInstructions(ReadBody.body(json)) : Map.of();
    return ReadBody.of(json, hints, reduction(random));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsLeftIsAValidBodyAndCountsNoMore(long seed) {
    String json = RandomGeminiBody.json(seed);
    Random random = new Random(~seed);
    ReadBody body = read(json, random);
    assertEquals(List.of(), body.body().problems());
    assertEquals(List.of(), body.violations());

    FitResult fit = body.fit(1 + random.nextInt(body.tokens()), random.nextInt(4) > 0);
    String fitted = body.render(fit);
    GeminiShape.check(json, fitted);
    ReadBody again = ReadBody.of(fitted);
    assertEquals(List.of(), again.body().problems());
    assertEquals(List.of(), again.violations());
    assertTrue(
        again.tokens() <= fit.totalTokens(),
        () -> "counted " + fit.totalTokens() + ", is " + again.tokens());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatFitsIsTheSameBytes(long seed) {
    String json = RandomGeminiBody.json(seed);
    ReadBody body = ReadBody.of(json);
    assertEquals(json, body.render(body.fit(2 * body.tokens(), true)));
  }
}
