package dev.contextbudget.bodies;

/**
 * Something in a body that its provider refuses, or that a fit must not bring about.
 *
 * @param rule as the linter names it
 * @param at where or what
 */
record Problem(String rule, String at) {
  @Override
  public String toString() {
    return rule + " (" + at + ")";
  }
}
