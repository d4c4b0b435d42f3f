package dev.contextbudget.dialect.anthropic;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which messages stay or leave together, beside calls and their results.
 *
 * <p>Instructions in the midst of a conversation must follow what they followed, and be followed by
 * the answer to it: behind them, nobody but the model may speak. And what a tool of the provider
 * answered needs the call of it, which stands in an earlier message where the tool called one of
 * the caller's first.
 */
final class AnthropicBonds {
  private final Map<String, String> messageOfCall = new HashMap<>();

  /**
   * Returns a message, tied to others.
   *
   * @param before the messages before it
   */
  BodyMessage tied(List<BodyMessage> before, BodyMessage message) {
    Set<String> with = new LinkedHashSet<>();
    if (!before.isEmpty()) {
      BodyMessage last = before.get(before.size() - 1);
      if (message.role() == Role.SYSTEM || last.role() == Role.SYSTEM) {
        with.add(last.id());
      }
    }
    JsonValue content = message.content();
    for (JsonValue block : content == null ? List.<JsonValue>of() : content.elements()) {
      String answered = messageOfCall.get(block.textOf("tool_use_id"));
      if (answered != null && !answered.equals(message.id())) {
        with.add(answered);
      }
      if (AnthropicBlocks.isServerCall(block)) {
        messageOfCall.put(block.textOf("id"), message.id());
      }
    }
    messageOfCall.remove("");
    return with.isEmpty() ? message : message.keptWith(new ArrayList<>(with));
  }
}
