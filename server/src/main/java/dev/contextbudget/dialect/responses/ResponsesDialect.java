package dev.contextbudget.dialect.responses;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;

/**
 * The body of {@code POST /v1/responses}.
 *
 * <p>Source: OpenAI API reference, Create a model response, and the request types of openai-python
 * 3.54.0, 2026-11.
 */
public final class ResponsesDialect implements Dialect {

  @Override
  public Format format() {
    return Format.OPENAI_RESPONSES;
  }

  @Override
  public ProviderBody read(JsonDocument json, PartSizes sizes) {
    return new ResponsesReader(json, sizes).read();
  }

  @Override
  public Utf8Text textPart(Role role, Utf8Text string) {
    return role == Role.ASSISTANT
        ? around("{\"type\":\"output_text\",\"text\":", string, ",\"annotations\":[]}")
        : around("{\"type\":\"input_text\",\"text\":", string, "}");
  }

  /** The output of a shell is a list of what its commands wrote, and how the last one ended. */
  @Override
  public Utf8Text shorterResult(JsonValue content, Utf8Text string) {
    List<JsonValue> chunks = content.elements();
    JsonValue outcome = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1).member("outcome");
    if (outcome == null) {
      return string;
    }
    Utf8Text ended = around(",\"stderr\":\"\",\"outcome\":", outcome.raw(), "}]");
    return Utf8Text.concat(List.of(Utf8Text.of("[{\"stdout\":"), string, ended));
  }

  private static Utf8Text around(String before, Utf8Text value, String after) {
    return Utf8Text.concat(List.of(Utf8Text.of(before), value, Utf8Text.of(after)));
  }

  /** A choice among no tools is refused. */
  @Override
  public List<String> membersAboutTools() {
    return List.of("tools", "tool_choice", "parallel_tool_calls");
  }
}
