package dev.contextbudget.dialect.chat;

import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The body of {@code POST /v1/chat/completions}.
 *
 * <p>Source: OpenAI API reference, Create chat completion, and the request types of openai-python
 * 3.54.0, 2026-11.
 */
public final class ChatDialect implements Dialect {

  private static final List<String> OF_TOOLS =
      List.of("tools", "tool_choice", "parallel_tool_calls");
  private static final List<String> OF_FUNCTIONS = List.of("functions", "function_call");

  @Override
  public Format format() {
    return Format.OPENAI_CHAT;
  }

  @Override
  public ProviderBody read(JsonDocument json, PartSizes sizes) {
    return new ChatReader(json, sizes).read();
  }

  /** An empty list of tools is refused, and so is a choice among none. */
  @Override
  public List<String> membersAboutTools() {
    return Stream.concat(OF_TOOLS.stream(), OF_FUNCTIONS.stream()).toList();
  }

  /** Each of the two lists has a choice of its own. */
  @Override
  public List<JsonValue> withoutTools(ProviderBody body, Set<String> kept) {
    List<JsonValue> alone = new ArrayList<>();
    for (List<String> members : List.of(OF_TOOLS, OF_FUNCTIONS)) {
      String list = "/" + members.get(0) + "/";
      if (kept.stream().noneMatch(id -> id.startsWith(list))) {
        members.stream().skip(1).map(body.json().root()::member).forEach(alone::add);
      }
    }
    alone.removeIf(Objects::isNull);
    return alone;
  }
}
