package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.prompt.StaleResults;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;

/**
 * The messages of a history as they were sent, counted once, and what a compaction writes in their
 * place, counted alike: cleared results, and texts of the service.
 */
final class CountedHistory {
  private final List<PromptMessage> asSent = new ArrayList<>();
  private final PartCounter counter;
  private final Utf8Text placeholder;

  /** What counting a text takes, unless the caller counted before. */
  CountedHistory(CompactionRequest request) {
    this.counter = new PartCounter(request.model());
    this.placeholder = request.clearedText();
    for (Item item : request.history().items()) {
      request.stop().check();
      asSent.add(message(item));
    }
  }

  private PromptMessage message(Item item) {
    Body.Message message = (Body.Message) item.body();
    List<PromptPart> parts = new ArrayList<>();
    boolean known = item.knownTokens().isPresent() && message.parts().size() <= 1;
    if (known && message.parts().isEmpty()) {
      int tokens = item.knownTokens().getAsInt();
      parts.add(new PromptPart.AsSent(item.id(), 0, new Part.Text(Utf8Text.EMPTY), tokens, true));
    }
    for (int p = 0; p < message.parts().size(); p++) {
      Part part = message.parts().get(p);
      int tokens = known ? item.knownTokens().getAsInt() : counter.partTokens(part);
      parts.add(new PromptPart.AsSent(item.id(), p, part, tokens, false));
    }
    int framing = counter.messageFramingTokens(message.role(), message.name());
    return new PromptMessage(item.id(), message.role(), message.name(), false, framing, parts);
  }

  /** Returns a text of the service, made of pieces. */
  PromptPart inserted(List<Segment> pieces) {
    Part text = new Part.Text(Utf8Text.concat(pieces.stream().map(Segment::text).toList()));
    return new PromptPart.Spliced("", 0, pieces, text, counter.partTokens(text));
  }

  /** Returns a message of the service, in the user's name. */
  PromptMessage ownMessage(PromptPart part) {
    return new PromptMessage("", Role.USER, "", true, ownFramingTokens(), List.of(part));
  }

  int ownFramingTokens() {
    return counter.messageFramingTokens(Role.USER, "");
  }

  PromptMessage asSent(int index) {
    return asSent.get(index);
  }

  /** Returns the message with its results cleared, or as it was sent if that is not shorter. */
  PromptMessage cleared(int index) {
    PromptMessage message = asSent.get(index);
    List<PromptPart> parts = new ArrayList<>();
    for (int p = 0; p < message.parts().size(); p++) {
      PromptPart part = message.parts().get(p);
      parts.add(
          part.content() instanceof Part.ToolResult result
              ? cleared(message.itemId(), p, result)
              : part);
    }
    PromptMessage cleared =
        new PromptMessage(
            message.itemId(), message.role(), message.name(), true, message.framingTokens(), parts);
    return tokens(cleared) < tokens(message) ? cleared : message;
  }

  private PromptPart cleared(String itemId, int partIndex, Part.ToolResult result) {
    Part empty = StaleResults.cleared(result, placeholder);
    List<Segment> pieces = List.of(new Segment.Inserted(placeholder));
    return new PromptPart.Spliced(itemId, partIndex, pieces, empty, counter.partTokens(empty));
  }

  int size() {
    return asSent.size();
  }

  int totalTokens() {
    return tokens(asSent);
  }

  /** Returns the tokens of messages, framing included. */
  static int tokens(List<PromptMessage> messages) {
    return Math.toIntExact(messages.stream().mapToLong(CountedHistory::tokens).sum());
  }

  /** Returns the tokens of a message, framing included. */
  static int tokens(PromptMessage message) {
    return message.framingTokens() + message.parts().stream().mapToInt(PromptPart::tokens).sum();
  }
}
