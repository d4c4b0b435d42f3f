package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.prompt.StaleResults;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;

/** The messages of a history as they were sent, counted once, and what clearing makes of them. */
final class HistorySizes {
  private final List<PromptMessage> asSent = new ArrayList<>();
  private final List<PromptMessage> cleared = new ArrayList<>();

  /**
   * @param clearable which messages may have their results cleared
   */
  HistorySizes(
      CompactionRequest request, PartCounter counter, boolean[] clearable, Utf8Text placeholder) {
    for (int i = 0; i < request.history().items().size(); i++) {
      request.stop().check();
      Item item = request.history().items().get(i);
      PromptMessage message = message(item, counter);
      asSent.add(message);
      PromptMessage without = clearable[i] ? cleared(item, message, counter, placeholder) : message;
      cleared.add(tokens(without) < tokens(message) ? without : message);
    }
  }

  private static PromptMessage message(Item item, PartCounter counter) {
    Body.Message message = (Body.Message) item.body();
    List<PromptPart> parts = new ArrayList<>();
    for (int p = 0; p < message.parts().size(); p++) {
      Part part = message.parts().get(p);
      parts.add(new PromptPart.AsSent(item.id(), p, part, counter.partTokens(part), false));
    }
    int framing = counter.messageFramingTokens(message.role(), message.name());
    return new PromptMessage(item.id(), message.role(), message.name(), false, framing, parts);
  }

  private static PromptMessage cleared(
      Item item, PromptMessage message, PartCounter counter, Utf8Text placeholder) {
    List<PromptPart> parts = new ArrayList<>();
    for (int p = 0; p < message.parts().size(); p++) {
      PromptPart part = message.parts().get(p);
      if (part.content() instanceof Part.ToolResult result) {
        Part empty = StaleResults.cleared(result, placeholder);
        List<Segment> pieces = List.of(new Segment.Inserted(placeholder));
        part = new PromptPart.Spliced(item.id(), p, pieces, empty, counter.partTokens(empty));
      }
      parts.add(part);
    }
    return new PromptMessage(
        item.id(), message.role(), message.name(), true, message.framingTokens(), parts);
  }

  PromptMessage asSent(int index) {
    return asSent.get(index);
  }

  /** Returns the message with its results cleared, or as it was sent if that is not shorter. */
  PromptMessage cleared(int index) {
    return cleared.get(index);
  }

  int size() {
    return asSent.size();
  }

  int totalTokens() {
    return asSent.stream().mapToInt(HistorySizes::tokens).sum();
  }

  /** Returns the tokens of a message, framing included. */
  static int tokens(PromptMessage message) {
    return message.framingTokens() + message.parts().stream().mapToInt(PromptPart::tokens).sum();
  }
}
