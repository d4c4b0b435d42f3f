package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.compact.Compaction.Fate;
import dev.contextbudget.core.compact.Compaction.FateKind;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every digest, and for what is said about the messages in it. */
class DigestPropertyTest {
  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv22_everyMessageHasOneFateAndItIsTrue(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    HistoryRecount recount = HistoryRecount.of(request);
    Map<String, PromptMessage> messages = new HashMap<>();
    compaction.history().messages().forEach(m -> messages.put(m.itemId(), Compacted.own(m)));
    assertEquals(
        request.history().items().stream().map(Item::id).toList(),
        compaction.fates().stream().map(Fate::itemId).toList());
    String digest = digest(compaction);
    for (Fate fate : compaction.fates()) {
      PromptMessage message = messages.get(fate.itemId());
      boolean quoted = digest.contains("<" + fate.itemId() + ">");
      FateKind expected =
          message == null
              ? quoted ? FateKind.EXTRACTED : FateKind.DROPPED
              : message.changed() ? FateKind.CLEARED : FateKind.KEPT;
      assertEquals(expected, fate.kind(), fate.itemId());
      assertEquals(recount.tokens(recount.item(fate.itemId())), fate.beforeTokens());
      switch (fate.kind()) {
        case KEPT -> assertEquals(fate.beforeTokens(), fate.afterTokens());
        case CLEARED ->
            assertEquals(recount.tokens(messages.get(fate.itemId())), fate.afterTokens());
        case EXTRACTED -> assertTrue(fate.afterTokens() > 0);
        case DROPPED, SUMMARIZED -> assertEquals(0, fate.afterTokens());
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void inv22_whatIsLeftOfTheMessagesIsNotMoreThanTheNewHistory(long seed) {
    Compaction compaction = Compacted.of(seed).compaction();
    int left = compaction.fates().stream().mapToInt(Fate::afterTokens).sum();
    int framing = Compacted.ids(compaction).contains("") ? TestModels.PER_MESSAGE + 1 : 0;
    assertTrue(left + framing <= compaction.afterTokens());
    assertTrue(compaction.level() == Level.EXTRACT || left == compaction.afterTokens());
  }

  /** Returns the ids of the messages that stand in the digest, each in brackets. */
  private static String digest(Compaction compaction) {
    StringBuilder ids = new StringBuilder();
    for (Segment segment : digestSegments(compaction)) {
      if (segment instanceof Segment.Source source) {
        ids.append("<").append(source.itemId()).append(">");
      }
    }
    return ids.toString();
  }

  private static List<Segment> digestSegments(Compaction compaction) {
    return compaction.history().messages().stream()
        .flatMap(message -> message.parts().stream())
        .filter(Compacted::isDigest)
        .flatMap(part -> ((PromptPart.Spliced) part).segments().stream())
        .toList();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theDigestIsOneTextOfTheUserMadeOfItsPieces(long seed) {
    Compaction compaction = Compacted.of(seed).compaction();
    int digests = 0;
    for (PromptMessage message : compaction.history().messages()) {
      for (PromptPart part : message.parts()) {
        if (Compacted.isDigest(part)) {
          digests++;
          assertEquals(Role.USER, message.role());
          List<Utf8Text> pieces = digestSegments(compaction).stream().map(Segment::text).toList();
          assertEquals(Utf8Text.concat(pieces), ((Part.Text) part.content()).text());
        }
      }
    }
    assertEquals(compaction.level() == Level.EXTRACT ? 1 : 0, digests);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatWasLeftOutOfATextIsMarkedAndNothingElseIs(long seed) {
    List<Segment> segments = digestSegments(Compacted.of(seed).compaction());
    for (int i = 2; i < segments.size(); i++) {
      if (!(segments.get(i - 2) instanceof Segment.Source before)
          || !(segments.get(i) instanceof Segment.Source after)
          || segments.get(i - 1) instanceof Segment.Source) {
        continue;
      }
      String between = segments.get(i - 1).text().decode();
      String kept = before.text().decode();
      if (between.equals("\n")
          && !(isSameText(before, after) && kept.endsWith("…") && isBlock(before, after))) {
        continue; // the next quote of an older digest
      }
      if (between.equals(" ") && kept.endsWith(":")) {
        continue; // its speaker, who had a line alone before
      }
      assertTrue(isSameText(before, after) && before.endByte() < after.startByte());
      String space = isBlock(before, after) ? "\n" : " ";
      assertEquals(kept.endsWith("…") ? space : space + "…" + space, between);
    }
  }

  private static boolean isSameText(Segment.Source before, Segment.Source after) {
    return before.itemId().equals(after.itemId())
        && before.partIndex() == after.partIndex()
        && before.resultPartIndex().equals(after.resultPartIndex());
  }

  private static boolean isBlock(Segment.Source before, Segment.Source after) {
    return (before.text().decode() + after.text().decode()).contains("\n");
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theDigestQuotesTheMessagesThatLeftWordForWordAndInOrder(long seed) {
    CompactionRequest request = Compacted.of(seed).request();
    Compaction compaction = Compacted.of(seed).compaction();
    List<Item> items = request.history().items();
    long place = -1;
    for (Segment segment : digestSegments(compaction)) {
      if (segment instanceof Segment.Source source) {
        Item item = HistoryRecount.of(request).item(source.itemId());
        Part part = ((Body.Message) item.body()).parts().get(source.partIndex());
        Part inner =
            source.resultPartIndex().isPresent()
                ? ((Part.ToolResult) part).parts().get(source.resultPartIndex().getAsInt())
                : part;
        Utf8Text text = ((Part.Text) inner).text();
        assertEquals(text.slice(source.startByte(), source.endByte()), source.text());
        long now =
            ((items.indexOf(item) * 16L + source.partIndex()) * 16
                        + source.resultPartIndex().orElse(0))
                    * (1 << 20)
                + source.startByte();
        assertTrue(now > place, "out of order");
        place = now;
      }
    }
  }
}
