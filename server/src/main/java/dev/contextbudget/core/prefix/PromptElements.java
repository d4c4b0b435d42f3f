package dev.contextbudget.core.prefix;

import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.Prompt.PromptTool;
import dev.contextbudget.core.prompt.PromptPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A prompt as a row of elements, tool definitions and then parts, each with its zone of stability.
 *
 * @param elements in prompt order
 * @param toolCount how many of them are tool definitions
 */
record PromptElements(List<Element> elements, int toolCount) {

  /**
   * A place of the prompt that can differ.
   *
   * @param itemId the item; empty for a note
   * @param zone how long it stays the same
   * @param lasting whether the next prompt can repeat it: all but what is made for this request, of
   *     which only the user's input becomes part of the history
   * @param tokens what it costs, with the framing of the message if it is its first part
   */
  record Element(String itemId, Stability zone, boolean lasting, int tokens, Piece piece) {}

  /** Adds an element to a hash. */
  interface Piece {
    void addTo(PromptHash hash);
  }

  /**
   * Reads a prompt.
   *
   * @param toolListTokens what the list costs beyond its definitions; stands before the first one
   * @param zones stability of each item's component, by the ids of both
   * @param inputs ids of the items that the user said now
   */
  static PromptElements of(
      Prompt prompt, int toolListTokens, Map<String, Stability> zones, Set<String> inputs) {
    List<Element> elements = new ArrayList<>();
    int before = toolListTokens;
    for (PromptTool tool : prompt.tools()) {
      Stability zone = zones.getOrDefault(tool.itemId(), Stability.STATIC);
      elements.add(
          new Element(
              tool.itemId(),
              zone,
              zone != Stability.REQUEST,
              before + tool.tokens(),
              hash -> {
                hash.add('T', tool.tool().name());
                hash.add('D', tool.tool().description());
                hash.add('S', tool.canonicalSchema());
              }));
      before = 0;
    }
    Stability zone = Stability.STATIC;
    for (PromptMessage message : prompt.messages()) {
      for (int i = 0; i < message.parts().size(); i++) {
        PromptPart part = message.parts().get(i);
        String itemId = part.sourceItemId();
        zone = zones.getOrDefault(owner(part), zone);
        elements.add(
            new Element(
                itemId,
                zone,
                zone != Stability.REQUEST || inputs.contains(itemId),
                part.tokens() + (i == 0 ? message.framingTokens() : 0),
                piece(message, i)));
      }
    }
    moveLastNotes(elements);
    return new PromptElements(elements, prompt.tools().size());
  }

  private static Piece piece(PromptMessage message, int index) {
    return hash -> {
      if (index == 0) {
        hash.add(message.role(), message.name());
      }
      PromptPart part = message.parts().get(index);
      if (part instanceof PromptPart.AsSent sent && sent.bodiless()) {
        // its text is loaded by its id, so that is all that tells it from another one
        hash.add('x', sent.itemId());
        hash.add('#', sent.tokens());
      }
      hash.add(part.content());
    };
  }

  /**
   * Gives notes of a history to the request if no item that is appended to follows: they stand
   * behind the next one in the next prompt, or move into its user message, and are not a beginning
   * that it shares.
   */
  private static void moveLastNotes(List<Element> elements) {
    Stability next = Stability.REQUEST;
    for (int i = elements.size() - 1; i >= 0; i--) {
      Element element = elements.get(i);
      if (!element.itemId().isEmpty()) {
        next = element.zone();
      } else if (element.zone() == Stability.APPEND_ONLY && next != Stability.APPEND_ONLY) {
        elements.set(
            i, new Element("", Stability.REQUEST, false, element.tokens(), element.piece()));
      }
    }
  }

  /**
   * Returns the id whose stability a part has: of its item, or of the component that a note is for.
   */
  private static String owner(PromptPart part) {
    return part instanceof PromptPart.Note note ? note.componentId() : part.sourceItemId();
  }
}
