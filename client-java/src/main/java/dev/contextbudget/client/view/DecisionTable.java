package dev.contextbudget.client.view;

import dev.contextbudget.v1.BudgetReport;
import dev.contextbudget.v1.ItemDecision;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** What happened to the items and why: in groups, and the largest changes one by one. */
public final class DecisionTable {
  private static final int LARGEST = 8;

  /** What became of an item, for a person: replaced is shortened too. */
  private enum Fate {
    KEPT,
    SHORTENED,
    DROPPED
  }

  /** What the items of a line have in common. */
  private record Group(Fate fate, String component, String why) {}

  private final List<ItemDecision> decisions;

  /**
   * @param decisions of an answer, in its order
   */
  public DecisionTable(List<ItemDecision> decisions) {
    this.decisions = decisions;
  }

  /**
   * Prints a line for each fate, component and reason, and the sum.
   *
   * @param report what is not of any item makes the sum: framing, and notes between items
   */
  public void printGroups(Page page, BudgetReport report) {
    TextTable table =
        new TextTable()
            .left("")
            .left("slot")
            .right("items")
            .right("tokens")
            .left("")
            .right("left")
            .left("why");
    Fate last = null;
    for (Map.Entry<Group, List<ItemDecision>> entry : groups().entrySet()) {
      Group group = entry.getKey();
      List<ItemDecision> items = entry.getValue();
      table.row(
          group.fate() == last ? "" : group.fate().name().toLowerCase(Locale.ROOT),
          group.component(),
          Integer.toString(items.size()),
          Figures.tokens(items.stream().mapToLong(ItemDecision::getBeforeTokens).sum()),
          "->",
          Figures.tokens(items.stream().mapToLong(ItemDecision::getAfterTokens).sum()),
          group.why());
      last = group.fate();
    }
    int before = decisions.stream().mapToInt(ItemDecision::getBeforeTokens).sum();
    int after = decisions.stream().mapToInt(ItemDecision::getAfterTokens).sum();
    table.row(
        "around",
        "",
        "",
        Figures.tokens(report.getBeforeTokens() - before),
        "->",
        Figures.tokens(report.getTotalTokens() - after),
        "framing of the request; notes");
    table.row(
        "sum",
        "",
        Integer.toString(decisions.size()),
        Figures.tokens(report.getBeforeTokens()),
        "->",
        Figures.tokens(report.getTotalTokens()),
        "");
    table.print(page, "");
  }

  private Map<Group, List<ItemDecision>> groups() {
    Map<Group, List<ItemDecision>> groups = new LinkedHashMap<>();
    for (Fate fate : Fate.values()) {
      for (ItemDecision decision : decisions) {
        if (fate(decision) == fate) {
          Group group = new Group(fate, decision.getComponentId(), Reasons.of(decision));
          groups.computeIfAbsent(group, g -> new ArrayList<>()).add(decision);
        }
      }
    }
    return groups;
  }

  /**
   * Prints the items that lost most tokens.
   *
   * @param describe says what an item is
   */
  public void printLargest(Page page, Function<ItemDecision, String> describe) {
    TextTable table =
        new TextTable()
            .left("item")
            .left("what it is")
            .right("tokens")
            .left("")
            .right("left")
            .left("why");
    decisions.stream()
        .sorted(Comparator.comparingInt(d -> d.getAfterTokens() - d.getBeforeTokens()))
        .limit(LARGEST)
        .forEach(
            d ->
                table.row(
                    d.getItemId(),
                    describe.apply(d),
                    Figures.tokens(d.getBeforeTokens()),
                    "->",
                    Figures.tokens(d.getAfterTokens()),
                    Reasons.of(d)));
    table.print(page, "");
  }

  private static Fate fate(ItemDecision decision) {
    return switch (decision.getAction()) {
      case ACTION_KEEP -> Fate.KEPT;
      case ACTION_TRUNCATE, ACTION_REPLACE -> Fate.SHORTENED;
      case ACTION_DROP -> Fate.DROPPED;
      case ACTION_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("an answer of another version: " + decision.getAction());
    };
  }
}
