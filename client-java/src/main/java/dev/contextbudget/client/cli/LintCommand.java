package dev.contextbudget.client.cli;

import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.LintContextResponse;
import dev.contextbudget.v1.LintFinding;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks a body. */
@Command(
    name = "lint",
    description =
        "Say what a provider will refuse in a request body, and what in it costs money or quality.")
final class LintCommand extends ServerCommand {
  @Mixin private final BodyOptions body = new BodyOptions();

  @Override
  ExitCode run(ContextBudgetClient client, Output output) {
    LintContextResponse answer =
        client.lintContext(
            LintContextRequest.newBuilder()
                .setModel(body.model())
                .setProviderRequest(body.request(this))
                .build());
    if (asJson()) {
      output.json(answer);
    } else {
      tell(answer, output.page());
    }
    return answer.getValid() ? ExitCode.DONE : ExitCode.FOUND_ERRORS;
  }

  private static void tell(LintContextResponse answer, Page page) {
    for (LintFinding finding : answer.getFindingsList()) {
      String severity =
          finding.getSeverity().name().replace("LINT_SEVERITY_", "").toLowerCase(Locale.ROOT);
      String place = finding.getJsonPointer().isEmpty() ? "the body" : finding.getJsonPointer();
      page.line(
          page.terminal().bold("%-7s %s".formatted(severity, finding.getRule())) + "  " + place);
      page.paragraph("        " + finding.getMessage());
    }
    if (answer.getMoreCount() > 0) {
      page.line("and %d more".formatted(answer.getMoreCount()));
    }
    page.line(
        "%s; %s tokens, %s"
            .formatted(
                answer.getValid() ? "valid" : "refused",
                Figures.tokens(answer.getTotalTokens()),
                Figures.accuracy(answer.getBasis())));
  }
}
