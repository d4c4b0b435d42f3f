package dev.contextbudget.dialect.chat;

import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonDocument;
import java.util.List;

/**
 * The body of {@code POST /v1/chat/completions}.
 *
 * <p>Source: OpenAI API reference, Create chat completion, and the request types of openai-python
 * 3.54.0, 2026-11.
 */
public final class ChatDialect implements Dialect {

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
    return List.of("tools", "tool_choice", "parallel_tool_calls", "functions", "function_call");
  }
}
