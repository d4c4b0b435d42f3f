package dev.contextbudget.lint;

/** How bad a finding is; the worst first. */
public enum LintSeverity {
  /** The provider will refuse the request. */
  ERROR,
  /** The request costs more than it must, or its answer will be worse. */
  WARNING,
  /** Worth knowing. */
  INFO
}
