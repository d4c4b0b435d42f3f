package dev.contextbudget.core.compact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
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
      List<Part> parts = message.parts().stream().map(PromptPart::content).toList();
      Body.Message body = new Body.Message(message.role(), message.name(), parts);
      items.add(
          message.itemId().isEmpty()
              ? new Item("digest", 0, false, "", List.of(), 1, OptionalInt.empty(), body)
              : message.changed() ? with(item(message), body) : item(message));
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

  /** Returns whether a part stands for what is gone. */
  static boolean isDigest(PromptPart part) {
    return part instanceof PromptPart.Spliced spliced && spliced.itemId().isEmpty();
  }

  /** Returns a message of the request without the digest in front of its parts, if there is one. */
  static PromptMessage own(PromptMessage message) {
    List<PromptPart> parts = message.parts();
    return message.itemId().isEmpty() || parts.isEmpty() || !isDigest(parts.get(0))
        ? message
        : new PromptMessage(
            message.itemId(),
            message.role(),
            message.name(),
            false,
            message.framingTokens(),
            parts.subList(1, parts.size()));
  }

  /** Returns whether a message takes in a digest that would stand before it. */
  static boolean hosts(Item item) {
    Body.Message message = (Body.Message) item.body();
    return message.role() == Role.USER
        && !item.pinned()
        && item.knownTokens().isEmpty()
        && message.parts().stream().noneMatch(Part.ToolResult.class::isInstance);
  }

  private Item item(PromptMessage message) {
    return HistoryRecount.of(request).item(message.itemId());
  }

  private static Item with(Item item, Body body) {
    return new Item(
        item.id(),
        item.priority(),
        item.pinned(),
        item.group(),
        item.keepWith(),
        item.score(),
        OptionalInt.empty(),
        body);
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
