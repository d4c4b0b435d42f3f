package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** A request and its answer, and what several tests ask of them. */
record Compacted(CompactionRequest request, Compaction compaction) {
  private static final Map<Long, Compacted> OF = new HashMap<>();

  /** Returns the compaction of a seed, made once for all properties. */
  static Compacted of(long seed) {
    return OF.computeIfAbsent(
        seed,
        s -> {
          CompactionRequest request = RandomHistories.request(s);
          return new Compacted(request, Compactor.compact(request));
        });
  }

  static List<String> ids(Compaction compaction) {
    return compaction.history().messages().stream().map(PromptMessage::itemId).toList();
  }

  /** Returns a request for what a compaction left over, with the same options. */
  CompactionRequest again() {
    List<Item> items = new ArrayList<>();
    for (PromptMessage message : compaction.history().messages()) {
      List<Part> parts = message.parts().stream().map(this::part).toList();
      Body.Message body = new Body.Message(message.role(), message.name(), parts);
      items.add(
          message.itemId().isEmpty()
              ? ItemBuilder.item("digest", body)
              : message.changed()
                  ? ItemBuilder.from(item(message))
                      .knownTokens(OptionalInt.empty())
                      .body(body)
                      .build()
                  : item(message));
    }
    Component history = RandomHistories.history(items);
    return new CompactionRequest(
        request.model(),
        history,
        Conversation.of(history, "", new ArrayList<>()),
        request.targetTokens(),
        request.triggerTokens(),
        request.keepFirstTurns(),
        request.keepLastTurns(),
        request.clearing(),
        request.minShrinkRatio(),
        compaction.generation(),
        request.clearedText(),
        request.digestHeading(),
        request.stop());
  }

  /** Returns a part to send again: what only its size is known of beside a digest needs a text. */
  private Part part(PromptPart part) {
    boolean stated =
        part instanceof PromptPart.AsSent sent
            && HistoryRecount.of(request).item(sent.itemId()).knownTokens().isPresent()
            && part.content() instanceof Part.Text;
    return stated ? new Part.Text(Utf8Text.of(" a".repeat(part.tokens()))) : part.content();
  }

  /** Returns whether a part stands for messages that left. */
  static boolean isDigest(PromptPart part) {
    return part instanceof PromptPart.Spliced spliced && spliced.itemId().isEmpty();
  }

  /** Returns a message of the request without the digest that may stand in it. */
  static PromptMessage own(PromptMessage message) {
    List<PromptPart> parts = message.parts().stream().filter(part -> !isDigest(part)).toList();
    return message.itemId().isEmpty() || parts.size() == message.parts().size()
        ? message
        : new PromptMessage(
            message.itemId(),
            message.role(),
            message.name(),
            false,
            message.framingTokens(),
            parts);
  }

  private Item item(PromptMessage message) {
    return HistoryRecount.of(request).item(message.itemId());
  }

  static void assertSameMessages(List<Item> items, List<PromptMessage> messages) {
    assertEquals(
        items.stream().map(Item::id).toList(),
        messages.stream().map(PromptMessage::itemId).toList());
    for (int i = 0; i < items.size(); i++) {
      assertSame(items.get(i), messages.get(i));
    }
  }

  static void assertSame(Item item, PromptMessage message) {
    Body.Message body = (Body.Message) item.body();
    assertFalse(message.changed(), item.id());
    assertEquals(body.role(), message.role());
    assertEquals(body.name(), message.name());
    if (body.parts().isEmpty() && item.knownTokens().isPresent()) {
      assertTrue(((PromptPart.AsSent) message.parts().get(0)).bodiless());
    } else {
      assertEquals(body.parts(), message.parts().stream().map(PromptPart::content).toList());
    }
  }
}
