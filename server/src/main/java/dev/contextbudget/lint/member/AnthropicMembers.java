package dev.contextbudget.lint.member;

import dev.contextbudget.dialect.json.JsonValue;

/** Anthropic Messages: messages, blocks and tools. */
final class AnthropicMembers {
  private final Wanted wanted;

  private AnthropicMembers(Wanted wanted) {
    this.wanted = wanted;
  }

  static void check(JsonValue root, Wanted wanted) {
    wanted.required(root, "max_tokens", Wanted.NUMBER);
    wanted.tokens(root, "max_tokens", 0);
    if (root.member("anthropic_version") == null) {
      wanted.required(root, "model", Wanted.STRING);
    }
    wanted.optional(root, "tools", Wanted.ARRAY);
    AnthropicMembers members = new AnthropicMembers(wanted);
    root.elementsOf("tools").forEach(members::checkTool);
    root.elementsOf("messages").forEach(members::checkMessage);
  }

  private void checkTool(JsonValue tool) {
    switch (tool.textOf("type")) {
      case "", "custom" -> wanted.required(tool, "name", Wanted.STRING);
      case "function" ->
          wanted.problem(tool, "must be of a type of this API: it is a tool of OpenAI's");
      default -> {
        // the provider's own
      }
    }
  }

  private void checkMessage(JsonValue message) {
    wanted.of(message, "messages", Wanted.OBJECT);
    message.elementsOf("content").forEach(this::checkBlock);
  }

  private void checkBlock(JsonValue block) {
    wanted.of(block, "content", Wanted.OBJECT);
    PartTypes.check(block, PartTypes.ANTHROPIC, wanted);
    switch (block.textOf("type")) {
      case "tool_use" -> wanted.required(block, "input", Wanted.OBJECT);
      case "server_tool_use" -> checkServerCall(block);
      case "mcp_tool_use" -> {
        checkServerCall(block);
        wanted.required(block, "server_name", Wanted.STRING);
      }
      case "tool_result" -> checkResult(block);
      case "image", "document" -> checkSource(block);
      default -> {
        // nothing that the provider was seen to refuse
      }
    }
  }

  private void checkServerCall(JsonValue call) {
    wanted.required(call, "id", Wanted.STRING);
    wanted.required(call, "name", Wanted.STRING);
    wanted.required(call, "input", Wanted.OBJECT);
  }

  private void checkResult(JsonValue result) {
    wanted.optional(result, "content", Wanted.STRING_OR_ARRAY);
    result.elementsOf("content").forEach(this::checkBlock);
  }

  private void checkSource(JsonValue block) {
    JsonValue source = block.member("source");
    if (source == null || !source.isObject()) {
      return; // as a fit reads it
    }
    wanted.required(source, "type", Wanted.STRING);
    switch (source.textOf("type")) {
      case "base64", "text" -> {
        wanted.required(source, "media_type", Wanted.STRING);
        wanted.required(source, "data", Wanted.STRING);
      }
      case "url" -> wanted.required(source, "url", Wanted.STRING);
      case "file" -> wanted.required(source, "file_id", Wanted.STRING);
      case "content" -> {
        wanted.required(source, "content", Wanted.STRING_OR_ARRAY);
        source.elementsOf("content").forEach(this::checkBlock);
      }
      default -> {
        // a later one
      }
    }
  }
}
