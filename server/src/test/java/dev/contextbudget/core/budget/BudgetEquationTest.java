package dev.contextbudget.core.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BudgetEquationTest {
  private static final OptionalInt UNSET = OptionalInt.empty();

  static Stream<Arguments> equations() {
    return Stream.of(
        Arguments.of(
            "the window less the reserves",
            equation(128_000, 8_000, 2_000, 3_000, UNSET, 0, 0),
            115_000,
            0,
            118_000),
        Arguments.of(
            "the model's limit on input, if that is less",
            equation(400_000, 0, 0, 20_000, OptionalInt.of(272_000), 0, 0),
            272_000,
            0,
            272_000),
        Arguments.of(
            "less the tolerance of the framing",
            equation(1_000, 100, 0, 0, UNSET, 7, 0),
            893,
            7,
            893),
        Arguments.of(
            "less the error margin, exactly", // 110 / 1.1 in floating point is below 100
            equation(110, 0, 0, 0, UNSET, 0, 0.1),
            100,
            10,
            100),
        Arguments.of(
            "tolerance before margin, rounded down", // 1,000 / 1.05 = 952.4 and 1,100 / 1.05 =
            // 1,047.6
            equation(1_200, 90, 0, 100, UNSET, 10, 0.05),
            952,
            58,
            1_047));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("equations")
  void computes(String name, BudgetEquation equation, int budget, int margin, int limit) {
    assertEquals(budget, equation.inputBudgetTokens());
    assertEquals(margin, equation.errorMarginTokens());
    assertEquals(limit, equation.inputLimitTokens());
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  /** Oracle: whole thousandths, and the definition of the largest that fits. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv1And2_theBudgetIsTheMostThatFitsWithItsMargin(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int window = 1 + random.nextInt(1 << (1 + random.nextInt(29)));
    int output = random.nextInt(window + 1);
    int thinking = random.nextInt(window - output + 1);
    int headroom = random.nextInt(window - output - thinking + 1) / (1 + random.nextInt(9));
    OptionalInt most = random.nextBoolean() ? UNSET : OptionalInt.of(1 + random.nextInt(window));
    int tolerance = random.nextInt(9);
    int thousandths = random.nextInt(3) == 0 ? 0 : random.nextInt(700);

    BudgetEquation equation =
        equation(window, output, thinking, headroom, most, tolerance, thousandths / 1000.0);

    long free = Math.min(window - output - thinking - headroom, most.orElse(window));
    long room = 1000 * Math.max(0, free - tolerance);
    long budget = equation.inputBudgetTokens();
    assertTrue(budget * (1000 + thousandths) <= room, "too much");
    assertTrue((budget + 1) * (1000 + thousandths) > room, "too little");
    assertEquals(free - budget, equation.errorMarginTokens());
  }

  static Stream<Arguments> reserves() {
    Preset tokens = preset(new Amount.Tokens(300), new Amount.Tokens(40));
    Preset shares = preset(new Amount.Ratio(0.2), new Amount.Ratio(0.05));
    return Stream.of(
        Arguments.of("a tenth of the window", policy(UNSET, UNSET, null), 10_000, 1_000, 0),
        Arguments.of("or all that the model can say", policy(UNSET, UNSET, null), 90_000, 4_096, 0),
        Arguments.of("or the preset's tokens", policy(UNSET, UNSET, tokens), 10_000, 300, 40),
        Arguments.of("or the preset's shares", policy(UNSET, UNSET, shares), 10_000, 2_000, 500),
        Arguments.of(
            "but first the policy's",
            policy(OptionalInt.of(0), OptionalInt.of(7), shares),
            10_000,
            0,
            7));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("reserves")
  void reserves(String name, Reserves reserves, int window, int output, int headroom) {
    BudgetEquation equation =
        BudgetEquation.of(
            new ModelLimits(window, OptionalInt.of(80_000), OptionalInt.of(4_096), 3, 0.02),
            reserves);

    assertEquals(window, equation.contextWindowTokens());
    assertEquals(output, equation.outputReserveTokens());
    assertEquals(0, equation.thinkingReserveTokens());
    assertEquals(headroom, equation.headroomTokens());
    assertEquals(OptionalInt.of(80_000), equation.maxInputTokens());
    assertEquals(3, equation.framingToleranceTokens());
    assertEquals(0.02, equation.errorMarginRatio());
  }

  @Test
  void takesASmallerWindowThanTheModelsAndRefusesALargerOne() {
    ModelLimits model = ModelLimits.ofWindow(10_000);

    assertEquals(
        4_500,
        BudgetEquation.of(model, window(5_000)).inputBudgetTokens(),
        "the default reserve is a tenth of the smaller window");
    InvalidRequest failure =
        assertThrows(InvalidRequest.class, () -> BudgetEquation.of(model, window(10_001)));
    assertEquals(Reason.OUT_OF_RANGE, failure.reason());
    assertEquals("policy.context_window_tokens", failure.metadata().get("field"));
    assertEquals("10000", failure.metadata().get("limit"));
    assertEquals("10001", failure.metadata().get("actual"));
  }

  static Stream<Arguments> tooLarge() {
    Preset large = preset(new Amount.Tokens(60), new Amount.Tokens(50));
    return Stream.of(
        Arguments.of("policy.output_reserve_tokens", 101, 0, 0, null, 101),
        Arguments.of("policy.thinking_reserve_tokens", 50, 51, 0, null, 101),
        Arguments.of("policy.headroom_tokens", 50, 30, 30, null, 110),
        Arguments.of("policy.preset", -1, 0, -1, large, 110),
        Arguments.of("policy.headroom_tokens", -1, 0, 50, large, 110),
        Arguments.of(
            "policy.thinking_reserve_tokens",
            100,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            null,
            100L + Integer.MAX_VALUE));
  }

  @ParameterizedTest(name = "{0}: {1} + {2} + {3}")
  @MethodSource("tooLarge")
  void namesTheReserveThatExceedsTheWindow(
      String field, int output, int thinking, int headroom, Preset preset, long sum) {
    Reserves reserves =
        new Reserves(
            UNSET,
            output < 0 ? UNSET : OptionalInt.of(output),
            thinking,
            headroom < 0 ? UNSET : OptionalInt.of(headroom),
            Optional.ofNullable(preset));

    InvalidRequest failure =
        assertThrows(
            InvalidRequest.class, () -> BudgetEquation.of(ModelLimits.ofWindow(100), reserves));

    assertEquals(Reason.OUT_OF_RANGE, failure.reason());
    assertEquals(field, failure.metadata().get("field"));
    assertEquals(Long.toString(sum), failure.metadata().get("actual"));
    assertEquals("100", failure.metadata().get("limit"));
  }

  @Test
  void hasNothingToDivideWhereReservesToleranceAndMarginTakeTheWindow() {
    ModelLimits model = new ModelLimits(100, UNSET, UNSET, 10, 0.5);

    assertEquals(1, budgetWithReserve(model, 88)); // 12 - 10 = 2, over 1.5
    assertEquals(0, budgetWithReserve(model, 89));
    assertEquals(0, budgetWithReserve(model, 100));
  }

  @Test
  void whereThereIsNothingTheFailureStatesWhatTheWorkNeeds() {
    BudgetEquation nothing = equation(100, 95, 0, 0, UNSET, 10, 0);

    BudgetUnsatisfiable failure =
        assertThrows(BudgetUnsatisfiable.class, () -> nothing.spend(BudgetEquationTest::needing40));

    assertEquals(40, failure.requiredTokens());
    assertEquals(0, failure.availableTokens());
    assertEquals(List.of("a"), failure.forcedBy());
  }

  @Test
  void whereThereIsNothingWorkThatNeedsNextToNothingFailsToo() {
    BudgetEquation nothing = equation(100, 100, 0, 0, UNSET, 0, 0);

    BudgetUnsatisfiable failure =
        assertThrows(BudgetUnsatisfiable.class, () -> nothing.spend(budget -> budget));

    assertEquals(1, failure.requiredTokens());
    assertEquals(0, failure.availableTokens());
  }

  @Test
  void spendsWhatThereIs() {
    assertEquals(60, equation(100, 40, 0, 0, UNSET, 0, 0).spend(BudgetEquationTest::needing40));
  }

  private static int needing40(int budgetTokens) {
    if (budgetTokens < 40) {
      throw new BudgetUnsatisfiable(40, budgetTokens, List.of("a"));
    }
    return budgetTokens;
  }

  private static int budgetWithReserve(ModelLimits model, int outputTokens) {
    return BudgetEquation.of(model, policy(OptionalInt.of(outputTokens), UNSET, null))
        .inputBudgetTokens();
  }

  private static BudgetEquation equation(
      int window,
      int output,
      int thinking,
      int headroom,
      OptionalInt maxInput,
      int tolerance,
      double margin) {
    return new BudgetEquation(window, output, thinking, headroom, maxInput, tolerance, margin);
  }

  private static Reserves policy(OptionalInt output, OptionalInt headroom, Preset preset) {
    return new Reserves(UNSET, output, 0, headroom, Optional.ofNullable(preset));
  }

  private static Reserves window(int tokens) {
    return new Reserves(OptionalInt.of(tokens), UNSET, 0, UNSET, Optional.empty());
  }

  private static Preset preset(Amount output, Amount headroom) {
    return new Preset("p", "d", "s", List.of(), UNSET, Optional.of(output), Optional.of(headroom));
  }
}
