package dev.contextbudget.core.model;

/**
 * What a chat format adds to the tokens of the texts.
 *
 * @param name name in the catalogue
 * @param perRequestTokens once for every request
 * @param perReplyTokens once, for the beginning of the answer
 * @param perMessageTokens for each message
 * @param roleCounted whether the role's name is also counted as text
 * @param perNameTokens for each message with a name, beside the name's own tokens
 * @param perToolNameTokens in its place for a tool's message with a name; below 0 where the name
 *     stands in place of the role
 * @param perToolCallTokens for each tool call, beside the tokens of its name and arguments
 * @param perToolResultTokens for each tool result, beside its parts
 * @param tools what the list of definitions costs
 * @param toleranceTokens by how many tokens a request may cost more, where the format is not public
 * @param tolerancePerMessageTokens the same for each message
 */
public record ChatFormat(
    String name,
    int perRequestTokens,
    int perReplyTokens,
    int perMessageTokens,
    boolean roleCounted,
    int perNameTokens,
    int perToolNameTokens,
    int perToolCallTokens,
    int perToolResultTokens,
    ToolFraming tools,
    int toleranceTokens,
    int tolerancePerMessageTokens) {
  public ChatFormat {
    if (perRequestTokens < 0 || perReplyTokens < 0 || perMessageTokens < 0) {
      throw new IllegalArgumentException("chat format %s: negative framing".formatted(name));
    }
    if (toleranceTokens < 0 || tolerancePerMessageTokens < 0) {
      throw new IllegalArgumentException("chat format %s: negative tolerance".formatted(name));
    }
  }

  /** Returns the same format with another cost of tool definitions. */
  public ChatFormat withTools(ToolFraming other) {
    return new ChatFormat(
        name,
        perRequestTokens,
        perReplyTokens,
        perMessageTokens,
        roleCounted,
        perNameTokens,
        perToolNameTokens,
        perToolCallTokens,
        perToolResultTokens,
        other,
        toleranceTokens,
        tolerancePerMessageTokens);
  }
}
