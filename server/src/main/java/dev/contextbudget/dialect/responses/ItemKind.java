package dev.contextbudget.dialect.responses;

import dev.contextbudget.dialect.json.JsonValue;

/** What an item of the input is, as far as it matters what stands beside it. */
enum ItemKind {
  /** Somebody says something. */
  MESSAGE,
  /** The model thinks. */
  REASONING,
  /** The model calls something, and the client owes it an answer. */
  CALL,
  /** The model, or the provider for it, has done something by itself. */
  OWN_WORK,
  /** The client answers a call. */
  RESULT,
  /** Names an item that the provider keeps. */
  REFERENCE,
  /** What the provider put in place of all that stood before. */
  COMPACTION,
  /** Tells the provider how to go on from here. */
  SETTING,
  /** Not documented. */
  UNKNOWN;

  /** Returns the kind of an item. */
  static ItemKind of(JsonValue item) {
    JsonValue type = item.member("type");
    if (type == null || type.isNull()) {
      return item.member("role") == null && item.string("id") != null ? REFERENCE : MESSAGE;
    }
    return switch (type.text().decode()) {
      case "message" -> MESSAGE;
      case "reasoning" -> REASONING;
      case "function_call",
          "custom_tool_call",
          "computer_call",
          "local_shell_call",
          "shell_call",
          "apply_patch_call",
          "mcp_approval_request" ->
          CALL;
      case "web_search_call",
          "file_search_call",
          "code_interpreter_call",
          "image_generation_call",
          "mcp_list_tools",
          "mcp_call",
          "program",
          "program_output" ->
          OWN_WORK;
      case "tool_search_call" -> isByClient(item) ? CALL : OWN_WORK;
      case "tool_search_output" -> isByClient(item) ? RESULT : OWN_WORK;
      case "function_call_output",
          "custom_tool_call_output",
          "computer_call_output",
          "local_shell_call_output",
          "shell_call_output",
          "apply_patch_call_output",
          "mcp_approval_response" ->
          RESULT;
      case "item_reference" -> REFERENCE;
      case "compaction" -> COMPACTION;
      case "compaction_trigger", "configuration_update", "additional_tools" -> SETTING;
      default -> UNKNOWN;
    };
  }

  /** The provider searches for tools itself unless the client said that it would. */
  private static boolean isByClient(JsonValue item) {
    return item.string("call_id") != null && !item.is("execution", "server");
  }

  /** Returns true if an item of this kind is of what the model answered. */
  boolean isOfModel(JsonValue item) {
    return switch (this) {
      case REASONING, CALL, OWN_WORK, REFERENCE, UNKNOWN -> true;
      case MESSAGE -> item.is("role", "assistant");
      case RESULT, COMPACTION, SETTING -> false;
    };
  }
}
