package dev.contextbudget.core.error;

import java.util.List;
import java.util.Map;

/** What must stay needs more tokens than the input budget has. */
public final class BudgetUnsatisfiable extends ContextBudgetException {
  private static final long serialVersionUID = 1L;

  /** Names in {@code forcedBy}: enough to act on, few enough for a response header. */
  private static final int MAX_NAMES = 10;

  private final long requiredTokens;
  private final long availableTokens;
  private final transient List<String> forcedBy;

  /**
   * @param requiredTokens smallest input budget that would do
   * @param availableTokens the input budget
   * @param forcedBy ids of the items and slots that force it, largest first
   */
  public BudgetUnsatisfiable(long requiredTokens, long availableTokens, List<String> forcedBy) {
    super(
        ("what must stay needs %d tokens, the input budget is %d; "
                + "raise the budget by %d or require less")
            .formatted(requiredTokens, availableTokens, requiredTokens - availableTokens));
    this.requiredTokens = requiredTokens;
    this.availableTokens = availableTokens;
    this.forcedBy = List.copyOf(forcedBy.subList(0, Math.min(MAX_NAMES, forcedBy.size())));
  }

  /** Returns the smallest input budget that would do. */
  public long requiredTokens() {
    return requiredTokens;
  }

  /** Returns the input budget; 0 if the reserves leave none. */
  public long availableTokens() {
    return availableTokens;
  }

  /** Returns ids of the items and slots that force it, largest first; at most ten. */
  public List<String> forcedBy() {
    return forcedBy;
  }

  @Override
  public Reason reason() {
    return Reason.BUDGET_UNSATISFIABLE;
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of(
        "requiredTokens", Long.toString(requiredTokens),
        "availableTokens", Long.toString(availableTokens),
        "forcedBy", String.join(",", forcedBy));
  }
}
