package dev.contextbudget.lint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Steps;
import dev.contextbudget.tokenizer.HostileText;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Work is linear in the bytes, whatever they are. */
class HostileVolatileTextTest {
  private static final int SMALL = 1 << 14;
  private static final int LARGE = 1 << 18;

  /** Words at which many shapes begin and none ends take up to 313 steps a byte. */
  private static final int MOST_STEPS_PER_BYTE = 350;

  @ParameterizedTest
  @EnumSource
  void takesSixteenTimesTheStepsForSixteenTimesTheBytes(HostileText text) {
    assertLinear(text.utf8(SMALL), text.utf8(LARGE));
  }

  /** Beginnings of what is looked for, one after the other and all in one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2", "2026-", "2026-11-2", "2026-11-22 14:03:2 ", "22.", "1:", "9:07-", "9:07 to ",
        "Nov 22, ", "Sun, ", "1795356202", "1795356202 bytes ", "550e8400-", "f", "0a", "aB1",
        "request id: ", "session_", "req_a1", "turn #", "turn 1 of ", "Step ", "e.g. ", "example ",
        "a\u0301", "\u0301", "字1", "at ", ":\n", "2026-11-22 "
      })
  void staysLinearWhereShapesBegin(String unit) {
    assertLinear(repeated(unit, SMALL), repeated(unit, LARGE));
  }

  private static byte[] repeated(String unit, int bytes) {
    int times = bytes / unit.getBytes(StandardCharsets.UTF_8).length;
    return unit.repeat(times).getBytes(StandardCharsets.UTF_8);
  }

  private static void assertLinear(byte[] small, byte[] large) {
    long few = Steps.of(FindingWork.FINDING, small);
    long many = Steps.of(FindingWork.FINDING, large);

    assertTrue(few > 0 && many <= 17 * few, "%d steps, %d".formatted(few, many));
    double perByte = (double) many / large.length;
    assertTrue(perByte <= MOST_STEPS_PER_BYTE, "%.1f steps a byte".formatted(perByte));
  }
}
