package dev.contextbudget.grpc;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.dialect.BodyComponents;
import dev.contextbudget.lint.LintFacts;
import dev.contextbudget.lint.LintReport;
import dev.contextbudget.lint.Linter;
import dev.contextbudget.lint.PromptTokens;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.LintContextResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code LintContext}: decode, measure, check, encode. */
final class LintContextCall {
  /** More are counted and not told. */
  static final int MOST_FINDINGS = 1_000;

  private final Limits limits;
  private final Linter linter;

  LintContextCall(Limits limits, LintFacts facts) {
    this.limits = limits;
    this.linter = new Linter(facts, MOST_FINDINGS);
  }

  /** A body may be wrong in every way but that it is no JSON: that is what is asked. */
  LintContextResponse answer(LintContextRequest wire, ModelCatalog catalog, StopSignal stop) {
    RenderAs.refuse(wire.getProviderRequest());
    Violations violations = new Violations();
    BodyDecoder decoder = new BodyDecoder(limits, violations, wire.getProviderRequest(), stop);
    BodyDecoder.Unread unread = decoder.parse();
    String name = wire.getModel().isBlank() ? unread.model() : wire.getModel();
    ModelProfile model = RequestDecoder.found(catalog, name).model().stoppedBy(stop);
    OpenedBody opened = decoder.openAsIs(unread, model);
    violations.throwIfAny();

    Request request = request(model, opened);
    PromptTokens tokens =
        PromptTokens.of(
            opened.body(),
            request.components(),
            new Sizer(model, stop).measure(request.components(), request.layout()));
    LintReport report = linter.lint(opened.body(), model, tokens, opened.images(), stop);
    return LintContextCodec.response(request, tokens, report);
  }

  /** Nothing is cut, so what may shrink and what goes together does not matter. */
  private static Request request(ModelProfile model, OpenedBody opened) {
    Reduction none = new Reduction.None();
    BodyComponents parts = new BodyComponents(opened.body(), Map.of(), none, none);
    List<Component> components = new ArrayList<>(parts.beside());
    parts.messages().forEach(run -> components.add(run.component()));
    List<Violation> unused = new ArrayList<>();
    List<Conversation> conversations = new ArrayList<>();
    for (Component component : components) {
      conversations.add(
          component.hasMessages()
              ? Conversation.of(component, component.id(), unused)
              : Conversation.NONE);
    }
    return new Request(
        model,
        components,
        conversations,
        Layout.of(components, conversations),
        Optional.of(opened));
  }
}
