package dev.contextbudget.demo;

import dev.contextbudget.v1.CacheReport;
import dev.contextbudget.v1.ExpectedUsage;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.Model;
import dev.contextbudget.v1.TokenPrices;

/** Shows what of a prompt stands as in the call before, and what that saves. */
final class PrefixView {
  private final FitContextResponse answer;
  private final CacheReport cache;
  private final ExpectedUsage usage;
  private final Page page;

  PrefixView(FitContextResponse answer, Page page) {
    this.answer = answer;
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
    TokenPrices prices = model.getPrices(0).getPrices();
    page.paragraph(
        "%s costs %s for a million tokens of input, %s for those from the cache, by the catalogue"
                .formatted(
                    model.getId(),
                    Figures.usd(prices.getInputUsd()),
                    Figures.usd(prices.getCachedReadUsd()))
            + " of %s.".formatted(catalogDate));
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
    int before = answer.getReport().getBeforeTokens();
    int total = answer.getReport().getTotalTokens();
    return new TextTable()
        .left("input of a thousand such calls")
        .right("tokens a call")
        .right("costs")
        .right("saves")
        .row(cost("everything sent, nothing cached", before, usage.getUnfittedCostUsd()))
        .row(cost("fitted, nothing cached", total, usage.getUncachedCostUsd()))
        .row(cost("fitted, prefix from the cache", total, usage.getCostUsd()));
  }

  private String[] cost(String what, int tokens, double usd) {
    double saved = 1 - usd / usage.getUnfittedCostUsd();
    return new String[] {
      what, Figures.tokens(tokens), Figures.usdPerThousand(usd), Figures.percent(saved)
    };
  }
}
