package dev.contextbudget.core.prompt;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Thinking that its provider binds to all that stood before it: behind a change it is refused, and
 * so it leaves, all of it, as a block missing between others is a change too.
 *
 * <p>Source: Claude documentation, preserved thinking, 2026-09, as opencode 46653, deepagents 6300
 * and pydantic-ai 7989 tell of it (2026-09): Claude 5.1 and later, by default for accounts made
 * after 2026-08-31. Those models do not ask for thinking at the beginning of a tool loop.
 */
public final class BoundThinking {

  private BoundThinking() {}

  /**
   * Returns messages without the thinking behind the first change; those it is all of stay.
   *
   * @param isBehindLoss whether something was left out before a message
   */
  public static List<PromptMessage> released(
      List<PromptMessage> messages, Predicate<PromptMessage> isBehindLoss) {
    List<PromptMessage> released = new ArrayList<>(messages.size());
    boolean changed = false;
    for (PromptMessage message : messages) {
      changed |= isBehindLoss.test(message);
      released.add(changed ? message.without(BoundThinking::isThinking) : message);
      changed |= message.changed();
    }
    return released;
  }

  /** Returns true if a part is thinking. */
  public static boolean isThinking(PromptPart part) {
    return part.content() instanceof Part.Thinking;
  }
}
