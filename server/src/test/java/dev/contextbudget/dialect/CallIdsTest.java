package dev.contextbudget.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.Seeds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CallIdsTest {
  private static final List<String> IDS = List.of("a", "a#2", "a#3", "a#2#2", "", "#2");

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyCallHasAnIdOfItsOwnAndTheNewestOfItsNameIsAnswered(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    CallIds ids = new CallIds();
    Set<String> given = new HashSet<>();
    int calls = random.nextInt(30);
    for (int i = 0; i < calls; i++) {
      String id = IDS.get(random.nextInt(IDS.size()));
      String called = ids.called(id);
      given.add(called);
      assertEquals(called, ids.answered(id));
    }
    assertEquals(calls, given.size());
  }
}
