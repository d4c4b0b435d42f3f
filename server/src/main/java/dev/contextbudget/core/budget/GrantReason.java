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
  FLOOR
}
