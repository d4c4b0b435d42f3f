package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;

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
   * list. Not the sum of {@link #toolTokens}: definitions may be rendered together.
   *
   * @param tools definitions in prompt order
   * @param firstSystemText last text of the first system message, to which the list may add; empty
   *     if there is no system message. An empty text stands for one that is not known: what is
   *     added to it costs as much as to nearly any text, and one token less than to a few.
   */
  int listTokens(List<Body.Tool> tools, Optional<Utf8Text> firstSystemText, Tokenizer tokenizer);
}
