package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;

/**
 * What one side says.
 *
 * @param at where it stands
 * @param parts at least one; texts of the system, texts and media of the user, texts and then or
 *     between them calls of the assistant, results of the tools
 */
record PlainMessage(JsonValue at, Role role, List<PlainPart> parts) {
  PlainMessage {
    parts = List.copyOf(parts);
    if (parts.isEmpty() || !parts.stream().allMatch(part -> takes(role, part))) {
      throw new IllegalArgumentException("not what a message of " + role + " holds");
    }
  }

  /** Returns whether a message of a role can hold a part in more than one API. */
  static boolean takes(Role role, PlainPart part) {
    return switch (role) {
      case SYSTEM -> part instanceof PlainPart.Text;
      case USER -> !(part instanceof PlainPart.Call || part instanceof PlainPart.Result);
      case ASSISTANT -> part instanceof PlainPart.Text || part instanceof PlainPart.Call;
      case TOOL -> part instanceof PlainPart.Result;
    };
  }
}
