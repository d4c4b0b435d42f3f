package dev.contextbudget.core.budget;

/** Tokens that a slot uses. */
public record SlotUse(String slot, int tokens) {
  public SlotUse {
    if (tokens < 0) {
      throw new IllegalArgumentException("slot %s uses %d tokens".formatted(slot, tokens));
    }
  }
}
