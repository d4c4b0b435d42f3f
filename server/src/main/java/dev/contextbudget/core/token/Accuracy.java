package dev.contextbudget.core.token;

/** How far a count can be trusted; carried to every answer and never dropped on the way. */
public enum Accuracy {
  /** The model's own tokenizer. */
  EXACT,
  /** Calibrated against the model's tokenizer: the truth is at most the margin above. */
  CALIBRATED,
  /** Assumed: the margin is a guess on the safe side. */
  ESTIMATED
}
