package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.MessageRules;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the provider of a body asks of its messages.
 *
 * <p>Strict alternation is valid for every API, and Gemini and many chat templates want it. A
 * message of more than its role and its parts stays alone: what else it says is said of it.
 * Responses has items and no turns, so nothing is joined there. On Gemini the user opens a turn
 * only in a content without responses of functions, and from Gemini 3 on the calls of the open turn
 * must be signed, so what follows responses stays alone.
 */
public final class BodyRules implements MessageRules {
  private static final Set<String> PLAIN = Set.of("role", "content", "parts");

  private final Format format;
  private final boolean bindsThinking;
  private final Map<String, BodyMessage> messages = new HashMap<>();

  /**
   * @param modelBinds whether the model takes thinking only behind the very prompt it was made for
   */
  public BodyRules(ProviderBody body, boolean modelBinds) {
    this.format = body.format();
    this.bindsThinking =
        modelBinds && format == Format.ANTHROPIC_MESSAGES && !dropsUnboundThinking(body);
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
        && !hasResult(behind)
        && !(format == Format.GEMINI && hasResult(before));
  }

  @Override
  public boolean mayFollowResults() {
    return format == Format.ANTHROPIC_MESSAGES;
  }

  private static boolean hasResult(BodyMessage message) {
    return message.parts().stream().anyMatch(part -> part.part() instanceof Part.ToolResult);
  }

  /** A body may ask its provider to leave such thinking out itself. */
  private static boolean dropsUnboundThinking(ProviderBody body) {
    JsonValue thinking = body.json().root().member("thinking");
    JsonValue binding = thinking == null ? null : thinking.member("block_binding");
    return binding != null && binding.is("prefix_mismatch_behavior", "drop_block");
  }

  @Override
  public boolean bindsThinking() {
    return bindsThinking;
  }

  private static boolean isPlain(BodyMessage message) {
    JsonValue element = message.elements().get(0);
    return message.content() != null
        && message.role() != Role.TOOL
        && element.members().stream().allMatch(member -> PLAIN.contains(member.name()));
  }
}
