package dev.contextbudget.client.cli;

import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.TextTable;
import dev.contextbudget.v1.ListModelsRequest;
import dev.contextbudget.v1.ListModelsResponse;
import dev.contextbudget.v1.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists the catalogue. */
@Command(name = "models", description = "List the models of the catalogue, or show one.")
final class ModelsCommand extends ServerCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      defaultValue = "",
      description = "The id, an alias or a dated name of one.")
  private String name = "";

  @Option(names = "--provider", defaultValue = "", description = "Those of one provider.")
  private String provider = "";

  @Override
  ExitCode run(ContextBudgetClient client, Output output) {
    List<Model> models = name.isEmpty() ? all(client) : List.of(client.getModel(name).getModel());
    if (asJson()) {
      models.forEach(output::json);
      return ExitCode.DONE;
    }
    TextTable table =
        new TextTable()
            .left("model")
            .left("provider")
            .right("window")
            .right("output")
            .left("counts")
            .right("$ a million in")
            .right("out");
    models.forEach(model -> add(model, table));
    table.print(output.page(), "");
    return ExitCode.DONE;
  }

  private List<Model> all(ContextBudgetClient client) {
    List<Model> models = new ArrayList<>();
    String page = "";
    do {
      ListModelsResponse answer =
          client.listModels(
              ListModelsRequest.newBuilder().setProvider(provider).setPageToken(page).build());
      models.addAll(answer.getModelsList());
      page = answer.getNextPageToken();
    } while (!page.isEmpty());
    return models;
  }

  private static void add(Model model, TextTable table) {
    boolean priced = model.getPricesCount() > 0;
    table.row(
        model.getId(),
        model.getProvider(),
        Figures.tokens(model.getContextWindowTokens()),
        model.hasMaxOutputTokens() ? Figures.tokens(model.getMaxOutputTokens()) : "-",
        model.getBasis().getAccuracy().name().replace("ACCURACY_", "").toLowerCase(Locale.ROOT),
        priced ? price(model.getPrices(0).getPrices().getInputUsd()) : "-",
        priced ? price(model.getPrices(0).getPrices().getOutputUsd()) : "-");
  }

  private static String price(double usd) {
    return String.format(Locale.ROOT, "%.3f", usd);
  }
}
