package dev.contextbudget.client.view;

import dev.contextbudget.v1.SlotGrant;
import java.util.List;

/** What each slot of a window asked for, what it was granted, and why. */
public final class GrantTable {
  private GrantTable() {}

  /** Returns the table, a row for each slot in the order of the plan. */
  public static TextTable of(List<SlotGrant> slots) {
    TextTable table =
        new TextTable()
            .left("slot")
            .right("priority")
            .right("floor")
            .right("ceiling")
            .right("demand")
            .right("granted")
            .left("why");
    for (SlotGrant slot : slots) {
      table.row(
          slot.getSlot(),
          Integer.toString(slot.getPriority()),
          Figures.tokens(slot.getFloorTokens()),
          slot.hasCeilingTokens() ? Figures.tokens(slot.getCeilingTokens()) : "-",
          slot.hasDemandTokens() ? Figures.tokens(slot.getDemandTokens()) : "-",
          Figures.tokens(slot.getGrantTokens()),
          Reasons.of(slot.getReason()));
    }
    return table;
  }
}
