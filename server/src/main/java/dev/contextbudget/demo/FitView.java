package dev.contextbudget.demo;

import dev.contextbudget.client.view.DecisionTable;
import dev.contextbudget.client.view.Figures;
import dev.contextbudget.client.view.Page;
import dev.contextbudget.client.view.WindowView;
import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.BudgetReport;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.PromptMessage;
import dev.contextbudget.v1.PromptPart;
import dev.contextbudget.v1.SlotReport;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Shows what was fitted, and why so. */
final class FitView {
  private final FitContextResponse answer;
  private final Page page;

  FitView(FitContextResponse answer, Page page) {
    this.answer = answer;
    this.page = page;
  }

  /**
   * Shows the window, the decisions and the notes.
   *
   * @param describe says what an item of the history is, by its id
   */
  void show(UnaryOperator<String> describe) {
    WindowView window = new WindowView(answer, page);
    window.drawSent();
    window.drawWindow();
    page.blank();
    window.printSlots();
    page.blank();
    page.paragraph(summary() + framing());
    page.blank();
    DecisionTable decisions = new DecisionTable(answer.getDecisionsList());
    decisions.printGroups(page, answer.getReport());
    page.blank();
    page.line("What lost most, item by item:");
    page.blank();
    decisions.printLargest(
        page,
        decision ->
            decision.getComponentId().equals(DemoScenario.HISTORY)
                ? describe.apply(decision.getItemId())
                : decision.getComponentId());
    page.blank();
    page.line("Nothing is lost silently. In its place the model reads:");
    page.blank();
    notes().forEach(note -> page.line("  " + note));
  }

  /** Says what is in the prompt and why not all of the budget is used. */
  private String summary() {
    BudgetReport report = answer.getReport();
    int budget = report.getEquation().getInputBudgetTokens();
    int free = budget - report.getTotalTokens();
    SlotReport history = slot(DemoScenario.HISTORY);
    int historyGrant = history.getGrant().getGrantTokens();
    int historyFree = historyGrant - history.getUsedTokens();
    return "Of %s tokens sent %s are in the prompt. Of the %s free ones %s are the history's: it is cut"
            .formatted(
                Figures.tokens(report.getBeforeTokens()),
                Figures.tokens(report.getTotalTokens()),
                Figures.tokens(free),
                Figures.tokens(historyFree))
        + " to %s of its grant and not to all of it, so that the next messages find room behind it"
            .formatted(Figures.percent(history.getUsedTokens() / (double) historyGrant))
        + " and the provider's cache stays good. In the other %s no further whole sentence of the"
            .formatted(Figures.tokens(free - historyFree))
        + " handbook and no further whole passage has room.";
  }

  /** Says where the framing of the plan went. */
  private String framing() {
    int tools =
        slot("tools").getUsedTokens()
            - answer.getDecisionsList().stream()
                .filter(decision -> decision.getComponentId().equals("tools"))
                .mapToInt(ItemDecision::getAfterTokens)
                .sum();
    int reply =
        answer.getReport().getTotalTokens()
            - answer.getReport().getSlotsList().stream().mapToInt(SlotReport::getUsedTokens).sum();
    return " The framing that the plan had in a row of its own is here in that of the tools, %d, and"
            .formatted(tools)
        + " in that of the reply, %d.".formatted(reply);
  }

  private SlotReport slot(String name) {
    return answer.getReport().getSlotsList().stream()
        .filter(slot -> slot.getGrant().getSlot().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns what the service wrote into the prompt: notes, and placeholders of tool results. */
  private Set<String> notes() {
    Set<String> replaced = new LinkedHashSet<>();
    for (ItemDecision decision : answer.getDecisionsList()) {
      if (decision.getAction() == Action.ACTION_REPLACE) {
        replaced.add(decision.getItemId());
      }
    }
    Set<String> notes = new LinkedHashSet<>();
    for (PromptMessage message : answer.getPrompt().getMessagesList()) {
      for (PromptPart part : message.getPartsList()) {
        if (part.getItemId().isEmpty()) {
          notes.add(part.getPart().getText());
        } else if (replaced.contains(part.getItemId())) {
          part.getPart().getToolResult().getPartsList().stream()
              .map(Part::getText)
              .forEach(notes::add);
        }
      }
    }
    return notes;
  }
}
