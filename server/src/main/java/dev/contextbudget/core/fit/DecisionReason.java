package dev.contextbudget.core.fit;

/** Why it happened; the names of the contract's {@code DecisionReason}. */
public enum DecisionReason {
  /** Kept: pinned by the caller, or by its kind. */
  PINNED,
  /** Kept: the current user message, or a tool call still without result. */
  CURRENT_TURN,
  /** Kept: the component fits its grant. */
  FITS,
  /** Kept: among the best of its component. */
  SELECTED,
  /** Kept or dropped with its group. */
  GROUP,
  /** Dropped: better items used up the grant. */
  OVER_GRANT,
  /** Dropped: older than what fits or was asked for. */
  OLDEST,
  /** Dropped or cleared: as in the previous call, to keep the prefix. */
  FROZEN_CUT,
  /** Cut to the grant. */
  CUT_TO_GRANT,
  /** Replaced by a variant that fits. */
  VARIANT,
  /** Replaced: a stale tool result. */
  STALE_RESULT,
  /** Dropped: a newer entry stands for it. */
  SUPERSEDED,
  /** Dropped: it has no text and no other parts. */
  EMPTY,
  /** Replaced by itself without thinking: the provider refuses it behind a changed prompt. */
  BOUND_THINKING
}
