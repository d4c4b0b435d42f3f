package dev.contextbudget.demo;

import com.google.protobuf.ByteString;
import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.Terminal;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ListModelsRequest;
import dev.contextbudget.v1.Model;
import dev.contextbudget.v1.PlanBudgetRequest;
import java.io.PrintWriter;

/** Leads a person through the four calls, with one conversation that does not fit its window. */
public final class DemoTour {
  private final ContextBudgetClient client;
  private final DemoScenario scenario = new DemoScenario();
  private final Page page;

  /**
   * @param client of any server
   */
  public DemoTour(ContextBudgetClient client, PrintWriter out, Terminal terminal) {
    this.client = client;
    this.page = new Page(out, terminal);
  }

  /** Makes the calls and shows their answers. */
  public void run() {
    Model model = client.getModel(DemoScenario.MODEL).getModel();
    introduce(model);

    page.heading("1  CountTokens: how much is it?");
    CountTokensResponse count = client.countTokens(scenario.count());
    new BudgetViews(page).show(count);

    page.heading("2  PlanBudget: who gets how much?");
    PlanBudgetRequest plan = scenario.plan(count);
    new BudgetViews(page).show(client.planBudget(plan));

    page.heading("3  FitContext: what goes in?");
    FitContextResponse first =
        client.fitContext(scenario.fit(DemoScenario.FIRST_TURN, ByteString.EMPTY));
    new FitView(first, page).show(scenario.conversation()::describe);

    page.heading(
        "4  FitContext: the same conversation, %d messages later".formatted(newMessages()));
    ByteString token = first.getCache().getPrefixToken();
    FitContextResponse next = client.fitContext(scenario.fit(DemoScenario.NEXT_TURN, token));
    new PrefixView(next, uncut(), page).show(model, catalogDate());

    page.heading("5  Compact: shorten a history instead of dropping it");
    new CompactView(client.compact(scenario.compact()), page).show();
    page.blank();
  }

  /** Returns the same turn with nothing cut, after the same call before it. */
  private FitContextResponse uncut() {
    FitContextResponse before =
        client.fitContext(scenario.uncut(DemoScenario.FIRST_TURN, ByteString.EMPTY));
    return client.fitContext(
        scenario.uncut(DemoScenario.NEXT_TURN, before.getCache().getPrefixToken()));
  }

  private int newMessages() {
    DemoConversation talk = scenario.conversation();
    return talk.until(DemoScenario.NEXT_TURN).messages().size()
        - talk.until(DemoScenario.FIRST_TURN).messages().size();
  }

  private String catalogDate() {
    return client
        .listModels(ListModelsRequest.newBuilder().setPageSize(1).build())
        .getCatalogDate();
  }

  private void introduce(Model model) {
    page.line(page.terminal().bold("Context Budget: a conversation that does not fit its window"));
    page.blank();
    page.paragraph(
        "An airline's agent changes a customer's flight. The conversation is a recording of %s"
                .formatted(DemoScenario.MODEL)
            + " with tools, from tau-bench; the definitions of the tools were written for this"
            + " demo. The airline's rules, one system prompt in the recording, are sent as"
            + " instructions, a handbook and passages; a passage is as relevant as it has words in"
            + " common with the latest messages, where an application would have a search.");
    page.blank();
    page.paragraph(
        "%s takes %s tokens. The window is set down to %s here, so that a short conversation"
                .formatted(
                    model.getId(),
                    Figures.tokens(model.getContextWindowTokens()),
                    Figures.tokens(DemoScenario.WINDOW_TOKENS))
            + " shows what happens to a long one.");
  }
}
