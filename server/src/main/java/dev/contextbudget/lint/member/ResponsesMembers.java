package dev.contextbudget.lint.member;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;

/** OpenAI Responses: items, parts and tools. */
final class ResponsesMembers {
  private final Wanted wanted;

  private ResponsesMembers(Wanted wanted) {
    this.wanted = wanted;
  }

  static void check(JsonValue root, Wanted wanted) {
    wanted.optional(root, "model", Wanted.STRING);
    wanted.optional(root, "instructions", Wanted.STRING);
    wanted.optional(root, "max_output_tokens", Wanted.NUMBER);
    wanted.tokens(root, "max_output_tokens", 16);
    JsonValue conversation = root.member("conversation");
    JsonValue previous = root.string("previous_response_id");
    if (previous != null && conversation != null && !conversation.isNull()) {
      wanted.problem(conversation, "must not stand beside `previous_response_id`");
    }
    wanted.optional(root, "tools", Wanted.ARRAY);
    ResponsesMembers members = new ResponsesMembers(wanted);
    root.elementsOf("tools").forEach(members::checkTool);
    List<JsonValue> items = root.elementsOf("input");
    for (int i = 0; i < items.size(); i++) {
      members.checkItem(items.get(i), i + 1 == items.size());
    }
  }

  private void checkTool(JsonValue tool) {
    wanted.required(tool, "type", Wanted.STRING);
    switch (tool.textOf("type")) {
      case "function", "custom" -> wanted.required(tool, "name", Wanted.STRING);
      case "namespace" -> tool.elementsOf("tools").forEach(this::checkTool);
      default -> {
        // the provider's own
      }
    }
  }

  private void checkItem(JsonValue item, boolean last) {
    wanted.of(item, "input", Wanted.OBJECT);
    switch (item.textOf("type")) {
      case "" -> {
        if (item.isObject() && item.string("role") == null && item.string("id") == null) {
          wanted.problem(item, "must have `type` or `role`");
        }
        checkParts(item, "content");
      }
      case "message" -> checkParts(item, "content");
      case "function_call" -> {
        wanted.required(item, "call_id", Wanted.STRING);
        wanted.required(item, "arguments", Wanted.STRING);
      }
      case "custom_tool_call" -> wanted.required(item, "call_id", Wanted.STRING);
      case "function_call_output", "custom_tool_call_output" -> {
        wanted.required(item, "call_id", Wanted.STRING);
        wanted.required(item, "output", Wanted.STRING_OR_ARRAY);
        checkParts(item, "output");
      }
      case "reasoning" -> wanted.required(item, "summary", Wanted.ARRAY);
      case "compaction_trigger" -> {
        if (!last) {
          wanted.problem(item, "must be the last item");
        }
      }
      default -> {
        if (PartTypes.isKnown(item.textOf("type"))) {
          wanted.problem(item, "must be an item: it is a part of a message, or of another API");
        }
      }
    }
  }

  private void checkParts(JsonValue item, String name) {
    for (JsonValue part : item.elementsOf(name)) {
      PartTypes.check(part, PartTypes.RESPONSES, wanted);
      wanted.optional(part, "image_url", Wanted.STRING);
    }
  }
}
