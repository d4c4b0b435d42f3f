package dev.contextbudget.core.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlertTest {

  static Stream<Arguments> utilizations() {
    return Stream.of(
        Arguments.of("nothing below the first", 699, Optional.empty()),
        Arguments.of("the first when just reached", 700, Optional.of(0.7)),
        Arguments.of("the highest of several", 899, Optional.of(0.8)),
        Arguments.of("the last", 1000, Optional.of(0.9)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("utilizations")
  void raisesTheHighestThresholdReached(String name, int used, Optional<Double> threshold) {
    Optional<Alert> alert =
        Alert.highest(
            used / 1000.0,
            Alert.DEFAULT_RATIOS,
            List.of(new SlotUse("a", 100), new SlotUse("b", used - 100)));

    assertEquals(threshold.map(ratio -> new Alert(ratio, used / 1000.0, "b")), alert);
  }

  @Test
  void dependsNeitherOnTheOrderOfThresholdsNorOfSlots() {
    List<SlotUse> uses = List.of(new SlotUse("b", 40), new SlotUse("a", 40), new SlotUse("c", 9));

    assertEquals(
        Optional.of(new Alert(0.8, 0.89, "a")), Alert.highest(0.89, List.of(0.8, 0.95, 0.1), uses));
  }

  @Test
  void isSilentWithoutThresholdsOrSlots() {
    assertEquals(Optional.empty(), Alert.highest(1.0, List.of(), List.of(new SlotUse("a", 100))));
    assertEquals(Optional.empty(), Alert.highest(1.0, List.of(0.1), List.of()));
  }
}
