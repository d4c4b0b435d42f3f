package dev.contextbudget.dialect.gemini;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Members by either of their names: the API takes camelCase, as it documents, and the snake_case of
 * its messages, mixed at will (protobuf, ProtoJSON format). A member that is null is none.
 */
final class Either {
  private static final Map<String, String> SNAKE_BY_CAMEL =
      Stream.of(
              "allowedFunctionNames",
              "cachedContent",
              "codeExecutionResult",
              "executableCode",
              "fileData",
              "fileUri",
              "functionCall",
              "functionCallingConfig",
              "functionDeclarations",
              "functionResponse",
              "generationConfig",
              "inlineData",
              "maxOutputTokens",
              "mediaResolution",
              "mimeType",
              "numTokens",
              "responseJsonSchema",
              "responseSchema",
              "systemInstruction",
              "thoughtSignature",
              "toolCall",
              "toolConfig",
              "toolResponse",
              "toolType")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), Either::snake));

  private static final Map<String, String> CAMEL_BY_SNAKE =
      SNAKE_BY_CAMEL.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

  private Either() {}

  private static String snake(String camel) {
    return camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  /** Returns the documented name of a member. */
  static String camel(String name) {
    return CAMEL_BY_SNAKE.getOrDefault(name, name);
  }

  /** Returns the value of a member; null if the object has none of this name. */
  static @Nullable JsonValue member(JsonValue object, String camel) {
    JsonValue value = present(object, camel);
    String snake = SNAKE_BY_CAMEL.get(camel);
    return value == null && snake != null ? present(object, snake) : value;
  }

  private static @Nullable JsonValue present(JsonValue object, String name) {
    JsonValue value = object.member(name);
    return value == null || value.isNull() ? null : value;
  }

  /** Returns the text of a member that is a string; empty otherwise. */
  static Utf8Text text(JsonValue object, String camel) {
    JsonValue value = member(object, camel);
    return value == null ? Utf8Text.EMPTY : value.text();
  }
}
