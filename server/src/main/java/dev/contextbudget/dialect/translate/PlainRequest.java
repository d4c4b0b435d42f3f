package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request as no API writes it: what it says, without how.
 *
 * <p>Everything in it is known to at least two APIs, so that each reader and each writer knows this
 * one form and none knows another API.
 *
 * @param at the body it was read from
 * @param messages in order; a result stands behind the call it answers
 */
record PlainRequest(
    JsonValue at,
    Map<Setting, Given> settings,
    List<PlainTool> tools,
    Optional<ToolChoice> choice,
    Optional<AnswerFormat> answer,
    List<PlainMessage> messages) {
  PlainRequest {
    tools = List.copyOf(tools);
    if (tools.isEmpty()) { // what is said about them is void, and some APIs refuse it
      choice = choice.filter(must -> must.mode() == ToolChoice.Mode.REQUIRED);
      settings = without(Setting.PARALLEL_CALLS, settings);
    }
    settings = Map.copyOf(settings);
    messages = List.copyOf(messages);
    checkKeys(messages);
  }

  private static Map<Setting, Given> without(Setting setting, Map<Setting, Given> settings) {
    Map<Setting, Given> others = new HashMap<>(settings);
    others.remove(setting);
    return others;
  }

  private static void checkKeys(List<PlainMessage> messages) {
    Set<String> calls = new HashSet<>();
    for (PlainMessage message : messages) {
      for (PlainPart part : message.parts()) {
        if (part instanceof PlainPart.Call call && !calls.add(call.key())) {
          throw new IllegalArgumentException("two calls of one key");
        }
        if (part instanceof PlainPart.Result result && !calls.contains(result.key())) {
          throw new IllegalArgumentException("a result without its call");
        }
      }
    }
  }

  /** Returns the messages of the system that open the conversation. */
  List<PlainMessage> instructions() {
    int count = 0;
    while (count < messages.size() && messages.get(count).role() == Role.SYSTEM) {
      count++;
    }
    return messages.subList(0, count);
  }

  /** Returns the messages behind the {@link #instructions}. */
  List<PlainMessage> conversation() {
    return messages.subList(instructions().size(), messages.size());
  }
}
