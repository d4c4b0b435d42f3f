package dev.contextbudget.sweep;

/** What must hold for every answer. */
enum Check {
  /** The call succeeds, or refuses with a minimum that is right. */
  NO_ERROR,
  /** The prompt, counted again, and its margin are within the window. */
  WITHIN_BUDGET,
  /** The reported total is the count of the prompt. */
  TOTAL,
  /** What the slots use adds up to the total, but for the framing of the request. */
  SLOTS,
  /** A compaction shrinks the history by a tenth or gives it back as it was. */
  SHORTER,
  /** The same request gives the same bytes. */
  SAME_TWICE,
  /** Edits applied to the request are the full answer. */
  EDITS_ARE_FULL,
  /** A result stands right behind its call, and a kept call has its results unless it was open. */
  PAIRS,
  /** Roles alternate where they did, and begin and end as they did. */
  ROLES,
  /** The instructions stand. */
  SYSTEM,
  /** The user's last words stand. */
  INPUT,
  /** Every item has one decision, in the order of the request, and it is what happened. */
  DECISIONS,
  /** What is kept of a text is a slice of it, cut between characters, in the order of the text. */
  SLICES,
  /** What is missing is told, once, next to where it stood. */
  NOTES,
  /** The prefix of the call before is kept, or the cause named is what happened. */
  PREFIX
}
