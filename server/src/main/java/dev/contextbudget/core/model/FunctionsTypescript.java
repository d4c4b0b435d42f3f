package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;

/**
 * Definitions as TypeScript types in a system message, as OpenAI renders them.
 *
 * <p>With 9 tokens a list and 4 less beside a system message the formula gives the count of the API
 * in all 36 requests that its author checked [1] and in the examples of the OpenAI cookbook [2].
 *
 * <p>[1] hmarr/openai-chat-tokens, 2024-06-20.
 *
 * <p>[2] openai-cookbook, How_to_count_tokens_with_tiktoken, c81359c.
 *
 * @param perListTokens for a list that is not empty
 * @param systemMessageDiscountTokens less if there is a system message to stand in
 */
public record FunctionsTypescript(int perListTokens, int systemMessageDiscountTokens)
    implements ToolFraming {
  private static final Utf8Text LINE_BREAK = Utf8Text.of("\n");

  @Override
  public int toolTokens(Body.Tool tool, Tokenizer tokenizer) {
    return tokenizer.count(Utf8Text.of(TypescriptRendering.definition(tool)));
  }

  @Override
  public int listTokens(
      List<Body.Tool> tools, Optional<Utf8Text> firstSystemText, Tokenizer tokenizer) {
    if (tools.isEmpty()) {
      return 0;
    }
    int tokens = tokenizer.count(Utf8Text.of(TypescriptRendering.namespace(tools))) + perListTokens;
    return firstSystemText
        .map(text -> tokens - systemMessageDiscountTokens + lineBreakTokens(text, tokenizer))
        .orElse(tokens);
  }

  /**
   * With definitions the first system message ends in one more line break. What that costs may be
   * decided far from the end, as by how long a run of signs or spaces is; so the whole text is
   * counted with it and without. A cache of counts has both of them in the next request.
   */
  private static int lineBreakTokens(Utf8Text text, Tokenizer tokenizer) {
    return tokenizer.count(text.followedBy(LINE_BREAK)) - tokenizer.count(text);
  }
}
