package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;

/**
 * Definitions as JSON in a hidden system text, as Claude and most open models have them.
 *
 * @param perListTokens the hidden text, for a list that is not empty
 * @param perToolTokens for each definition, beside its name, description and canonical schema
 */
public record JsonToolList(int perListTokens, int perToolTokens) implements ToolFraming {

  @Override
  public int toolTokens(Body.Tool tool, Tokenizer tokenizer) {
    int schema =
        tool.parameters() == null
            ? 0
            : tokenizer.count(Utf8Text.of(CanonicalJson.write(tool.parameters())));
    return perToolTokens
        + tokenizer.count(Utf8Text.of(tool.name()))
        + tokenizer.count(Utf8Text.of(tool.description()))
        + schema;
  }

  @Override
  public int listTokens(
      List<Body.Tool> tools, Optional<Utf8Text> firstSystemText, Tokenizer tokenizer) {
    return tools.isEmpty()
        ? 0
        : perListTokens + tools.stream().mapToInt(tool -> toolTokens(tool, tokenizer)).sum();
  }
}
