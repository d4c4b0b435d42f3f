package dev.contextbudget.client.cli;

import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.Retention;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shortens the history of a body. */
@Command(
    name = "compact",
    description =
        "Shorten the history of a request body: the body goes to standard output, what was lost to"
            + " standard error.")
final class CompactCommand extends ServerCommand {
  private static final int LOST_FACTS = 20;

  @Mixin private final BodyOptions body = new BodyOptions();

  @ArgGroup(multiplicity = "1")
  private @Nullable Target target;

  /** How much shall be left. */
  static final class Target {
    @Option(names = "--target", paramLabel = "TOKENS", description = "Tokens to leave.")
    private @Nullable Integer tokens;

    @Option(names = "--target-ratio", paramLabel = "RATIO", description = "Share to leave, 0 to 1.")
    private @Nullable Double ratio;
  }

  @Override
  ExitCode run(ContextBudgetClient client, Output output) {
    CompactRequest.Builder request =
        CompactRequest.newBuilder().setModel(body.model()).setProviderRequest(body.request(this));
    Target asked = Objects.requireNonNull(target);
    if (asked.tokens != null) {
      request.setTargetTokens(asked.tokens);
    }
    if (asked.ratio != null) {
      request.setTargetRatio(asked.ratio);
    }
    CompactResponse answer = client.compact(request.build());
    if (asJson()) {
      output.json(answer);
    } else {
      output.body(answer.getBody().getJson());
      tell(answer, output.beside());
    }
    return ExitCode.DONE;
  }

  private static void tell(CompactResponse answer, Page page) {
    Retention facts = answer.getRetention();
    page.line(
        "%s of %s tokens; %d of %d facts are kept%s"
            .formatted(
                Figures.tokens(answer.getAfterTokens()),
                Figures.tokens(answer.getBeforeTokens()),
                facts.getKeptCount(),
                facts.getFactCount(),
                facts.getLostFactsCount() == 0
                    ? ""
                    : "; lost: "
                        + String.join(
                            ", ", facts.getLostFactsList().stream().limit(LOST_FACTS).toList())));
  }
}
