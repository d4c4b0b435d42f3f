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
    int perToolCallTokens,
    int perToolResultTokens,
    ToolFraming tools,
    int toleranceTokens,
    int tolerancePerMessageTokens) {}
