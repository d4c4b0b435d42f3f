package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Counts parts, messages and tool lists for one model: its tokenizer, chat format and image formula
 * together.
 */
public final class PartCounter {
  private final Tokenizer tokenizer;
  private final ChatFormat format;
  private final ImageFormula images;
  private final Map<Role, Integer> roleTokens = new EnumMap<>(Role.class);

  public PartCounter(ModelProfile model) {
    this.tokenizer = model.tokenizer();
    this.format = model.chatFormat();
    this.images = model.images();
    for (Role role : Role.values()) {
      roleTokens.put(role, format.roleCounted() ? count(role.wireName()) : 0);
    }
  }

  /** Returns the tokens of a part; of calls and results with what the format adds for them. */
  public int partTokens(Part part) {
    if (part instanceof Part.Text text) {
      return tokenizer.count(text.text());
    }
    if (part instanceof Part.ToolCall call) {
      return format.perToolCallTokens()
          + count(call.name())
          + tokenizer.count(call.argumentsJson());
    }
    if (part instanceof Part.ToolResult result) {
      int tokens = format.perToolResultTokens() + result.aroundTokens();
      for (Part answer : result.parts()) {
        tokens += partTokens(answer);
      }
      return tokens;
    }
    if (part instanceof Part.Image image) {
      return images.imageTokens(image);
    }
    if (part instanceof Part.File file) {
      return images.fileTokens(file);
    }
    return part instanceof Part.Thinking thinking
        ? thinking.tokens()
        : ((Part.Opaque) part).tokens();
  }

  /**
   * Returns what the format adds for a message.
   *
   * @param name the speaker's name, or empty
   */
  public int messageFramingTokens(Role role, String name) {
    int tokens = format.perMessageTokens() + Objects.requireNonNull(roleTokens.get(role));
    if (name.isEmpty()) {
      return tokens;
    }
    int perName = role == Role.TOOL ? format.perToolNameTokens() : format.perNameTokens();
    return tokens + perName + count(name);
  }

  /** Returns what the format adds for a request, the beginning of the answer included. */
  public int requestFramingTokens() {
    return format.perRequestTokens() + format.perReplyTokens();
  }

  /**
   * Returns the tokens of a list of definitions.
   *
   * @param firstSystemText last text of the first system message; empty if there is none
   */
  public int toolListTokens(List<Body.Tool> tools, Optional<Utf8Text> firstSystemText) {
    return format.tools().listTokens(tools, firstSystemText, tokenizer);
  }

  private int count(String text) {
    return tokenizer.count(Utf8Text.of(text));
  }
}
