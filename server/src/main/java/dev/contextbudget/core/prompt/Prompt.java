package dev.contextbudget.core.prompt;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
   * @param tokens what it costs without the list that it stands in
   */
  public record PromptTool(String itemId, Body.Tool tool, String canonicalSchema, int tokens) {}

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

    /** Returns the message with another part at its beginning. */
    public PromptMessage startingWith(PromptPart part) {
      return changedTo(Stream.concat(Stream.of(part), parts.stream()).toList());
    }

    /** Returns the message with another part at its end. */
    public PromptMessage endingWith(PromptPart part) {
      return changedTo(Stream.concat(parts.stream(), Stream.of(part)).toList());
    }

    /** Returns true if parts of other messages stand behind its own. */
    public boolean isJoined() {
      return firstOfAnother() < parts.size();
    }

    /**
     * Returns the message with what is said where it is joined with another; empty if it is not.
     */
    public Optional<PromptMessage> parted(PromptPart part) {
      if (!isJoined()) {
        return Optional.empty();
      }
      List<PromptPart> withIt = new ArrayList<>(parts);
      withIt.add(firstOfAnother(), part);
      return Optional.of(changedTo(withIt));
    }

    private int firstOfAnother() {
      int own = 0;
      while (own < parts.size() && isOwn(parts.get(own).sourceItemId())) {
        own++;
      }
      return own;
    }

    private boolean isOwn(String source) {
      return source.isEmpty() || itemId.isEmpty() || source.equals(itemId);
    }

    /** Returns the tokens of all parts, framing not included. */
    public int partTokens() {
      return parts.stream().mapToInt(PromptPart::tokens).sum();
    }

    /** Returns the message without some of its parts, unless these are all. */
    public PromptMessage without(Predicate<PromptPart> some) {
      List<PromptPart> rest = parts.stream().filter(some.negate()).toList();
      return rest.isEmpty() || rest.size() == parts.size() ? this : changedTo(rest);
    }

    /** Returns the message with all parts of another behind its own. */
    public PromptMessage followedBy(List<PromptPart> others) {
      return changedTo(Stream.concat(parts.stream(), others.stream()).toList());
    }

    private PromptMessage changedTo(List<PromptPart> newParts) {
      return new PromptMessage(itemId, role, name, true, framingTokens, newParts);
    }
  }

  public Prompt {
    tools = List.copyOf(tools);
    messages = List.copyOf(messages);
  }

  /** Returns the text of an entry as it stands in the prompt; empty if only its size is known. */
  public static Utf8Text entryText(Body.Entry entry) {
    Utf8Text value = entry.value();
    return value == null ? Utf8Text.EMPTY : Utf8Text.of(entry.key() + ": " + value.decode());
  }
}
