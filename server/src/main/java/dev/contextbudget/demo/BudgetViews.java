package dev.contextbudget.demo;

import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.GrantTable;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.TextTable;
import dev.contextbudget.v1.BudgetEquation;
import dev.contextbudget.v1.ComponentTokens;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.SlotGrant;

/** Shows what was counted and how the window is divided. */
final class BudgetViews {
  private final Page page;

  BudgetViews(Page page) {
    this.page = page;
  }

  void show(CountTokensResponse count) {
    TextTable table =
        new TextTable().left("component").right("items").right("tokens").right("framing");
    for (ComponentTokens component : count.getComponentsList()) {
      table.row(
          component.getComponentId(),
          Integer.toString(component.getItemsCount()),
          Figures.tokens(component.getTokens()),
          Figures.tokens(component.getFramingTokens()));
    }
    table.row("the request", "", "", Figures.tokens(DemoScenario.requestFramingTokens(count)));
    table.row(
        "sum",
        Integer.toString(
            count.getComponentsList().stream().mapToInt(ComponentTokens::getItemsCount).sum()),
        Figures.tokens(count.getTotalTokens() - count.getFramingTokens()),
        Figures.tokens(count.getFramingTokens()));
    table.print(page, "");
    page.blank();
    page.paragraph(
        "Together %s tokens, %s of the window; %s."
                .formatted(
                    Figures.tokens(count.getTotalTokens()),
                    Figures.percent(count.getTotalTokens() / (double) DemoScenario.WINDOW_TOKENS),
                    Figures.accuracy(count.getBasis()))
            + " Framing is what the chat format adds: to each message, and to the request for its"
            + " list of tools and the beginning of the reply.");
  }

  void show(PlanBudgetResponse plan) {
    TextTable table = GrantTable.of(plan.getSlotsList());
    table.row(
        "sum",
        "",
        "",
        "",
        Figures.tokens(plan.getSlotsList().stream().mapToLong(SlotGrant::getDemandTokens).sum()),
        Figures.tokens(plan.getGrantedTokens()),
        "");
    table.print(page, "");
    page.blank();
    BudgetEquation equation = plan.getEquation();
    page.paragraph(
        "%s of the window less %s for the answer are %s to divide, and %s are granted:"
                .formatted(
                    Figures.tokens(equation.getContextWindowTokens()),
                    Figures.tokens(equation.getOutputReserveTokens()),
                    Figures.tokens(equation.getInputBudgetTokens()),
                    Figures.tokens(plan.getGrantedTokens()))
            + " floors first, then by priority.");
  }
}
