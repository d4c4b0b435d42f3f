package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Json;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Declarations as the Gemini SDK counts them: the texts in them one by one, and nothing for the
 * rest.
 *
 * <p>A schema costs its format, description, values of an enumeration, required names and property
 * names, at every depth; types, titles and defaults cost nothing. Source: googleapis/python-genai,
 * local_tokenizer.py, 2026-08-21.
 */
public record GeminiDeclarations() implements ToolFraming {

  @Override
  public int toolTokens(Body.Tool tool, Tokenizer tokenizer) {
    return count(tool.name(), tokenizer)
        + count(tool.description(), tokenizer)
        + schemaTokens(tool.parameters(), tokenizer);
  }

  @Override
  public int listTokens(
      List<Body.Tool> tools, Optional<Utf8Text> firstSystemText, Tokenizer tokenizer) {
    return tools.stream().mapToInt(tool -> toolTokens(tool, tokenizer)).sum();
  }

  private static int schemaTokens(@Nullable Json schema, Tokenizer tokenizer) {
    int tokens =
        count(Schema.string(schema, "format"), tokenizer)
            + count(Schema.string(schema, "description"), tokenizer);
    for (String text : Schema.strings(schema, "enum")) {
      tokens += count(text, tokenizer);
    }
    for (String name : Schema.strings(schema, "required")) {
      tokens += count(name, tokenizer);
    }
    for (Map.Entry<String, Json> property : Schema.members(schema, "properties").entrySet()) {
      tokens += count(property.getKey(), tokenizer) + schemaTokens(property.getValue(), tokenizer);
    }
    for (Json choice : Schema.elements(schema, "anyOf")) {
      tokens += schemaTokens(choice, tokenizer);
    }
    Json items = Schema.member(schema, "items");
    return items == null ? tokens : tokens + schemaTokens(items, tokenizer);
  }

  private static int count(String text, Tokenizer tokenizer) {
    return tokenizer.count(Utf8Text.of(text));
  }
}
