package dev.contextbudget.catalog;

import dev.contextbudget.core.model.ChatFormat;
import dev.contextbudget.core.model.FunctionsTypescript;
import dev.contextbudget.core.model.GeminiDeclarations;
import dev.contextbudget.core.model.JsonToolList;
import dev.contextbudget.core.model.ToolFraming;
import dev.contextbudget.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads {@code chat_formats.yaml}. */
final class ChatFormatReader {
  private static final Set<String> KEYS =
      Set.of(
          "per_request_tokens",
          "per_reply_tokens",
          "per_message_tokens",
          "role_counted",
          "per_name_tokens",
          "per_tool_name_tokens",
          "per_tool_call_tokens",
          "per_tool_result_tokens",
          "tools",
          "tolerance_tokens",
          "tolerance_per_message_tokens",
          "source");

  /** Far above any of them; a number beyond is a slip of the pen. */
  private static final int MAX_TOKENS = 100_000;

  private ChatFormatReader() {}

  /** Returns the formats of a file by name. */
  static Map<String, ChatFormat> read(YamlNode root) {
    Map<String, ChatFormat> formats = new LinkedHashMap<>();
    root.only(Set.of("date", "chat_formats"))
        .require("chat_formats")
        .members()
        .forEach((name, node) -> formats.put(name, format(name, node.only(KEYS))));
    return formats;
  }

  private static ChatFormat format(String name, YamlNode node) {
    node.require("source").asString();
    return new ChatFormat(
        name,
        tokens(node, "per_request_tokens"),
        tokens(node, "per_reply_tokens"),
        node.require("per_message_tokens").asInt(0, MAX_TOKENS),
        node.get("role_counted").map(YamlNode::asBoolean).orElse(false),
        tokens(node, "per_name_tokens"),
        node.get("per_tool_name_tokens").map(n -> n.asInt(-MAX_TOKENS, MAX_TOKENS)).orElse(0),
        tokens(node, "per_tool_call_tokens"),
        tokens(node, "per_tool_result_tokens"),
        tools(node.require("tools")),
        tokens(node, "tolerance_tokens"),
        tokens(node, "tolerance_per_message_tokens"));
  }

  private static ToolFraming tools(YamlNode node) {
    YamlNode kind = node.require("kind");
    return switch (kind.asString()) {
      case "functions_typescript" -> {
        node.only(Set.of("kind", "per_list_tokens", "system_discount_tokens"));
        yield new FunctionsTypescript(
            node.require("per_list_tokens").asInt(0, MAX_TOKENS),
            node.require("system_discount_tokens").asInt(0, MAX_TOKENS));
      }
      case "gemini_declarations" -> {
        node.only(Set.of("kind"));
        yield new GeminiDeclarations();
      }
      case "json" -> {
        node.only(Set.of("kind", "per_list_tokens", "per_tool_tokens"));
        yield new JsonToolList(
            node.require("per_list_tokens").asInt(0, MAX_TOKENS),
            node.require("per_tool_tokens").asInt(0, MAX_TOKENS));
      }
      default -> throw kind.bad("want functions_typescript, gemini_declarations or json");
    };
  }

  private static int tokens(YamlNode node, String key) {
    return node.get(key).map(n -> n.asInt(0, MAX_TOKENS)).orElse(0);
  }
}
