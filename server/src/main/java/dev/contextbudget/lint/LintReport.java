package dev.contextbudget.lint;

import java.util.List;

/**
 * What is wrong with a body.
 *
 * @param findings the worst first, then in the order of the body
 * @param leftOut how many more there are
 * @param valid true if no finding, of these and those left out, is an error
 */
public record LintReport(List<LintFinding> findings, int leftOut, boolean valid) {
  public LintReport {
    findings = List.copyOf(findings);
  }
}
