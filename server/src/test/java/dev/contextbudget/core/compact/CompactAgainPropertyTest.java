package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * INV-26: a caller that compacts before each call with the same trigger and target rewrites its
 * history, and so breaks the provider's cache, only once in many calls.
 */
class CompactAgainPropertyTest {
  static LongStream seeds() {
    return Seeds.all();
  }

  /** Returns a request with a trigger above its target and the least share that is the default. */
  private static CompactionRequest triggered(long seed) {
    CompactionRequest request = RandomHistories.request(seed);
    int target = request.targetTokens();
    int above = 1 + new SplittableRandom(seed).nextInt(target);
    return with(request, request.history(), OptionalInt.of(target + above));
  }

  private static CompactionRequest with(
      CompactionRequest r, Component history, OptionalInt triggerTokens) {
    return new CompactionRequest(
        r.model(),
        history,
        Conversation.of(history, "", new ArrayList<>()),
        r.targetTokens(),
        triggerTokens,
        r.keepFirstTurns(),
        r.keepLastTurns(),
        r.clearing(),
        CompactionRequest.DEFAULT_MIN_SHRINK_RATIO,
        r.generation(),
        r.clearedText(),
        r.digestHeading(),
        r.stop());
  }

  private static int tokens(CompactionRequest request) {
    return HistoryRecount.of(request).beforeTokens();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv26_whatWasCompactedIsNotCompactedAgain(long seed) {
    CompactionRequest request = triggered(seed);
    Compaction first = Compactor.compact(request);
    if (first.noOp().isPresent()) {
      return;
    }
    CompactionRequest again = new Compacted(request, first).again();
    Compaction second = Compactor.compact(again);

    Compacted.assertSameMessages(again.history().items(), second.history().messages());
    NoOp reason = second.noOp().orElseThrow();
    if (tokens(again) < request.triggerTokens().getAsInt()) {
      assertEquals(NoOp.BELOW_TRIGGER, reason);
    } else {
      assertTrue(Set.of(NoOp.TOO_LITTLE_GAIN, NoOp.NOTHING_TO_COMPACT).contains(reason));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv26_itIsCompactedAgainOnceEnoughWasSaidAndNotBefore(long seed) {
    CompactionRequest request = triggered(seed);
    Compaction first = Compactor.compact(request);
    if (first.noOp().isPresent() || request.talk().endsInOpenCalls()) {
      return;
    }
    CompactionRequest again = new Compacted(request, first).again();
    int trigger = request.triggerTokens().getAsInt();
    int turns = 0;
    CompactionRequest longer = again;
    while (tokens(longer) < trigger) {
      Compaction early = Compactor.compact(longer);
      assertEquals(NoOp.BELOW_TRIGGER, early.noOp().orElseThrow());
      turns += 1 + turns / 4;
      longer = withTurns(again, turns);
    }
    int enough = 2 * (tokens(again) + trigger) + 200;
    while (tokens(longer) < enough) {
      longer = withTurns(again, turns = 2 * turns + 1);
    }
    Compaction second = Compactor.compact(longer);
    assertTrue(second.noOp().isEmpty(), () -> second.noOp() + " of " + second.beforeTokens());
  }

  /** Returns the request with so many turns of some twenty tokens more. */
  private static CompactionRequest withTurns(CompactionRequest request, int turns) {
    List<Item> items = new ArrayList<>(request.history().items());
    for (int i = 0; i < turns; i++) {
      items.add(said("u" + i, Role.USER, "Is there a seat on HAT%d?".formatted(i)));
      items.add(said("a" + i, Role.ASSISTANT, "Yes, seat %d is free on it.".formatted(i)));
    }
    return with(request, RandomHistories.history(items), request.triggerTokens());
  }

  private static Item said(String id, Role role, String text) {
    Body.Message body = new Body.Message(role, "", List.of(new Part.Text(Utf8Text.of(text))));
    return ItemBuilder.item("new:" + id, body);
  }
}
