package dev.contextbudget.sweep;

import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Prompt;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptPart;
import dev.contextbudget.v1.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether a provider takes the messages of a prompt: tool calls with results, roles in turn. */
final class PromptShape {
  private PromptShape() {}

  /**
   * Returns what is wrong with calls and results.
   *
   * @param sentOpen calls that had no result in the request
   */
  static Optional<String> pairs(Prompt prompt, Set<String> sentOpen) {
    Set<String> open = new HashSet<>();
    Set<String> seen = new HashSet<>();
    for (PromptMessage message : prompt.getMessagesList()) {
      boolean answers = message.getPartsList().stream().anyMatch(p -> p.getPart().hasToolResult());
      if (!answers && !open.isEmpty()) {
        return Optional.of(message.getItemId() + " stands between a call and its result");
      }
      for (PromptPart part : message.getPartsList()) {
        Part content = part.getPart();
        if (content.hasToolCall() && !seen.add(content.getToolCall().getId())) {
          return Optional.of("a call stands twice in " + message.getItemId());
        } else if (content.hasToolCall()) {
          open.add(content.getToolCall().getId());
        } else if (content.hasToolResult() && !open.remove(content.getToolResult().getCallId())) {
          return Optional.of("orphaned result in " + message.getItemId());
        } else if (content.hasToolResult() && message.getRole() != Role.ROLE_TOOL) {
          return Optional.of("a result in a message of role " + message.getRole());
        }
      }
    }
    return sentOpen.containsAll(open) ? Optional.empty() : Optional.of("a call lost its result");
  }

  /**
   * Returns what is wrong with the roles.
   *
   * @param whole the prompt when there was room for everything
   */
  static Optional<String> roles(Prompt prompt, Prompt whole) {
    List<Role> roles = spoken(prompt);
    List<Role> before = spoken(whole);
    for (int i = 1; i < roles.size(); i++) {
      boolean again = roles.get(i) == roles.get(i - 1) && roles.get(i) != Role.ROLE_TOOL;
      if (again && alternates(before, roles.get(i))) {
        return Optional.of("two messages of " + roles.get(i) + " in a row");
      }
      if (roles.get(i) == Role.ROLE_SYSTEM) {
        return Optional.of("instructions in the middle");
      }
    }
    if (roles.isEmpty()) {
      return Optional.of("nobody speaks");
    }
    if (before.get(0) == Role.ROLE_USER && roles.get(0) != Role.ROLE_USER) {
      return Optional.of("begins with " + roles.get(0));
    }
    Role last = roles.get(roles.size() - 1);
    boolean answered = before.get(before.size() - 1) == Role.ROLE_ASSISTANT;
    return last == before.get(before.size() - 1) || (answered && last == Role.ROLE_USER)
        ? Optional.empty()
        : Optional.of("ends with " + last);
  }

  private static boolean alternates(List<Role> roles, Role role) {
    for (int i = 1; i < roles.size(); i++) {
      if (roles.get(i) == role && roles.get(i - 1) == role) {
        return false;
      }
    }
    return true;
  }

  /** Returns the roles behind the instructions. */
  private static List<Role> spoken(Prompt prompt) {
    List<Role> roles = new ArrayList<>();
    for (PromptMessage message : prompt.getMessagesList()) {
      if (message.getRole() != Role.ROLE_SYSTEM || !roles.isEmpty()) {
        roles.add(message.getRole());
      }
    }
    return roles;
  }
}
