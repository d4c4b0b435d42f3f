package dev.contextbudget.client.view;

import dev.contextbudget.v1.BudgetReport;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ItemDecision;
import dev.contextbudget.v1.SlotReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows a fitted context: the window as bars, and the slots in numbers, as the prompt has them. */
public final class WindowView {
  private static final String LABEL = "%-8s";
  private static final int LABEL_COLUMNS = 8;
  private static final int SWATCH_COLUMNS = 2;

  /** A slot and how it looks. */
  private record Lane(String name, SlotReport report, SlotStyle style) {}

  private final FitContextResponse answer;
  private final BudgetReport report;
  private final Page page;
  private final List<Lane> lanes = new ArrayList<>();
  private final double tokensPerColumn;

  /**
   * @param answer with a report
   */
  public WindowView(FitContextResponse answer, Page page) {
    this.answer = answer;
    this.report = answer.getReport();
    this.page = page;
    List<String> order = List.copyOf(componentsInPrompt());
    List<SlotReport> slots = new ArrayList<>(report.getSlotsList());
    // a slot of which nothing was kept is not in the prompt, index -1, and stands first
    slots.sort(Comparator.comparingInt(slot -> order.indexOf(slot.getGrant().getSlot())));
    for (SlotReport slot : slots) {
      lanes.add(new Lane(slot.getGrant().getSlot(), slot, SlotStyle.of(lanes.size())));
    }
    int columns = page.terminal().columns() - LABEL_COLUMNS;
    this.tokensPerColumn = Math.max(report.getBeforeTokens(), windowTokens()) / (double) columns;
  }

  private Set<String> componentsInPrompt() {
    Map<String, String> components = new HashMap<>();
    for (ItemDecision decision : answer.getDecisionsList()) {
      components.put(decision.getItemId(), decision.getComponentId());
    }
    Set<String> order = new LinkedHashSet<>();
    answer
        .getPrompt()
        .getToolsList()
        .forEach(tool -> order.add(components.getOrDefault(tool.getItemId(), "")));
    answer.getPrompt().getMessagesList().stream()
        .flatMap(message -> message.getPartsList().stream())
        .forEach(part -> order.add(components.getOrDefault(part.getItemId(), "")));
    return order;
  }

  private int windowTokens() {
    return report.getEquation().getContextWindowTokens();
  }

  private int budgetTokens() {
    return report.getEquation().getInputBudgetTokens();
  }

  /** Draws what was sent. */
  public void drawSent() {
    WindowBar bar = new WindowBar();
    lanes.forEach(lane -> bar.add(lane.name(), lane.report().getBeforeTokens(), lane.style()));
    draw("sent", bar);
  }

  /** Draws what the window holds, to the same scale. */
  public void drawWindow() {
    WindowBar bar = new WindowBar();
    lanes.forEach(lane -> bar.add(lane.name(), lane.report().getUsedTokens(), lane.style()));
    // the framing of the reply, a few tokens, is less than a column and drawn as free
    bar.add("free", budgetTokens() - bar.tokens(), SlotStyle.FREE);
    bar.add("reserve", windowTokens() - budgetTokens(), SlotStyle.RESERVE);
    draw("window", bar);
  }

  /** Draws how far from the left the provider's cache reaches. */
  public void drawCached() {
    int tokens = answer.getCache().getExpected().getReadTokens();
    page.line(LABEL.formatted("cached") + "^".repeat((int) Math.round(tokens / tokensPerColumn)));
  }

  private void draw(String label, WindowBar bar) {
    page.line(LABEL.formatted(label) + bar.draw(tokensPerColumn, page.terminal()));
  }

  /** Prints the slots, the framing of the reply, what is free, and what is kept for the answer. */
  public void printSlots() {
    TextTable table =
        new TextTable()
            .left("slot")
            .right("sent")
            .right("granted")
            .right("in window")
            .right("kept")
            .right("shortened")
            .right("dropped");
    for (Lane lane : lanes) {
      SlotReport slot = lane.report();
      table.marked(
          swatch(lane.style()),
          lane.name(),
          Figures.tokens(slot.getBeforeTokens()),
          Figures.tokens(slot.getGrant().getGrantTokens()),
          Figures.tokens(slot.getUsedTokens()),
          Integer.toString(slot.getKeptCount()),
          Integer.toString(slot.getShortenedCount()),
          Integer.toString(slot.getDroppedCount()));
    }
    tokens(table, "", "reply", replyTokens(), replyTokens(), replyTokens());
    int free = budgetTokens() - report.getTotalTokens();
    tokens(table, swatch(SlotStyle.FREE), "free", -1, budgetTokens() - grantedTokens(), free);
    int reserve = windowTokens() - budgetTokens();
    tokens(table, swatch(SlotStyle.RESERVE), "reserve", -1, reserve, reserve);
    tokens(table, "", "sum", report.getBeforeTokens(), windowTokens(), windowTokens());
    table.print(page, " ".repeat(SWATCH_COLUMNS + 1));
  }

  /** Adds a row without items; a number below zero is none. */
  private static void tokens(
      TextTable table, String mark, String name, int sent, int granted, int used) {
    table.marked(
        mark,
        name,
        sent < 0 ? "" : Figures.tokens(sent),
        Figures.tokens(granted),
        Figures.tokens(used),
        "",
        "",
        "");
  }

  /** Returns the framing of the reply, which belongs to no slot. */
  private int replyTokens() {
    return report.getTotalTokens()
        - report.getSlotsList().stream().mapToInt(SlotReport::getUsedTokens).sum();
  }

  private int grantedTokens() {
    return replyTokens()
        + report.getSlotsList().stream().mapToInt(slot -> slot.getGrant().getGrantTokens()).sum();
  }

  private String swatch(SlotStyle style) {
    return style.piece("", SWATCH_COLUMNS, page.terminal()) + " ";
  }
}
