package dev.contextbudget.lint;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.model.RequestSize.ItemSize;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tokens of a body by place: of each tool, and of the prompt up to each part.
 *
 * <p>Providers put tools before instructions before messages, wherever they stand in the JSON.
 * O(log n) for each question.
 */
public final class PromptTokens {
  private final long totalTokens;

  /** Up to the end of what starts at a byte. */
  private final TreeMap<Integer, Long> endTokens = new TreeMap<>();

  private final Map<JsonValue, Integer> toolTokens = new HashMap<>();
  private long passed;
  private int message;
  private long lastMessageTokens;

  private PromptTokens(long totalTokens) {
    this.totalTokens = totalTokens;
  }

  /**
   * Returns the tokens of a body.
   *
   * @param components of the body
   * @param size of the components
   */
  public static PromptTokens of(ProviderBody body, List<Component> components, RequestSize size) {
    boolean empty = components.stream().allMatch(component -> component.items().isEmpty());
    PromptTokens tokens = new PromptTokens(empty ? 0 : size.totalTokens());
    tokens.passed = empty ? 0 : size.toolListTokens();
    for (int i = 0; i < components.size(); i++) {
      tokens.passed += size.components().get(i).sharedFramingTokens();
      List<ItemSize> items = size.components().get(i).items();
      switch (components.get(i).id()) {
        case "tools" -> tokens.passTools(body.tools(), items);
        case "system" -> tokens.passSystem(body, items);
        default -> tokens.passMessages(body.messages(), items);
      }
    }
    return tokens;
  }

  private void passTools(List<BodyTool> tools, List<ItemSize> items) {
    for (int i = 0; i < items.size(); i++) {
      toolTokens.put(tools.get(i).value(), items.get(i).totalTokens());
      pass(tools.get(i).value(), items.get(i).totalTokens());
    }
  }

  private void passSystem(ProviderBody body, List<ItemSize> items) {
    for (int i = 0; i < items.size(); i++) {
      JsonValue at =
          i < body.system().size()
              ? body.system().get(i).value()
              : body.hidden().get(i - body.system().size()).value();
      pass(at, items.get(i).totalTokens());
    }
  }

  private void passMessages(List<BodyMessage> messages, List<ItemSize> items) {
    for (ItemSize item : items) {
      BodyMessage of = messages.get(message++);
      lastMessageTokens = item.totalTokens();
      pass(of.elements().get(0), item.framingTokens());
      for (int part = 0; part < of.parts().size(); part++) {
        pass(of.parts().get(part).value(), item.partTokens().get(part));
      }
    }
  }

  private void pass(JsonValue at, int tokens) {
    passed += tokens;
    endTokens.put(at.startByte(), passed);
  }

  /** Returns all tokens of the request. */
  public long totalTokens() {
    return totalTokens;
  }

  /** Returns the tokens of a tool definition; 0 if it is none. */
  int ofTool(JsonValue tool) {
    return toolTokens.getOrDefault(tool, 0);
  }

  /** Returns the tokens of the prompt up to the end of the part that a place is, or is in. */
  long upTo(JsonValue at) {
    Map.Entry<Integer, Long> entry = endTokens.floorEntry(at.startByte());
    return entry == null ? 0 : entry.getValue();
  }

  /** Returns the tokens of the last message. */
  long ofLastMessage() {
    return lastMessageTokens;
  }
}
