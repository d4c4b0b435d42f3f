package dev.contextbudget.dialect.translate;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.dialect.Format;
import java.util.List;
import java.util.Map;

/**
 * What a body says, read with another parser and without any code of the product: who says what, in
 * order, and which settings there are. Two bodies of any APIs that ask for the same are equal.
 */
record Meaning(List<String> said, Map<String, String> settings, List<String> tools) {

  /** Reads a body that has nothing which only one API knows. */
  static Meaning of(Format format, String json) {
    JsonObject body = JsonParser.parseString(json).getAsJsonObject();
    return switch (format) {
      case OPENAI_CHAT -> new OpenAiMeaning(body).ofChat();
      case OPENAI_RESPONSES -> new OpenAiMeaning(body).ofResponses();
      case ANTHROPIC_MESSAGES -> new AnthropicMeaning(body).read();
      case GEMINI -> new GeminiMeaning(body).read();
    };
  }
}
