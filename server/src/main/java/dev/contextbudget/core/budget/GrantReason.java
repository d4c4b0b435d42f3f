package dev.contextbudget.core.budget;

/** Why a grant is not larger. */
public enum GrantReason {
  /** The slot has all it could use. */
  DEMAND_MET,
  /** The slot is at its ceiling. */
  CEILING,
  /** The slot has its fair share against slots of equal priority. */
  FAIR_SHARE,
  /** Nothing was left to share above the floors of its priority. */
  FLOOR;

  /**
   * Returns the reason of a grant.
   *
   * @param capped whether it is at its ceiling
   * @param atFloor whether its priority got no more than its floors
   */
  public static GrantReason of(boolean demandMet, boolean capped, boolean atFloor) {
    if (demandMet) {
      return DEMAND_MET;
    }
    if (capped) {
      return CEILING;
    }
    return atFloor ? FLOOR : FAIR_SHARE;
  }
}
