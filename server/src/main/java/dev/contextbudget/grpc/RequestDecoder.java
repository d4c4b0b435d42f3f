package dev.contextbudget.grpc;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.dialect.BodyComponents;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.v1.ProviderRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decodes what counting and fitting have in common, given as components or as a body. */
final class RequestDecoder {
  private final Limits limits;
  private final Violations violations;
  private final ModelCatalog catalog;
  private final StopSignal stop;

  /**
   * @param stop asked for each item
   */
  RequestDecoder(Limits limits, Violations violations, ModelCatalog catalog, StopSignal stop) {
    this.limits = limits;
    this.violations = violations;
    this.catalog = catalog;
    this.stop = stop;
  }

  /** Returns the model that the {@code model} field of a request names. */
  static ModelCatalog.Found found(ModelCatalog catalog, String name) {
    if (name.isBlank()) {
      throw new InvalidRequest(Violation.of("model", Reason.REQUIRED, "is required"));
    }
    return catalog.find(name);
  }

  private ModelProfile model(String name) {
    return found(catalog, name).model().stoppedBy(stop);
  }

  /**
   * Decodes components; what is wrong with them goes to the violations.
   *
   * @param strict whether broken tool calls are wrong, as they are in a prompt; they can be counted
   */
  Request of(String modelName, List<dev.contextbudget.v1.Component> wire, boolean strict) {
    ModelProfile model = model(modelName);
    List<Component> components =
        new ComponentDecoder(limits, violations, model, stop).components(wire);
    List<Violation> broken = new ArrayList<>();
    List<Conversation> conversations = new ArrayList<>();
    List<String> fields = new ArrayList<>();
    for (int i = 0; i < components.size(); i++) {
      Component component = components.get(i);
      fields.add("components[%d].messages.messages".formatted(i));
      conversations.add(
          component.hasMessages()
              ? Conversation.of(component, fields.get(i), broken)
              : Conversation.NONE);
    }
    if (strict) {
      checkOpenCalls(components, conversations, fields, broken);
      broken.forEach(violations::add);
    }
    return new Request(
        model, components, conversations, Layout.of(components, conversations), Optional.empty());
  }

  /**
   * Decodes a body; what is wrong with it goes to the violations.
   *
   * @param modelName may be empty if the body names one
   * @param strict whether broken tool calls are wrong, as they are in a prompt; they can be counted
   */
  Request of(String modelName, ProviderRequest wire, boolean strict) {
    BodyDecoder decoder = new BodyDecoder(limits, violations, wire, stop);
    BodyDecoder.Unread unread = decoder.parse();
    ModelProfile model = model(modelName.isBlank() ? unread.model() : modelName);
    OpenedBody opened = decoder.open(unread, model);
    ComponentDecoder reductions = new ComponentDecoder(limits, violations, model, stop);
    BodyComponents parts =
        new BodyComponents(
            opened.body(),
            decoder.hints().items(opened.body()),
            wire.hasMessageReduction()
                ? reductions.reduction(
                    BodyDecoder.PATH.member("message_reduction"), wire.getMessageReduction())
                : ComponentKind.HISTORY.reduction(),
            wire.hasToolReduction()
                ? reductions.reduction(
                    BodyDecoder.PATH.member("tool_reduction"), wire.getToolReduction())
                : new Reduction.None());
    List<String> fields = new ArrayList<>();
    List<Violation> broken = new ArrayList<>();
    Request request = of(model, opened, parts, fields, broken);
    if (strict) {
      checkOpenCalls(request.components(), request.conversations(), fields, broken);
      broken.forEach(violations::add);
    }
    return request;
  }

  /** Returns what a body holds that the service wrote itself, to be counted. */
  static Request counted(ModelProfile model, OpenedBody opened) {
    BodyComponents parts =
        new BodyComponents(
            opened.body(), Map.of(), ComponentKind.HISTORY.reduction(), new Reduction.None());
    return of(model, opened, parts, new ArrayList<>(), new ArrayList<>());
  }

  /**
   * @param fields receives how errors name each component
   * @param broken receives what is wrong with tool calls
   */
  private static Request of(
      ModelProfile model,
      OpenedBody opened,
      BodyComponents parts,
      List<String> fields,
      List<Violation> broken) {
    List<Component> components = new ArrayList<>(parts.beside());
    List<Conversation> conversations = new ArrayList<>();
    components.forEach(unused -> conversations.add(Conversation.NONE));
    components.forEach(unused -> fields.add(BodyDecoder.field("")));
    for (BodyComponents.Run run : parts.messages()) {
      List<BodyMessage> messages = opened.body().messages();
      components.add(run.component());
      fields.add(BodyDecoder.field(messages.get(run.from()).id()));
      conversations.add(
          Conversation.of(
              run.component(),
              (message, part, unused) ->
                  BodyDecoder.partField(messages.get(run.from() + message), part),
              broken));
    }
    return new Request(
        model,
        components,
        conversations,
        Layout.of(components, conversations),
        Optional.of(opened));
  }

  /** Nothing may follow a call that has no result yet, so no input and no other history. */
  private static void checkOpenCalls(
      List<Component> components,
      List<Conversation> conversations,
      List<String> fields,
      List<Violation> broken) {
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
                fields.get(i),
                Reason.UNANSWERED_TOOL_CALL,
                "ends in tool calls without results: nothing must stand behind it"));
      }
    }
  }
}
