package dev.contextbudget.grpc;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.NotImplemented;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * A decoded request: the part that counting and fitting have in common.
 *
 * @param model found once, and kept to the end of the request
 * @param components in request order
 * @param conversations structure of each component's messages
 * @param layout where each item stands in the prompt
 */
record Request(
    ModelProfile model,
    List<Component> components,
    List<Conversation> conversations,
    Layout layout) {

  /** Returns the model that the {@code model} field of a request names. */
  static ModelCatalog.Found found(ModelCatalog catalog, String name) {
    if (name.isBlank()) {
      throw new InvalidRequest(Violation.of("model", Reason.REQUIRED, "is required"));
    }
    return catalog.find(name);
  }

  /** Refuses a provider's body, which this version cannot read. */
  static void refuseProviderRequest(boolean given) {
    if (given) {
      throw new NotImplemented("provider_request");
    }
  }

  /**
   * Decodes components; what is wrong with them goes to the violations.
   *
   * @param strict whether broken tool calls are wrong, as they are in a prompt; they can be counted
   * @param stop asked for each item
   */
  static Request of(
      ModelProfile model,
      List<dev.contextbudget.v1.Component> wire,
      boolean strict,
      Limits limits,
      Violations violations,
      StopSignal stop) {
    List<Component> components =
        new ComponentDecoder(limits, violations, model, stop).components(wire);
    List<Violation> broken = new ArrayList<>();
    List<Conversation> conversations = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      Component component = components.get(i);
      conversations.add(
          component.hasMessages()
              ? Conversation.of(component, "components[%d].messages.messages".formatted(i), broken)
              : Conversation.NONE);
    }
    if (strict) {
      checkOpenCalls(components, conversations, broken);
      broken.forEach(violations::add);
    }
    return new Request(model, components, conversations, Layout.of(components, conversations));
  }

  /** Nothing may follow a call that has no result yet, so no input and no other history. */
  private static void checkOpenCalls(
      List<Component> components, List<Conversation> conversations, List<Violation> broken) {
    int lastTalk = -1;
    boolean input = false;
    for (int i = 0; i < components.size(); i++) {
      lastTalk = components.get(i).hasMessages() ? i : lastTalk;
      input |=
          components.get(i).kind() == ComponentKind.USER_INPUT
              && !components.get(i).items().isEmpty();
    }
    for (int i = 0; i < components.size(); i++) {
      if (conversations.get(i).endsInOpenCalls() && (input || i != lastTalk)) {
        broken.add(
            Violation.of(
                "components[%d].messages.messages".formatted(i),
                Reason.UNANSWERED_TOOL_CALL,
                "ends in tool calls without results: nothing must stand behind it"));
      }
    }
  }
}
