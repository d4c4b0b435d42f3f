package dev.contextbudget.dialect.gemini;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitRequest;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.dialect.BodyComponents;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.BodyRenderer;
import dev.contextbudget.dialect.BodyRules;
import dev.contextbudget.dialect.ItemHint;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A body, read for a model in which a word is a token, and what fits make of it. */
final class ReadBody {
  static final ModelProfile MODEL = TestModels.words();

  private final ProviderBody body;
  private final List<Component> components;
  private final List<Conversation> conversations = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();

  private ReadBody(ProviderBody body, Map<String, ItemHint> hints, Reduction messages) {
    this.body = body;
    BodyComponents parts = new BodyComponents(body, hints, messages, new Reduction.ByRelevance(40));
    this.components = new ArrayList<>(parts.beside());
    components.forEach(unused -> conversations.add(Conversation.NONE));
    for (BodyComponents.Run run : parts.messages()) {
      components.add(run.component());
      conversations.add(Conversation.of(run.component(), "", violations));
    }
  }

  static ReadBody of(String json) {
    return of(json, Map.of(), new Reduction.DropItems());
  }

  static ReadBody of(String json, Map<String, ItemHint> hints, Reduction messages) {
    return new ReadBody(body(json), hints, messages);
  }

  static ProviderBody body(String json) {
    try {
      return new GeminiDialect()
          .read(
              JsonIndexer.index(json.getBytes(StandardCharsets.UTF_8), StopSignal.NEVER),
              new PartSizes(MODEL, Map.of()));
    } catch (JsonFault fault) {
      throw new AssertionError(fault);
    }
  }

  ProviderBody body() {
    return body;
  }

  /** Returns what the core says is wrong with the calls. */
  List<Violation> violations() {
    return violations;
  }

  /** Returns the part of the first message that is not a signature. */
  static Part part(String json) {
    return parts(json).get(0).part();
  }

  /** Returns the parts of a body whose only message has this part, or these with commas between. */
  static List<BodyPart> parts(String json) {
    return body("{\"contents\":[{\"role\":\"model\",\"parts\":[" + json + "]}]}")
        .messages()
        .get(0)
        .parts();
  }

  int tokens() {
    Layout layout = Layout.of(components, conversations);
    return (int) new Sizer(MODEL, StopSignal.NEVER).measure(components, layout).totalTokens();
  }

  /** Fits into a budget, or into the least one that suffices. */
  FitResult fit(int budgetTokens, boolean notes) {
    try {
      return firmly(budgetTokens, notes);
    } catch (BudgetUnsatisfiable tooSmall) {
      return firmly((int) tooSmall.requiredTokens(), notes);
    }
  }

  private FitResult firmly(int budgetTokens, boolean notes) {
    Notes said = Notes.DEFAULT;
    FitPolicy policy =
        new FitPolicy(
            List.of(),
            List.of(),
            1,
            0.7,
            List.of(),
            new Notes(notes, said.history(), said.items(), said.cut(), said.cleared()),
            false);
    Layout layout = Layout.of(components, conversations);
    return Fitter.fit(
        new FitRequest(
            MODEL,
            budgetTokens,
            policy,
            components,
            conversations,
            false,
            Map.of(),
            new BodyRules(body, false),
            StopSignal.NEVER),
        layout,
        new Sizer(MODEL, StopSignal.NEVER).measure(components, layout));
  }

  /** Returns the body with what a fit keeps. */
  String render(FitResult fit) {
    return BodyRenderer.render(new GeminiDialect(), body, fit.prompt()).text().decode();
  }
}
