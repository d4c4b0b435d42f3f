package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import java.util.List;

/**
 * Tokens of the notes, counted once for a request however often they stand in it.
 *
 * @param enabled whether the model is told of what is missing
 * @param historyTokens of {@link Notes#history}
 * @param historyFramingTokens most that a message of the user adds, where the note has to be one
 * @param itemsTokens of {@link Notes#items}
 * @param clearedResultTokens of a tool result that holds {@link Notes#cleared} alone
 */
record NoteSizes(
    boolean enabled,
    int historyTokens,
    int historyFramingTokens,
    int itemsTokens,
    int clearedResultTokens) {

  /**
   * @param toleranceTokens by how much the framing of a message may cost more than counted
   */
  static NoteSizes of(Notes notes, PartCounter counter, int toleranceTokens) {
    Part cleared = new Part.Text(notes.cleared());
    return new NoteSizes(
        notes.enabled(),
        counter.partTokens(new Part.Text(notes.history())),
        counter.messageFramingTokens(Role.USER, "") + toleranceTokens,
        counter.partTokens(new Part.Text(notes.items())),
        counter.partTokens(new Part.ToolResult("", false, List.of(cleared))));
  }

  /** Returns most that the note of a component costs; tools are left out without one. */
  int noteTokens(Component component) {
    if (!enabled || component.hasTools()) {
      return 0;
    }
    return component.hasMessages() ? historyTokens + historyFramingTokens : itemsTokens;
  }
}
