package dev.contextbudget.client.view;

import dev.contextbudget.v1.GrantReason;
import dev.contextbudget.v1.ItemDecision;

/** Reasons in words. */
public final class Reasons {
  private Reasons() {}

  /** Returns why an item was kept, cut or dropped. */
  public static String of(ItemDecision decision) {
    return switch (decision.getReason()) {
      case DECISION_REASON_PINNED -> "pinned, by its kind";
      case DECISION_REASON_CURRENT_TURN -> "the current question";
      case DECISION_REASON_FITS -> "all of it fits";
      case DECISION_REASON_SELECTED ->
          decision.hasValuePerToken() ? "most relevant for its length" : "among the newest";
      case DECISION_REASON_GROUP -> "goes with the rest of its group";
      case DECISION_REASON_OVER_GRANT -> "less relevant for its length";
      case DECISION_REASON_OLDEST -> "older than what fits";
      case DECISION_REASON_FROZEN_CUT -> "as in the call before";
      case DECISION_REASON_CUT_TO_GRANT -> "cut to its grant";
      case DECISION_REASON_VARIANT -> "a shorter form fits";
      case DECISION_REASON_STALE_RESULT -> "old result, cleared";
      case DECISION_REASON_SUPERSEDED -> "a newer entry stands for it";
      case DECISION_REASON_EMPTY -> "empty";
      case DECISION_REASON_BOUND_THINKING -> "without its thinking";
      case DECISION_REASON_UNSPECIFIED, UNRECOGNIZED -> "unknown to this version";
    };
  }

  /** Returns why a slot was granted what it was. */
  public static String of(GrantReason reason) {
    return switch (reason) {
      case GRANT_REASON_DEMAND_MET -> "all it asked for";
      case GRANT_REASON_CEILING -> "at its ceiling";
      case GRANT_REASON_FAIR_SHARE -> "what is left";
      case GRANT_REASON_FLOOR -> "its floor; others first";
      case GRANT_REASON_UNSPECIFIED, UNRECOGNIZED -> "unknown to this version";
    };
  }
}
