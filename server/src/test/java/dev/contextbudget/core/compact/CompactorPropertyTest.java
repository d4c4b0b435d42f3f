package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for the size and the facts of every compaction; numbers are those of the invariants.
 */
class CompactorPropertyTest {
  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv4_theResultIsTheGivenHistoryOrShorterByTheLeastShare(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();

    HistoryRecount recount = HistoryRecount.of(request);
    int after = recount.afterTokens(compaction.history());
    assertEquals(recount.beforeTokens(), compaction.beforeTokens());
    assertEquals(after, compaction.afterTokens());
    assertEquals(after <= request.targetTokens(), compaction.targetMet());
    if (compaction.noOp().isPresent()) {
      Compacted.assertSameMessages(request.history().items(), compaction.history().messages());
      assertEquals(Level.NONE, compaction.level());
      assertEquals(request.generation(), compaction.generation());
    } else {
      assertTrue(after <= recount.beforeTokens() * (1 - request.minShrinkRatio()));
      assertTrue(after < recount.beforeTokens());
      assertEquals(request.generation() + 1, compaction.generation());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv4_compactingAgainChangesNothingOnceTheTargetIsMetAndElseEnds(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    for (int round = 0; compaction.noOp().isEmpty(); round++) {
      assertTrue(round < 6, "still shrinking");
      CompactionRequest next = new Compacted(request, compaction).again();
      Compaction second = Compactor.compact(next);
      assertTrue(second.afterTokens() <= compaction.afterTokens());
      if (compaction.targetMet()) {
        assertTrue(second.noOp().isPresent());
        Compacted.assertSameMessages(next.history().items(), second.history().messages());
      }
      request = next;
      compaction = second;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv7_theSameRequestGivesTheSameAnswer(long seed) {
    assertEquals(Compacted.of(seed).compaction(), Compactor.compact(RandomHistories.request(seed)));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv26_nothingHappensBelowTheTriggerOrAtTheTarget(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    int before = HistoryRecount.of(request).beforeTokens();
    if (before < request.triggerTokens().orElse(0)) {
      assertEquals(NoOp.BELOW_TRIGGER, compaction.noOp().orElseThrow());
    } else if (before <= request.targetTokens()) {
      assertEquals(NoOp.AT_TARGET, compaction.noOp().orElseThrow());
    } else {
      assertTrue(
          compaction.noOp().isEmpty()
              || Set.of(NoOp.NOTHING_TO_COMPACT, NoOp.TOO_LITTLE_GAIN)
                  .contains(compaction.noOp().get()));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv28_retentionEqualsAPlainSearchForEveryFact(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    Set<String> facts = HistoryRecount.facts(request.history().items());
    Set<String> kept = HistoryRecount.found(facts, HistoryRecount.texts(compaction.history()));

    Retention retention = compaction.retention();
    assertEquals(facts.size(), retention.factCount());
    assertEquals(kept.size(), retention.keptCount());
    List<String> lost = new ArrayList<>(facts);
    lost.removeAll(kept);
    List<String> named = new ArrayList<>();
    for (Utf8Text fact : retention.lost()) {
      named.add(NormalText.firstWords(HistoryRecount.normal(fact.decode()), 12));
    }
    assertTrue(lost.equals(named), "not the lost facts");
    if (compaction.noOp().isPresent()) {
      assertEquals(List.of(), retention.lost());
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theStopSignalIsHonouredWheneverItIsAsked(long seed) {
    AtomicInteger asked = new AtomicInteger();
    Compactor.compact(
        RandomHistories.request(seed, new StopSignal(() -> asked.incrementAndGet() < 0)));
    int at = 1 + new SplittableRandom(seed).nextInt(asked.get());
    asked.set(0);
    CompactionRequest stopped =
        RandomHistories.request(seed, new StopSignal(() -> asked.incrementAndGet() == at));
    assertThrows(StopSignal.Stopped.class, () -> Compactor.compact(stopped));
  }
}
