package dev.contextbudget.lint;

import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.dialect.Dialect;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.anthropic.AnthropicDialect;
import dev.contextbudget.dialect.chat.ChatDialect;
import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.responses.ResponsesDialect;
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
    PromptTokens tokens = PromptTokens.of(body, List.of(), new RequestSize(List.of(), 0, 0));
    LintReport ignored =
        new Linter(facts, 1_000).lint(body, model, tokens, List.of(), StopSignal.NEVER);
  }
}
