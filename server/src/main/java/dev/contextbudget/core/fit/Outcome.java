package dev.contextbudget.core.fit;

/**
 * What shall become of an item; decided from sizes alone.
 *
 * @param reason why
 * @param variant chosen variant of a passage, from 1; 0 for none
 * @param limitTokens most tokens the item may cost after a cut; only with {@code TRUNCATE}
 */
record Outcome(Action action, DecisionReason reason, int variant, int limitTokens) {

  static Outcome keep(DecisionReason reason) {
    return new Outcome(Action.KEEP, reason, 0, 0);
  }

  static Outcome drop(DecisionReason reason) {
    return new Outcome(Action.DROP, reason, 0, 0);
  }

  static Outcome variant(int variant) {
    return new Outcome(Action.REPLACE, DecisionReason.VARIANT, variant, 0);
  }

  static Outcome cleared(DecisionReason reason) {
    return new Outcome(Action.REPLACE, reason, 0, 0);
  }

  static Outcome released() {
    return new Outcome(Action.REPLACE, DecisionReason.BOUND_THINKING, 0, 0);
  }

  static Outcome cut(int limitTokens) {
    return new Outcome(Action.TRUNCATE, DecisionReason.CUT_TO_GRANT, 0, limitTokens);
  }

  boolean inPrompt() {
    return action != Action.DROP;
  }
}
