package dev.contextbudget.demo;

import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.TextTable;
import dev.contextbudget.client.view.WindowView;
import dev.contextbudget.v1.CacheReport;
import dev.contextbudget.v1.ExpectedUsage;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.Model;
import dev.contextbudget.v1.TokenPrices;

/** Shows what of a prompt stands as in the call before, and what that saves. */
final class PrefixView {
  private final FitContextResponse answer;
  private final FitContextResponse uncut;
  private final CacheReport cache;
  private final ExpectedUsage usage;
  private final Page page;

  /**
   * @param uncut the same turn with nothing cut
   */
  PrefixView(FitContextResponse answer, FitContextResponse uncut, Page page) {
    this.answer = answer;
    this.uncut = uncut;
    this.cache = answer.getCache();
    this.usage = cache.getExpected();
    this.page = page;
  }

  void show(Model model, String catalogDate) {
    WindowView window = new WindowView(answer, page);
    window.drawSent();
    window.drawWindow();
    window.drawCached();
    page.blank();
    page.paragraph(prefix());
    page.blank();
    costs().print(page, "");
    page.blank();
    page.paragraph(saving());
    page.blank();
    TokenPrices prices = model.getPrices(0).getPrices();
    page.paragraph(
        "%s costs %s for a million tokens of input, %s for those from the cache, by the catalogue"
                .formatted(
                    model.getId(),
                    Figures.usd(prices.getInputUsd()),
                    Figures.usd(prices.getCachedReadUsd()))
            + " of %s. What is expected from the cache is what the call before had as well, in"
                .formatted(catalogDate)
            + " whole steps of %d tokens; a provider may have less."
                .formatted(model.getCache().getStepTokens()));
  }

  private String prefix() {
    return "With the token of the call before, the cut is %s, so the first %s tokens of the prompt"
            .formatted(
                cache.getPrefixKept() ? "kept" : "moved",
                Figures.tokens(cache.getFirstDifference().getSharedTokens()))
        + " are the same bytes; the passages, chosen anew, stand behind them."
        + " Of %s tokens in all the provider reads %s from its cache."
            .formatted(
                Figures.tokens(answer.getReport().getTotalTokens()),
                Figures.tokens(usage.getReadTokens()));
  }

  private TextTable costs() {
    ExpectedUsage whole = uncut.getCache().getExpected();
    int before = uncut.getReport().getTotalTokens();
    int total = answer.getReport().getTotalTokens();
    return new TextTable()
        .left("input of a thousand such calls")
        .right("tokens a call")
        .right("of them cached")
        .right("costs")
        .row(cost("all of it, nothing cached", before, 0, whole.getUncachedCostUsd()))
        .row(cost("all of it, prefix cached", before, whole.getReadTokens(), whole.getCostUsd()))
        .row(cost("fitted, nothing cached", total, 0, usage.getUncachedCostUsd()))
        .row(cost("fitted, prefix cached", total, usage.getReadTokens(), usage.getCostUsd()));
  }

  private static String[] cost(String what, int tokens, int cached, double usd) {
    return new String[] {
      what, Figures.tokens(tokens), Figures.tokens(cached), Figures.usdPerThousand(usd)
    };
  }

  /** Compares like with like: a history that only grows is cached too. */
  private String saving() {
    ExpectedUsage whole = uncut.getCache().getExpected();
    return "Fitting saves %s where the provider caches nothing, and %s where it caches both: all of"
            .formatted(
                Figures.percent(1 - usage.getUncachedCostUsd() / whole.getUncachedCostUsd()),
                Figures.percent(1 - usage.getCostUsd() / whole.getCostUsd()))
        + " it is a prefix that only grows, and cached as well. All of it needs a window above %s;"
            .formatted(Figures.tokens(uncut.getReport().getTotalTokens()))
        + " the model's own has that.";
  }
}
