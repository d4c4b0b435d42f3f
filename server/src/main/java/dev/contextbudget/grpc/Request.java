package dev.contextbudget.grpc;

import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.MessageRules;
import dev.contextbudget.v1.AssumedSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A decoded request: the part that counting and fitting have in common.
 *
 * @param model found once, and kept to the end of the request
 * @param components in request order
 * @param conversations structure of each component's messages
 * @param layout where each item stands in the prompt
 * @param opened the body they come from, if they do
 */
record Request(
    ModelProfile model,
    List<Component> components,
    List<Conversation> conversations,
    Layout layout,
    Optional<OpenedBody> opened) {

  /** Returns true if there is nothing in it, where the provider wants anything. */
  boolean isEmpty() {
    return components.stream().allMatch(c -> c.items().isEmpty())
        && opened.stream().noneMatch(body -> body.body().mayBeEmpty());
  }

  /** Returns what the provider asks of messages between which something was dropped. */
  MessageRules rules() {
    return opened.map(body -> body.rules(model)).orElse(MessageRules.OF_CALLER);
  }

  /** Returns the parts whose size was assumed. */
  List<AssumedSize> assumed() {
    return opened.map(OpenedBody::assumed).orElse(List.of());
  }

  /** Returns how long an answer the body asks for, if it does; no longer than the model gives. */
  OptionalInt askedOutputTokens() {
    OptionalInt asked =
        opened.map(body -> body.body().maxOutputTokens()).orElse(OptionalInt.empty());
    int most = model.maxOutputTokens().orElse(model.contextWindowTokens());
    return asked.isPresent() ? OptionalInt.of(Math.min(most, asked.getAsInt())) : asked;
  }
}
