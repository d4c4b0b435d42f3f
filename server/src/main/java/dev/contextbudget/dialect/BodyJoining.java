package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Joining;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which messages of a body become one when what stood between them is dropped.
 *
 * <p>Strict alternation is valid for every API, and Gemini and many chat templates want it. A
 * message of more than its role and its parts stays alone: what else it says is said of it.
 * Responses has items and no turns, so nothing is joined there.
 */
public final class BodyJoining implements Joining {
  private static final Set<String> PLAIN = Set.of("role", "content", "parts");

  private final Format format;
  private final Map<String, BodyMessage> messages = new HashMap<>();

  public BodyJoining(ProviderBody body) {
    this.format = body.format();
    body.messages().forEach(message -> messages.put(message.id(), message));
  }

  @Override
  public boolean mayJoin(String first, String second) {
    BodyMessage before = messages.get(first);
    BodyMessage behind = messages.get(second);
    return format != Format.OPENAI_RESPONSES
        && before != null
        && behind != null
        && isPlain(before)
        && isPlain(behind)
        && behind.parts().stream().noneMatch(part -> part.part() instanceof Part.ToolResult);
  }

  private static boolean isPlain(BodyMessage message) {
    JsonValue element = message.elements().get(0);
    return message.content() != null
        && message.role() != Role.TOOL
        && element.members().stream().allMatch(member -> PLAIN.contains(member.name()));
  }
}
