package dev.contextbudget.demo;

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
    page.paragraph(summary());
    page.blank();
    DecisionTable decisions = new DecisionTable(answer.getDecisionsList());
    decisions.printGroups(page);
    page.blank();
    page.line("What lost most, item by item:");
    page.blank();
    decisions.printLargest(page, describe);
    page.blank();
    page.line("Nothing is lost silently. In its place the model reads:");
    page.blank();
    notes().forEach(note -> page.line("  " + note));
  }

  private String summary() {
    BudgetReport report = answer.getReport();
    String prompt =
        "Of %s tokens sent %s are in the prompt."
            .formatted(
                Figures.tokens(report.getBeforeTokens()), Figures.tokens(report.getTotalTokens()));
    for (SlotReport slot : report.getSlotsList()) {
      if (slot.getGrant().getSlot().equals(DemoScenario.HISTORY)) {
        double share = slot.getUsedTokens() / (double) slot.getGrant().getGrantTokens();
        return prompt
            + " The history is cut to %s of its grant, not to all of it: the next messages find"
                .formatted(Figures.percent(share))
            + " room behind it, and what the provider has cached stays as it is.";
      }
    }
    return prompt;
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
