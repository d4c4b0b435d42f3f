package dev.contextbudget.dialect.gemini;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1beta/models/*:generateContent}, and of Vertex AI's.
 *
 * <p>Source: the types of python-genai 3.4.0 and the Gemini API reference, generateContent and
 * Thought signatures, 2026-11.
 */
public final class GeminiDialect implements Dialect {
  /** What a part holds, one of them. */
  public static final List<String> DATA =
      List.of(
          "text",
          "inlineData",
          "fileData",
          "functionCall",
          "functionResponse",
          "executableCode",
          "codeExecutionResult",
          "toolCall",
          "toolResponse");

  /**
   * Returns the elements of a list. An object in its place is the only one of it: the parser of the
   * API takes that, and the curl calls of ai.google.dev are so written.
   */
  public static List<JsonValue> elements(@Nullable JsonValue list) {
    if (list == null) {
      return List.of();
    }
    return list.isObject() ? List.of(list) : list.elements();
  }

  @Override
  public Format format() {
    return Format.GEMINI;
  }

  @Override
  public ProviderBody read(JsonDocument json, PartSizes sizes) {
    return new GeminiReader(json, sizes).read();
  }

  @Override
  public Utf8Text textPart(Role role, Utf8Text string) {
    return Utf8Text.concat(List.of(Utf8Text.of("{\"text\":"), string, Utf8Text.of("}")));
  }

  @Override
  public Utf8Text userMessage(Utf8Text string) {
    return Utf8Text.concat(
        List.of(
            Utf8Text.of("{\"role\":\"user\",\"parts\":["),
            textPart(Role.USER, string),
            Utf8Text.of("]}")));
  }

  @Override
  public Utf8Text shorterResult(JsonValue content, Utf8Text string) {
    return FunctionResponse.shorter(content, string);
  }

  /** A choice among no functions is refused. */
  @Override
  public List<String> membersAboutTools() {
    return List.of("tools", "toolConfig", "tool_config");
  }

  /** How functions are called is refused if none is declared, though other tools are. */
  @Override
  public List<JsonValue> withoutTools(ProviderBody body, Set<String> kept) {
    JsonValue config = Either.member(body.json().root(), "toolConfig");
    JsonValue calling = config == null ? null : Either.member(config, "functionCallingConfig");
    boolean declared =
        body.tools().stream().anyMatch(t -> kept.contains(t.id()) && GeminiTools.isDeclared(t));
    if (config == null || calling == null || declared) {
      return List.of();
    }
    return List.of(config.members().size() == 1 ? config : calling);
  }
}
