package dev.contextbudget.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Part.Payload;
import dev.contextbudget.core.model.PatchImages.Limits;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Counts by hand; those of the providers are in {@code ChatCountsTest}. */
class ImageFormulaTest {
  private static final Limits SMALL = new Limits(1536, 2048);
  private static final ImageFormula TILES = new TileImages(85, 170, 0);
  private static final ImageFormula PATCHES = new PatchImages(SMALL, SMALL, false, 1, 0);
  private static final ImageFormula ORIGINAL =
      new PatchImages(SMALL, new Limits(10_000, 6000), true, 1, 0);
  private static final ImageFormula PADDED = new PaddedPatchImages(1568, 1568, 0);
  private static final ImageFormula CROPS = new CropImages(258, 0);
  private static final ImageFormula DETAIL = new DetailImages(Map.of("low", 280), 1120, 0);
  private static final ImageFormula GRID = new GridImages(1601, 560, 4, 0);
  private static final ImageFormula ROWS = new RowImages(1540, 28, 0);

  static Stream<Arguments> images() {
    return Stream.of(
        Arguments.of("tiles: never up", TILES, 128, 64, "high", 85 + 170),
        Arguments.of("tiles: one to the edge", TILES, 512, 512, "auto", 85 + 170),
        Arguments.of("tiles: beyond the edge", TILES, 513, 512, "auto", 85 + 2 * 170),
        Arguments.of("tiles: 8000x400 to 2048x102", TILES, 8000, 400, "high", 85 + 4 * 170),
        Arguments.of("patches: padded", PATCHES, 33, 32, "auto", 2),
        Arguments.of("patches: 1800x2400 to 1056x1408", PATCHES, 1800, 2400, "high", 33 * 44),
        Arguments.of("patches: of a pixel", PATCHES, 1, 1, "auto", 1),
        Arguments.of("patches: a line to 2048x1", PATCHES, 65_536, 1, "high", 64),
        Arguments.of("patches: auto as original", ORIGINAL, 3200, 3200, "auto", 10_000),
        Arguments.of("patches: high as high", ORIGINAL, 1216, 1216, "high", 38 * 38),
        Arguments.of("patches: low as high", ORIGINAL, 3200, 3200, "low", 39 * 39),
        Arguments.of("patches: none as auto", ORIGINAL, 3200, 3200, "", 10_000),
        Arguments.of("patches: unknown as auto", ORIGINAL, 3200, 3200, "HIGH", 10_000),
        Arguments.of("patches: none as auto, high", PATCHES, 3200, 3200, "", 39 * 39),
        Arguments.of("padded: of a pixel", PADDED, 1, 1, "auto", 1),
        Arguments.of("padded: a line to 1568x1", PADDED, 65_536, 1, "auto", 56),
        Arguments.of(
            "padded: 3136x1065 to 1568x532.5, to even", PADDED, 3136, 1065, "auto", 56 * 19),
        Arguments.of("padded: 2494x3066 to 980x1205", PADDED, 2494, 3066, "auto", 35 * 44),
        Arguments.of("crops: small", CROPS, 384, 384, "auto", 258),
        Arguments.of("crops: 960x540 in 3 x 2 of 360", CROPS, 960, 540, "auto", 6 * 258),
        Arguments.of("crops: 4000x3000 in 6 x 4 of 768", CROPS, 4000, 3000, "auto", 24 * 258),
        Arguments.of("crops: 1000x100 in 4 x 1 of 256", CROPS, 1000, 100, "auto", 4 * 258),
        Arguments.of("detail: named", DETAIL, 10, 10, "low", 280),
        Arguments.of("detail: other", DETAIL, 10, 10, "auto", 1120),
        Arguments.of("grid: one", GRID, 560, 560, "auto", 1601),
        Arguments.of("grid: at most four", GRID, 5000, 5000, "auto", 4 * 1601),
        Arguments.of("rows: 2 x 3 and 3 breaks", ROWS, 56, 57, "auto", 2 * 3 + 3),
        Arguments.of("rows: 3080x1540 to 1540x770", ROWS, 3080, 1540, "auto", 55 * 28 + 28));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void countsByHand(
      String name, ImageFormula formula, int width, int height, String detail, int expected) {
    assertEquals(expected, formula.imageTokens(image(width, height, detail)));
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  /** Sizes of every order of magnitude, on either side, at every detail. */
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void staysWithinItsLimitsAndIsTheSameLyingDown(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int width = random.nextInt(1, 2 << random.nextInt(16));
    int height = random.nextInt(1, 2 << random.nextInt(16));
    for (String detail : List.of("low", "high", "original", "auto")) {
      for (ImageFormula formula : List.of(TILES, PATCHES, ORIGINAL, PADDED, CROPS, GRID)) {
        int tokens = formula.imageTokens(image(width, height, detail));
        assertTrue(tokens > 0, formula + " " + detail);
        assertEquals(tokens, formula.imageTokens(image(height, width, detail)), formula + detail);
      }
      assertTrue(TILES.imageTokens(image(width, height, detail)) <= 85 + 8 * 170);
      assertTrue(PATCHES.imageTokens(image(width, height, detail)) <= 1536);
      assertTrue(PADDED.imageTokens(image(width, height, detail)) <= 1568);
    }
  }

  /** As the contract has it: none and a name that a formula does not know are `auto`. */
  @ParameterizedTest
  @MethodSource("formulas")
  void aDetailThatIsNotKnownIsAuto(ImageFormula formula) {
    int auto = formula.imageTokens(image(3200, 2400, "auto"));
    for (String detail : List.of("", "foo", "HIGH", "Original")) {
      assertEquals(auto, formula.imageTokens(image(3200, 2400, detail)), detail);
    }
  }

  static Stream<ImageFormula> formulas() {
    return Stream.of(TILES, PATCHES, ORIGINAL, PADDED, CROPS, DETAIL, GRID, ROWS);
  }

  /** 150 * 1.2 is 180.00000000000003 to a machine. */
  @Test
  void roundsProductsOfPatchesUpOnlyIfTheyAreNotWhole() {
    ImageFormula formula = new PatchImages(SMALL, SMALL, false, 1.2, 0);

    assertEquals(180, formula.imageTokens(image(15 * 32, 10 * 32, "auto")));
    assertEquals(77, formula.imageTokens(image(8 * 32, 8 * 32, "auto")));
  }

  @Test
  void refusesLimitsAndMultipliersThatAreNone() {
    assertThrows(IllegalArgumentException.class, () -> new Limits(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 0));
    assertThrows(
        IllegalArgumentException.class, () -> new PatchImages(SMALL, SMALL, false, Double.NaN, 0));
  }

  private static Part.Image image(int width, int height, String detail) {
    return new Part.Image(width, height, detail, "image/png", Payload.EMPTY);
  }

  static Stream<Arguments> limits() {
    return Stream.of(
        Arguments.of("tiles: long side", TILES, "high", 2048, 768),
        Arguments.of("tiles: short side", TILES, "auto", 768, 2048),
        Arguments.of("patches: long side", PATCHES, "high", 2048, 32),
        Arguments.of("patches: number", PATCHES, "auto", 1536, 1024),
        Arguments.of("patches: original", ORIGINAL, "auto", 3200, 3200),
        Arguments.of("padded: long side", PADDED, "", 1568, 28),
        Arguments.of("padded: number", PADDED, "", 1092, 1120),
        Arguments.of("grid", GRID, "", 1120, 1120),
        Arguments.of("rows", ROWS, "", 1540, 1540));
  }

  /** What is not scaled costs what its pixels do; a pixel more on either side is scaled, or cut. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("limits")
  void scalesDownOnlyAboveItsLimits(
      String name, ImageFormula formula, String detail, int width, int height) {
    assertFalse(formula.isScaledDown(image(width, height, detail)), name);
    assertTrue(
        formula.isScaledDown(image(width + 1, height, detail))
            || formula.isScaledDown(image(width, height + 1, detail)),
        name);
  }

  @Test
  void doesNotCallWhatWasAskedForScaled() {
    assertFalse(TILES.isScaledDown(image(4000, 4000, "low")));
    assertFalse(CROPS.isScaledDown(image(9000, 9000, "")));
  }
}
