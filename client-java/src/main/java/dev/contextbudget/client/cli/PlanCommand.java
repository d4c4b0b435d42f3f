package dev.contextbudget.client.cli;

import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.GrantTable;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.SlotStyle;
import dev.contextbudget.client.view.WindowBar;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.PlanBudgetResponse;
import dev.contextbudget.v1.SlotDemand;
import dev.contextbudget.v1.SlotGrant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Divides a window. */
@Command(name = "plan", description = "Divide the window of a model between slots.")
final class PlanCommand extends ServerCommand {
  @Option(
      names = {"-m", "--model"},
      required = true,
      description = "The model whose window is divided.")
  private String model = "";

  @Mixin private final WindowOptions window = new WindowOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "SLOT=TOKENS",
      description = "What a slot of the preset asks for, such as history=90000.")
  private Map<String, Integer> demands = new LinkedHashMap<>();

  @Override
  ExitCode run(ContextBudgetClient client, Output output) {
    PlanBudgetRequest.Builder request =
        PlanBudgetRequest.newBuilder().setModel(model).setPolicy(window.policy());
    demands.forEach(
        (slot, tokens) ->
            request.addDemands(SlotDemand.newBuilder().setSlot(slot).setDemandTokens(tokens)));
    PlanBudgetResponse plan = client.planBudget(request.build());
    if (asJson()) {
      output.json(plan);
    } else {
      tell(plan, output.page());
    }
    return ExitCode.DONE;
  }

  private static void tell(PlanBudgetResponse plan, Page page) {
    WindowBar bar = new WindowBar();
    for (int i = 0; i < plan.getSlotsCount(); i++) {
      SlotGrant slot = plan.getSlots(i);
      bar.add(slot.getSlot(), slot.getGrantTokens(), SlotStyle.of(i));
    }
    int budget = plan.getEquation().getInputBudgetTokens();
    int reserve = plan.getEquation().getContextWindowTokens() - budget;
    bar.add("free", budget - bar.tokens(), SlotStyle.FREE);
    bar.add("reserve", reserve, SlotStyle.RESERVE);
    page.line(bar.draw(bar.tokens() / (double) page.terminal().columns(), page.terminal()));
    page.blank();
    GrantTable.of(plan.getSlotsList()).print(page, "");
    page.blank();
    page.line(
        "%s of %s tokens are granted, %s of the window is kept for the answer"
            .formatted(
                Figures.tokens(plan.getGrantedTokens()),
                Figures.tokens(budget),
                Figures.tokens(reserve)));
  }
}
