package dev.contextbudget.dialect.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.ItemHint;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonEdits;
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

/** A valid body stays valid however it is cut, and is the same bytes if it is not. */
class FittedBodyPropertyTest {
  private static final int BUDGETS = 3;

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void isTheSameBytesIfNothingIsCut(long seed) {
    String json = new RandomInput(seed).body();
    Bodies.Measured body = Bodies.measure(Bodies.read(json));
    JsonEdits edits = body.fit((int) body.tokens() + 100, Notes.DEFAULT).orElseThrow();
    assertTrue(edits.edits().isEmpty());
    assertEquals(json, edits.text().decode());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void staysValidHoweverItIsCut(long seed) {
    RandomInput input = new RandomInput(seed);
    String json = input.body();
    ProviderBody body = Bodies.read(json);
    assertEquals(List.of(), body.problems());
    Random random = input.random();
    for (int i = 0; i < BUDGETS; i++) {
      Reduction reduction = reduction(random);
      Bodies.Measured measured = Bodies.measure(body, hints(body, random), reduction);
      assertEquals(List.of(), measured.violations());
      int budget = 1 + random.nextInt((int) measured.tokens());
      Notes notes = random.nextBoolean() ? Notes.DEFAULT : silent();
      Optional<String> fitted =
          measured.fit(budget, notes).map(JsonEdits::text).map(Utf8Text::decode);
      if (fitted.isPresent()) {
        assertEquals(
            Optional.empty(),
            FittedCheck.fault(json, fitted.get()),
            () -> reduction + "\n" + json + "\n" + fitted.get());
        Bodies.Measured again = Bodies.measure(Bodies.read(fitted.get()));
        assertTrue(again.tokens() <= budget, () -> again.tokens() + " > " + budget);
        assertEquals(List.of(), again.violations());
      }
    }
  }

  private static Notes silent() {
    Notes notes = Notes.DEFAULT;
    return new Notes(false, notes.history(), notes.items(), notes.cut(), notes.cleared());
  }

  private static Reduction reduction(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> new Reduction.DropItems();
      case 1 -> new Reduction.KeepLastTurns(random.nextInt(3));
      case 2 -> new Reduction.Window(1 + random.nextInt(6), random.nextInt(2));
      case 3 -> new Reduction.Truncate(Reduction.Side.values()[random.nextInt(3)]);
      case 4 -> new Reduction.ByRelevance(Reduction.ByRelevance.DEFAULT_OFFSET_TOKENS);
      default -> new Reduction.ClearToolResults(random.nextInt(2), 0, Set.of());
    };
  }

  /** Not between a call and its result, which the API of the service refuses. */
  private static Optional<Stability> stability(BodyMessage message, Random random) {
    return message.role() == Role.USER && random.nextInt(5) == 0
        ? Optional.of(Stability.SESSION)
        : Optional.empty();
  }

  private static Map<String, ItemHint> hints(ProviderBody body, Random random) {
    Map<String, ItemHint> hints = new HashMap<>();
    for (BodyMessage message : body.messages()) {
      if (random.nextInt(8) == 0) {
        hints.put(
            message.id(),
            new ItemHint(
                OptionalInt.of(random.nextInt(3)),
                random.nextInt(4) == 0 ? Optional.of(true) : Optional.empty(),
                stability(message, random),
                OptionalDouble.of(random.nextInt(5)),
                ""));
      }
    }
    return hints;
  }
}
