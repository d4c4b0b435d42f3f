package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.token.Tokenizer;
import java.util.List;

/** What a provider charges for the list of tool definitions, beyond the messages. */
public interface ToolFraming {

  /**
   * Returns the tokens of one definition alone, by which it is ranked and reported.
   *
   * @param tool a definition
   */
  int toolTokens(Body.Tool tool, Tokenizer tokenizer);

  /**
   * Returns the tokens of a whole list, everything that is charged once included; 0 for an empty
   * list. Not the sum of {@link #toolTokens}: definitions are rendered together.
   *
   * @param tools definitions in prompt order
   * @param hasSystemMessage whether the prompt has a system message
   */
  int listTokens(List<Body.Tool> tools, boolean hasSystemMessage, Tokenizer tokenizer);
}
