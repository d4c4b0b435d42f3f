package dev.contextbudget.dialect.anthropic;

import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonDocument;
import java.util.List;

/**
 * The body of {@code POST /v1/messages}, and of Bedrock's InvokeModel, which has no model in it.
 *
 * <p>Source: Claude API reference, Create a message, and the request types of anthropic-sdk-python
 * 2.12.0, 2026-11.
 */
public final class AnthropicDialect implements Dialect {

  @Override
  public Format format() {
    return Format.ANTHROPIC_MESSAGES;
  }

  @Override
  public ProviderBody read(JsonDocument json, PartSizes sizes) {
    return new AnthropicReader(json, sizes).read();
  }

  /** An empty list of tools is taken, and a choice among none is refused. */
  @Override
  public List<String> membersAboutTools() {
    return List.of("tools", "tool_choice");
  }
}
