package dev.contextbudget.lint;

import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.dialect.BodyComponents;
import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.anthropic.AnthropicDialect;
import dev.contextbudget.dialect.chat.ChatDialect;
import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.responses.ResponsesDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What a body of each format is put through to count the steps that its check takes. */
public enum LintWork implements Consumer<byte[]> {
  CHAT("gpt-4o", new ChatDialect()),
  RESPONSES("gpt-4o", new ResponsesDialect()),
  ANTHROPIC("claude-haiku-4-5", new AnthropicDialect()),
  GEMINI("gemini-3.1-pro-preview", new GeminiDialect());

  private final ModelProfile model;
  private final Dialect dialect;

  LintWork(String model, Dialect dialect) {
    this.model = new CatalogReader().bundled().find(model).model();
    this.dialect = dialect;
  }

  @Override
  public void accept(byte[] json) {
    ProviderBody body;
    try {
      body =
          dialect.read(JsonIndexer.index(json, StopSignal.NEVER), new PartSizes(model, Map.of()));
    } catch (JsonFault fault) {
      return; // what the steps begin with is no body
    }
    LintFacts facts =
        new LintFacts(
            Map.of(ModelTrait.NEEDS_THOUGHT_SIGNATURES, Set.of(model.id())), Map.of(), Map.of());
    List<Component> components = components(body);
    PromptTokens tokens = PromptTokens.of(body, components, size(components));
    LintReport ignored =
        new Linter(facts, 1_000).lint(body, model, tokens, List.of(), StopSignal.NEVER);
  }

  /** Returns what is counted of a body, as the call on it does. */
  private static List<Component> components(ProviderBody body) {
    Reduction none = new Reduction.None();
    BodyComponents parts = new BodyComponents(body, Map.of(), none, none);
    List<Component> components = new ArrayList<>(parts.beside());
    parts.messages().forEach(run -> components.add(run.component()));
    return components;
  }

  private RequestSize size(List<Component> components) {
    List<Conversation> conversations =
        components.stream()
            .map(
                of ->
                    of.hasMessages()
                        ? Conversation.of(of, of.id(), new ArrayList<>())
                        : Conversation.NONE)
            .toList();
    return new Sizer(model, StopSignal.NEVER)
        .measure(components, Layout.of(components, conversations));
  }
}
