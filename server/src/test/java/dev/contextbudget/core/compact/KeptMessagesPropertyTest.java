package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What stays of every history as it was sent; numbers are those of the invariants. */
class KeptMessagesPropertyTest {
  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv27_whatMustStayStandsAsItWasSentAndInOrder(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    Set<Integer> untouched = untouched(request, compaction.level() == Level.TOOL_RESULTS);
    Map<String, PromptMessage> messages = new HashMap<>();
    compaction.history().messages().forEach(m -> messages.put(m.itemId(), m));
    List<String> order = new ArrayList<>();
    for (int i = 0; i < request.history().items().size(); i++) {
      Item item = request.history().items().get(i);
      if (untouched.contains(i)) {
        assertTrue(messages.containsKey(item.id()), item.id());
        Compacted.assertSame(item, Compacted.own(messages.get(item.id())));
      }
      if (messages.containsKey(item.id())) {
        order.add(item.id());
      }
    }
    List<String> now = new ArrayList<>(Compacted.ids(compaction));
    now.remove("");
    assertEquals(order, now);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv27_noSummaryIsOrderedOfWhatMustStay(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Set<String> ordered = Set.copyOf(SummaryCompactor.prepare(request).itemIds());
    for (int i : untouched(request, false)) {
      assertFalse(ordered.contains(request.history().items().get(i).id()));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theTargetIsMissedOnlyIfWhatMustStayLeavesNoRoomForTheHeading(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    Set<Integer> untouched = untouched(request, false);
    int items = request.history().items().size();
    if (compaction.noOp().equals(Optional.of(NoOp.NOTHING_TO_COMPACT))) {
      assertEquals(items, untouched.size());
    }
    if (compaction.noOp().isEmpty() && !compaction.targetMet()) {
      HistoryRecount recount = HistoryRecount.of(request);
      int stays = untouched.stream().mapToInt(i -> recount.tokens(recount.items().get(i))).sum();
      int heading = request.model().tokenizer().count(request.digestHeading());
      int frame = TestModels.PER_MESSAGE + 1 + heading + 1;
      assertTrue(items == untouched.size() || stays + frame > request.targetTokens());
    }
  }

  /** Returns the messages that must stay, found by spreading until nothing more is found. */
  private static Set<Integer> untouched(CompactionRequest request, boolean lastTurns) {
    List<Item> items = request.history().items();
    Conversation talk = request.talk();
    int last = lastTurns ? request.keepLastTurns() : 1;
    Set<Integer> stay = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (((Body.Message) items.get(i).body()).role() == Role.SYSTEM
          || items.get(i).pinned()
          || talk.turnOf()[i] < request.keepFirstTurns()
          || talk.turnOf()[i] >= talk.turns() - last
          || i >= talk.openFrom()) {
        stay.add(i);
      }
    }
    int size = -1;
    while (size < stay.size()) {
      size = stay.size();
      for (int i = 0; i < items.size(); i++) {
        for (int j = 0; j < items.size(); j++) {
          if (stay.contains(i) && together(items, talk, i, j)) {
            stay.add(j);
          }
        }
      }
    }
    return stay;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv9To12_callsAndResultsStayOrLeaveTogether(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    List<Violation> violations = new ArrayList<>();
    Component now = new Compacted(request, compaction).again().history();
    Conversation talk = Conversation.of(now, "", violations);
    assertEquals(List.of(), violations);
    assertEquals(request.talk().endsInOpenCalls(), talk.endsInOpenCalls());

    List<Item> items = request.history().items();
    Set<String> kept = new HashSet<>(Compacted.ids(compaction));
    for (int i = 0; i < items.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (together(items, request.talk(), i, j)) {
          assertEquals(kept.contains(items.get(i).id()), kept.contains(items.get(j).id()));
        }
      }
    }
    for (PromptMessage message : compaction.history().messages()) {
      for (int p = 0; p < message.parts().size() && !message.itemId().isEmpty(); p++) {
        if (message.parts().get(p).content() instanceof Part.ToolResult result) {
          Body.Message sent =
              (Body.Message) HistoryRecount.of(request).item(message.itemId()).body();
          Part.ToolResult was = (Part.ToolResult) sent.parts().get(p);
          assertEquals(was.callId(), result.callId());
          assertEquals(was.isError(), result.isError());
          assertFalse(message.changed() && result.parts().isEmpty());
        }
      }
    }
  }

  private static boolean together(List<Item> items, Conversation talk, int i, int j) {
    Item a = items.get(i);
    Item b = items.get(j);
    return talk.groupOf()[i] == talk.groupOf()[j]
        || (!a.group().isEmpty() && a.group().equals(b.group()))
        || a.keepWith().contains(b.id())
        || b.keepWith().contains(a.id());
  }
}
