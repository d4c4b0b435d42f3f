package dev.contextbudget.core.budget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WaterFillTest {
  private static final long NO_CEILING = 2_000_000_000L;

  static LongStream seeds() {
    return Seeds.all();
  }

  static Stream<Arguments> divisions() {
    return Stream.of(
        Arguments.of("weights are ratios", 90, List.of(any("a", 1), any("b", 2)), ints(30, 60)),
        Arguments.of(
            "a ceiling frees its share for the others",
            100,
            List.of(Claim.of("a", 0, 60, 1), Claim.of("b", 0, 10, 1)),
            ints(60, 10)),
        Arguments.of(
            "a floor is paid before sharing",
            10,
            List.of(Claim.of("a", 8, NO_CEILING, 1), any("b", 1)),
            ints(8, 2)),
        Arguments.of(
            "a floor below the fair share adds nothing to it",
            20,
            List.of(Claim.of("a", 8, NO_CEILING, 1), any("b", 1)),
            ints(10, 10)),
        Arguments.of(
            "floors may fill the budget",
            10,
            List.of(Claim.of("a", 8, 9, 1), Claim.of("b", 2, 9, 5)),
            ints(8, 2)),
        Arguments.of(
            "ceilings may leave some of it",
            100,
            List.of(Claim.of("a", 7, 7, 1), Claim.of("b", 0, 9, 5)),
            ints(7, 9)),
        Arguments.of(
            "the token left goes to the largest remainder",
            5,
            List.of(any("a", 2), any("b", 1)),
            ints(3, 2)),
        Arguments.of(
            "of equal remainders to the larger weight",
            2,
            List.of(any("a", 1), any("b", 3)),
            ints(0, 2)),
        Arguments.of(
            "of equal weights to the name that sorts first",
            5,
            List.of(any("b", 1), any("a", 1)),
            ints(2, 3)),
        Arguments.of(
            "decimal weights are what they say",
            10,
            List.of(any("a", 0.1), any("b", 0.2), any("c", 0.7)),
            ints(1, 2, 7)),
        Arguments.of(
            "a weight of next to nothing gets nothing",
            1_000_000_000,
            List.of(any("a", 1e-300), any("b", 1e300)),
            ints(0, 1_000_000_000)),
        Arguments.of(
            "but all that the others leave",
            1_000_000_000,
            List.of(any("a", 1e-300), Claim.of("b", 0, 10, 1e300)),
            ints(999_999_990, 10)),
        Arguments.of(
            "the smallest and the largest double are weights",
            3,
            List.of(any("a", Double.MIN_VALUE), any("b", Double.MAX_VALUE)),
            ints(0, 3)),
        Arguments.of("nothing is divided into nothing", 0, List.of(any("a", 1)), ints(0)),
        Arguments.of("nobody gets anything", 10, List.<Claim>of(), ints()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("divisions")
  void divides(String name, int budget, List<Claim> claims, int[] expected) {
    assertArrayEquals(expected, WaterFill.divide(budget, claims));
  }

  static Stream<Arguments> roundings() {
    return Stream.of(
        Arguments.of("remainders stay", "5", List.of(any("a", 2), any("b", 1)), ints(3, 1)),
        Arguments.of(
            "a share of exactly n tokens is n",
            "10",
            List.of(any("a", 0.1), any("b", 0.2), any("c", 0.7)),
            ints(1, 2, 7)),
        Arguments.of(
            "bounds are rounded down last",
            "10",
            List.of(
                new Claim("a", new BigDecimal("2.6"), new BigDecimal("2.6"), 1),
                new Claim("b", BigDecimal.ZERO, new BigDecimal("3.4"), 1),
                any("c", 1)),
            ints(2, 3, 4)),
        Arguments.of(
            "a part of a token is divided too",
            "10.5",
            List.of(any("a", 1), any("b", 1), any("c", 1.5)),
            ints(3, 3, 4)),
        Arguments.of(
            "floors over the budget are all there is",
            "10",
            List.of(Claim.of("a", 8, 9, 1), Claim.of("b", 3, 9, 5)),
            ints(8, 3)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("roundings")
  void roundsDown(String name, String budget, List<Claim> claims, int[] expected) {
    assertArrayEquals(expected, WaterFill.roundDown(new BigDecimal(budget), claims));
  }

  /** Shares of 6 : 6 : 2 are 4.29, 4.29, 1.43 of 10 and 4.71, 4.71, 1.57 of 11. */
  @Test
  void dividingHasTheAlabamaParadoxAndRoundingDownHasNot() {
    List<Claim> claims = List.of(any("a", 6), any("b", 6), any("c", 2));

    assertArrayEquals(ints(4, 4, 2), WaterFill.divide(10, claims));
    assertArrayEquals(ints(5, 5, 1), WaterFill.divide(11, claims));
    assertArrayEquals(ints(4, 4, 1), WaterFill.roundDown(BigDecimal.valueOf(10), claims));
    assertArrayEquals(ints(4, 4, 1), WaterFill.roundDown(BigDecimal.valueOf(11), claims));
  }

  @Test
  void refusesFloorsOverTheBudgetAndBrokenBounds() {
    List<Claim> floors = List.of(Claim.of("a", 8, 9, 1), Claim.of("b", 3, 9, 1));
    List<Claim> broken = List.of(new Claim("a", new BigDecimal("0.5"), BigDecimal.valueOf(3), 1));

    assertThrows(IllegalArgumentException.class, () -> WaterFill.divide(10, floors));
    assertThrows(IllegalArgumentException.class, () -> WaterFill.divide(10, broken));
    for (double weight : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> Claim.of("a", 0, 1, weight));
    }
    assertThrows(IllegalArgumentException.class, () -> Claim.of("a", 2, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> Claim.of("a", -1, 1, 1));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void spendsEveryTokenItMayAndKeepsEveryBound(long seed) {
    Random random = new Random(seed);
    List<Claim> claims = randomClaims(random, seed % 100 == 0 ? 1000 : 40, 300);
    int budget = randomBudget(random, claims);

    int[] tokens = WaterFill.divide(budget, claims);
    int[] down = WaterFill.roundDown(BigDecimal.valueOf(budget), claims);

    long ceilings = claims.stream().mapToLong(claim -> claim.ceilingTokens().longValue()).sum();
    assertEquals(Math.min(budget, ceilings), IntStream.of(tokens).asLongStream().sum());
    for (int i = 0; i < tokens.length; i++) {
      Claim claim = claims.get(i);
      assertTrue(down[i] >= claim.floorTokens().intValue(), claim.toString());
      assertTrue(tokens[i] - down[i] == 0 || tokens[i] - down[i] == 1, claim.toString());
      assertTrue(tokens[i] <= claim.ceilingTokens().longValue(), claim.toString());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void doesNotDependOnTheOrderOfTheClaims(long seed) {
    Random random = new Random(seed);
    List<Claim> claims = randomClaims(random, 40, 300);
    List<Claim> shuffled = new ArrayList<>(claims);
    Collections.shuffle(shuffled, random);
    int budget = randomBudget(random, claims);
    BigDecimal exact = BigDecimal.valueOf(budget);

    assertEquals(
        byName(claims, WaterFill.divide(budget, claims)),
        byName(shuffled, WaterFill.divide(budget, shuffled)));
    assertEquals(
        byName(claims, WaterFill.roundDown(exact, claims)),
        byName(shuffled, WaterFill.roundDown(exact, shuffled)));
  }

  /** Oracle: no claim can gain a token without taking it from one with less per unit of weight. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void leavesNoFairExchange(long seed) {
    Random random = new Random(seed);
    List<Claim> claims = randomClaims(random, 20, 300);

    int[] tokens = WaterFill.divide(randomBudget(random, claims), claims);

    for (int i = 0; i < tokens.length; i++) {
      for (int j = 0; j < tokens.length; j++) {
        Claim winner = claims.get(i);
        Claim loser = claims.get(j);
        if (tokens[i] < winner.ceilingTokens().longValue()
            && tokens[j] > loser.floorTokens().longValue()) {
          BigDecimal after = BigDecimal.valueOf(tokens[i] + 1L).multiply(weight(loser));
          BigDecimal before = BigDecimal.valueOf(tokens[j] - 1L).multiply(weight(winner));
          assertTrue(before.compareTo(after) <= 0, winner + " should take from " + loser);
        }
      }
    }
  }

  /** Oracle: the level found by halving an interval, in floating point. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void agreesWithTheLevelFoundByBisection(long seed) {
    Random random = new Random(seed);
    List<Claim> claims = randomClaims(random, 40, 3);
    int budget = randomBudget(random, claims);
    double low = 0;
    double high = 1e13; // 2e9 tokens at a weight of 1e-3
    for (int step = 0; step < 200; step++) {
      double middle = (low + high) / 2;
      double held = claims.stream().mapToDouble(claim -> held(claim, middle)).sum();
      low = held < budget ? middle : low;
      high = held < budget ? high : middle;
    }

    int[] tokens = WaterFill.divide(budget, claims);
    int[] down = WaterFill.roundDown(BigDecimal.valueOf(budget), claims);

    for (int i = 0; i < tokens.length; i++) {
      double share = held(claims.get(i), high);
      double noise = 1e-6 + share * 1e-9;
      assertTrue(Math.abs(tokens[i] - share) < 1 + noise, claims.get(i).toString());
      assertTrue(down[i] <= share + noise && down[i] > share - 1 - noise);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void takesNothingFromAnyoneWhenTheBudgetGrows(long seed) {
    Random random = new Random(seed);
    List<Claim> claims = randomClaims(random, 40, seed % 2 == 0 ? 300 : 3);
    long budget = randomBudget(random, claims);
    int[] before = WaterFill.roundDown(BigDecimal.valueOf(budget), claims);
    for (int step = 0; step < 20; step++) {
      budget += step < 10 ? 1 : random.nextInt(1 << step);
      int[] after = WaterFill.roundDown(BigDecimal.valueOf(budget), claims);
      for (int i = 0; i < after.length; i++) {
        assertTrue(after[i] >= before[i], claims.get(i).toString());
      }
      before = after;
    }
  }

  private static double held(Claim claim, double level) {
    double share = Math.max(level * claim.weight(), claim.floorTokens().doubleValue());
    return Math.min(share, claim.ceilingTokens().doubleValue());
  }

  private static BigDecimal weight(Claim claim) {
    return new BigDecimal(Double.toString(claim.weight()));
  }

  private static List<Claim> randomClaims(Random random, int most, int weightMagnitude) {
    int scale = 1 << random.nextInt(20);
    return IntStream.range(0, 1 + random.nextInt(most))
        .mapToObj(i -> randomClaim("c" + i, random, scale, weightMagnitude))
        .toList();
  }

  private static Claim randomClaim(String name, Random random, int scale, int weightMagnitude) {
    long floor = random.nextInt(3) == 0 ? random.nextInt(scale) : 0;
    long ceiling =
        switch (random.nextInt(3)) {
          case 0 -> NO_CEILING;
          case 1 -> floor;
          default -> floor + random.nextInt(3 * scale);
        };
    double weight =
        switch (random.nextInt(3)) {
          case 0 -> 1 + random.nextInt(4);
          case 1 -> (1 + random.nextInt(99)) / 100.0;
          default -> Math.pow(10, (random.nextDouble() * 2 - 1) * weightMagnitude);
        };
    return Claim.of(name, floor, ceiling, weight);
  }

  private static int randomBudget(Random random, List<Claim> claims) {
    long floors = claims.stream().mapToLong(claim -> claim.floorTokens().longValue()).sum();
    return Math.toIntExact(floors + random.nextInt(1 << random.nextInt(30)));
  }

  private static Map<String, Integer> byName(List<Claim> claims, int[] tokens) {
    Map<String, Integer> byName = new HashMap<>();
    for (int i = 0; i < tokens.length; i++) {
      byName.put(claims.get(i).name(), tokens[i]);
    }
    return byName;
  }

  private static Claim any(String name, double weight) {
    return Claim.of(name, 0, NO_CEILING, weight);
  }

  private static int[] ints(int... values) {
    return values;
  }
}
