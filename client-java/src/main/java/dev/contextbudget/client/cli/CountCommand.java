package dev.contextbudget.client.cli;

import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.TextTable;
import dev.contextbudget.v1.ComponentTokens;
import dev.contextbudget.v1.CountBasis;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.CountTokensStreamResponse;
import dev.contextbudget.v1.ProviderRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Counts texts, or a body. */
@Command(
    name = "count",
    description = "Count the tokens of texts, or with --body of a request as it is charged for.")
final class CountCommand extends ServerCommand {
  /** Shorter ones are counted before anybody looks. */
  private static final long PROGRESS_FROM_BYTES = 8 << 20;

  @Option(
      names = {"-m", "--model"},
      defaultValue = "",
      description = "The model that counts; with --body, if not the one that the body names.")
  private String model = "";

  @Option(
      names = "--body",
      paramLabel = "FORMAT",
      description = "The file is a request body of this API: ${COMPLETION-CANDIDATES}.")
  private @Nullable BodyFormat format;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      description = "Texts in UTF-8, or bodies (default: standard input).")
  private List<String> files = List.of();

  @Override
  ExitCode run(ContextBudgetClient client, Output output) {
    List<Input> inputs =
        (files.isEmpty() ? List.of(Input.STANDARD) : files).stream().map(this::input).toList();
    if (format == null) {
      return countTexts(client, inputs, output);
    }
    for (Input input : inputs) {
      countBody(client, input, format, output);
    }
    return ExitCode.DONE;
  }

  private void countBody(
      ContextBudgetClient client, Input input, BodyFormat format, Output output) {
    CountTokensResponse answer =
        client.countTokens(
            CountTokensRequest.newBuilder()
                .setModel(model)
                .setProviderRequest(
                    ProviderRequest.newBuilder().setFormat(format.wire()).setJson(input.bytes()))
                .build());
    if (asJson()) {
      output.json(answer);
      return;
    }
    TextTable table =
        new TextTable().left(input.name()).right("items").right("tokens").right("framing");
    for (ComponentTokens component : answer.getComponentsList()) {
      table.row(
          component.getComponentId(),
          Integer.toString(component.getItemsCount()),
          Figures.tokens(component.getTokens()),
          Figures.tokens(component.getFramingTokens()));
    }
    Page page = output.page();
    table.print(page, "");
    page.line(
        "%s tokens, %s of the window of %s; %s"
            .formatted(
                Figures.tokens(answer.getTotalTokens()),
                Figures.percent(answer.getUtilizationRatio()),
                answer.getBasis().getModelId(),
                Figures.accuracy(answer.getBasis())));
  }

  private ExitCode countTexts(ContextBudgetClient client, List<Input> inputs, Output output) {
    List<CountTokensStreamResponse> answers = new ArrayList<>();
    long allBytes = inputs.stream().mapToLong(Input::lengthBytes).sum();
    TextParts parts = new TextParts(model, inputs);
    boolean shown = output.terminal().colour() && allBytes >= PROGRESS_FROM_BYTES;
    client.countTokensStream(
        parts,
        answer -> {
          int document = Integer.parseInt(answer.getDocumentId());
          while (answers.size() <= document) {
            answers.add(answer);
          }
          answers.set(document, answer);
          if (shown) {
            output
                .progress()
                .printf("\r%s ", Figures.percent(parts.readBytes() / (double) allBytes));
            output.progress().flush();
          }
        });
    if (shown) {
      output.progress().println();
    }
    return tell(inputs, answers, output);
  }

  private ExitCode tell(
      List<Input> inputs, List<CountTokensStreamResponse> answers, Output output) {
    boolean failed = false;
    long sum = 0;
    TextTable table = new TextTable().left("text").right("tokens").left("");
    for (int i = 0; i < answers.size(); i++) {
      CountTokensStreamResponse answer = answers.get(i);
      failed |= answer.hasErrorReason();
      sum += answer.getTokens();
      if (asJson()) {
        output.json(answer.toBuilder().setDocumentId(inputs.get(i).name()).build());
      }
      table.row(inputs.get(i).name(), Figures.tokens(answer.getTokens()), answer.getErrorReason());
    }
    if (!asJson()) {
      if (answers.size() > 1) {
        table.row("sum", Figures.tokens(sum), "");
      }
      table.print(output.page(), "");
      CountBasis basis = answers.get(0).getBasis();
      output.page().line(basis.getModelId() + ": " + Figures.accuracy(basis));
    }
    return failed ? ExitCode.REFUSED : ExitCode.DONE;
  }
}
