package dev.contextbudget.client.cli;

import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.DecisionTable;
import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.WindowView;
import dev.contextbudget.v1.BudgetReport;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.ProviderRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fits a body into its window. */
@Command(
    name = "fit",
    description =
        "Fit a request body into its window: the fitted body goes to standard output, what was cut"
            + " to standard error.")
final class FitCommand extends ServerCommand {
  @Mixin private final BodyOptions body = new BodyOptions();
  @Mixin private final WindowOptions window = new WindowOptions();

  @Option(
      names = "--render-as",
      paramLabel = "FORMAT",
      description = "Return it as the body of another API.")
  private @Nullable BodyFormat renderAs;

  @Option(names = "--explain", description = "Show the window, and why each item stays or leaves.")
  private boolean explain;

  @Override
  ExitCode run(ContextBudgetClient client, Output output) {
    ProviderRequest.Builder request = body.request(this);
    if (renderAs != null) {
      request.setRenderAs(renderAs.wire());
    }
    FitContextResponse answer =
        client.fitContext(
            FitContextRequest.newBuilder()
                .setModel(body.model())
                .setPolicy(window.policy())
                .setProviderRequest(request)
                .build());
    if (asJson()) {
      output.json(answer);
    } else {
      output.body(answer.getBody().getJson());
      tell(answer, output.beside());
    }
    return ExitCode.DONE;
  }

  private void tell(FitContextResponse answer, Page page) {
    BudgetReport report = answer.getReport();
    if (explain) {
      WindowView view = new WindowView(answer, page);
      view.drawSent();
      view.drawWindow();
      page.blank();
      view.printSlots();
      page.blank();
      DecisionTable decisions = new DecisionTable(answer.getDecisionsList());
      decisions.printGroups(page, report);
      page.blank();
      decisions.printLargest(page, ItemDecision::getComponentId);
      page.blank();
    }
    page.line(
        "%s of %s tokens in a budget of %s; %s"
            .formatted(
                Figures.tokens(report.getTotalTokens()),
                Figures.tokens(report.getBeforeTokens()),
                Figures.tokens(report.getEquation().getInputBudgetTokens()),
                Figures.accuracy(answer.getBasis())));
  }
}
