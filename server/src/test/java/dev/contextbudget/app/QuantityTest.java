package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "7B, 7",
    "1KiB, 1024",
    "16MiB, 16777216",
    "2GiB, 2147483648",
    "999999999GiB, 1073741822926258176"
  })
  void aSizeIsReadInItsUnit(String text, long bytes) {
    assertEquals(OptionalLong.of(bytes), Quantity.bytes(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "MiB", "1 MiB", "1mib", "1MB", "-1", "1.5MiB", "1234567890", "٣"})
  void anythingElseIsNoSize(String text) {
    assertTrue(Quantity.bytes(text).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"0s, 0", "250ms, 250", "5s, 5000", "2m, 120000", "24h, 86400000"})
  void aTimeIsReadInItsUnit(String text, long millis) {
    assertEquals(Optional.of(Duration.ofMillis(millis)), Quantity.duration(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "s", "5 s", "5S", "-5s", "1.5s", "1d", "PT5S", "1234567890s"})
  void anythingElseIsNoTime(String text) {
    assertTrue(Quantity.duration(text).isEmpty());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatIsWrittenIsReadAgain(long seed) {
    Random random = new Random(seed);
    long number = random.nextInt(1_000_000) * (1L << (10 * random.nextInt(3)));
    Duration duration =
        Duration.ofMillis(random.nextInt(1_000_000) * (random.nextBoolean() ? 1L : 60_000L));

    assertEquals(OptionalLong.of(number), Quantity.bytes(Quantity.ofBytes(number)));
    assertEquals(Optional.of(duration), Quantity.duration(Quantity.ofDuration(duration)));
  }
}
