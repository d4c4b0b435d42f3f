package dev.contextbudget.dialect;

import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A request body of a provider, read: what it holds and where each of it stands.
 *
 * @param maxOutputTokens most tokens of the answer that it asks for, reasoning included
 * @param tools definitions, in order
 * @param systemList the list of instructions outside of the messages; null if they are one text
 * @param system instructions outside of the messages, in order
 * @param hidden what is rendered into the prompt beside them, such as the schema of the answer
 * @param list of messages; null if the conversation is one text
 * @param messages the conversation, in order
 * @param problems in order
 * @param moreProblems how many there are beside them; none of them the only fatal one
 * @param assumed parts whose size had to be assumed, in order
 */
public record ProviderBody(
    Format format,
    JsonDocument json,
    OptionalInt maxOutputTokens,
    List<BodyTool> tools,
    @Nullable JsonValue systemList,
    List<BodyText> system,
    List<BodyText> hidden,
    @Nullable JsonValue list,
    List<BodyMessage> messages,
    List<ShapeProblem> problems,
    int moreProblems,
    List<AssumedSize> assumed) {
  public ProviderBody {
    tools = List.copyOf(tools);
    system = List.copyOf(system);
    hidden = List.copyOf(hidden);
    messages = List.copyOf(messages);
    problems = List.copyOf(problems);
    assumed = List.copyOf(assumed);
  }

  /**
   * Returns true if it may say nothing: Responses alone answers what it keeps, a prompt or a talk.
   */
  public boolean mayBeEmpty() {
    return format == Format.OPENAI_RESPONSES
        && assumed.stream().anyMatch(size -> size.kind() == AssumedSize.Kind.ELSEWHERE);
  }
}
