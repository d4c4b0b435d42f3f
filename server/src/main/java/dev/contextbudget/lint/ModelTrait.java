package dev.contextbudget.lint;

import java.util.Locale;

/** What only a model decides; which ones do is data. */
public enum ModelTrait {
  /** A begun answer as the last message. */
  REFUSES_PREFILL,
  /** Input and output together may be above the window. */
  ACCEPTS_OVERFLOW,
  /** Calls of the current turn must have their thought signature. */
  NEEDS_THOUGHT_SIGNATURES,
  /** Instructions among the messages. */
  REFUSES_SYSTEM_MESSAGES,
  /** Sampling parameters, but those that are the default. */
  REFUSES_SAMPLING,
  REFUSES_TEMPERATURE_WITH_TOP_P,
  REFUSES_THINKING_ENABLED,
  REFUSES_THINKING_ADAPTIVE,
  REFUSES_THINKING_DISABLED,
  REFUSES_THINKING_BETWEEN_TOOLS,
  REFUSES_HIGH_EFFORT_WITHOUT_THINKING;

  /** Returns its name in {@code lint_rules.yaml}. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
