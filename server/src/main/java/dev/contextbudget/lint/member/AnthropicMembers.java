package dev.contextbudget.lint.member;

import dev.contextbudget.dialect.json.JsonValue;

/** Anthropic Messages: messages and blocks. */
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
    AnthropicMembers members = new AnthropicMembers(wanted);
    root.elementsOf("messages").forEach(members::checkMessage);
  }

  private void checkMessage(JsonValue message) {
    wanted.of(message, "messages", Wanted.OBJECT);
    message.elementsOf("content").forEach(this::checkBlock);
  }

  private void checkBlock(JsonValue block) {
    wanted.of(block, "content", Wanted.OBJECT);
    String type = block.textOf("type");
    if (type.equals("tool_use") || type.equals("server_tool_use")) {
      wanted.required(block, "input", Wanted.OBJECT);
    }
  }
}
