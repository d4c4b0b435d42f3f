package dev.contextbudget.dialect.json;

import java.util.Set;

/**
 * Names of members that providers document: the ones that an error may tell. Any other name, such
 * as one in the arguments of a tool, is the caller's data and stays out of errors.
 */
final class PublicNames {
  private static final Set<String> NAMES =
      Set.of(
          "action",
          "additionalProperties",
          "arguments",
          "cache_control",
          "call_id",
          "citations",
          "content",
          "contents",
          "context_management",
          "custom",
          "data",
          "description",
          "detail",
          "encrypted_content",
          "file",
          "fileData",
          "file_data",
          "function",
          "functionCall",
          "functionDeclarations",
          "functionResponse",
          "function_call",
          "function_call_output",
          "function_declarations",
          "function_response",
          "generationConfig",
          "generation_config",
          "id",
          "image_url",
          "inlineData",
          "inline_data",
          "input",
          "input_audio",
          "input_schema",
          "instructions",
          "is_error",
          "json_schema",
          "max_completion_tokens",
          "max_output_tokens",
          "max_tokens",
          "maxOutputTokens",
          "media_type",
          "messages",
          "mimeType",
          "mime_type",
          "model",
          "name",
          "output",
          "parameters",
          "parametersJsonSchema",
          "parts",
          "properties",
          "reasoning",
          "refusal",
          "response",
          "response_format",
          "role",
          "schema",
          "signature",
          "source",
          "summary",
          "system",
          "systemInstruction",
          "system_instruction",
          "text",
          "thinking",
          "thought",
          "thoughtSignature",
          "thought_signature",
          "title",
          "tool_call_id",
          "tool_calls",
          "tool_choice",
          "tool_use_id",
          "toolConfig",
          "tool_config",
          "tools",
          "ttl",
          "type",
          "url");

  private PublicNames() {}

  static boolean has(String name) {
    return NAMES.contains(name);
  }
}
