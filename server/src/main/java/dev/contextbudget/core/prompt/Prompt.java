package dev.contextbudget.core.prompt;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;

/**
 * A prompt in the order in which it goes to the provider.
 *
 * @param tools definitions, before all messages
 * @param messages messages, in order
 */
public record Prompt(List<PromptTool> tools, List<PromptMessage> messages) {

  /**
   * A tool definition of the prompt.
   *
   * @param canonicalSchema the schema as sent to the provider; empty if there is none
   */
  public record PromptTool(String itemId, Body.Tool tool, String canonicalSchema) {}

  /**
   * A message of the prompt.
   *
   * @param itemId the message item; empty if the service put the message together
   * @param changed false if it stands as it was sent
   * @param framingTokens what the chat format adds for it
   */
  public record PromptMessage(
      String itemId,
      Role role,
      String name,
      boolean changed,
      int framingTokens,
      List<PromptPart> parts) {
    public PromptMessage {
      parts = List.copyOf(parts);
    }
  }

  public Prompt {
    tools = List.copyOf(tools);
    messages = List.copyOf(messages);
  }

  /** Returns the text of an entry as it stands in the prompt. */
  public static Utf8Text entryText(Body.Entry entry) {
    return Utf8Text.of(entry.key() + ": " + entry.value().decode());
  }
}
