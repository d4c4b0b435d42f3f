package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.model.PartCounter;
import java.util.List;

/**
 * Tokens of the notes, counted once for a request however often they stand in it.
 *
 * @param historyTokens of {@link Notes#history}
 * @param itemsTokens of {@link Notes#items}
 * @param clearedResultTokens of a tool result that holds {@link Notes#cleared} alone
 */
record NoteSizes(int historyTokens, int itemsTokens, int clearedResultTokens) {

  static NoteSizes of(Notes notes, PartCounter counter) {
    Part cleared = new Part.Text(notes.cleared());
    return new NoteSizes(
        counter.partTokens(new Part.Text(notes.history())),
        counter.partTokens(new Part.Text(notes.items())),
        counter.partTokens(new Part.ToolResult("", false, List.of(cleared))));
  }
}
