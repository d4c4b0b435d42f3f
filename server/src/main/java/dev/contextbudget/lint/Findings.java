package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Findings as they come, of which the worst and first are kept: a hostile body breaks a rule a
 * million times. O(log n) for each.
 */
final class Findings {
  /** The worst first, then in the order of the body. */
  private static final Comparator<LintFinding> ORDER =
      Comparator.comparing(LintFinding::severity)
          .thenComparing(finding -> finding.at().startByte())
          .thenComparing(finding -> finding.range().map(LintFinding.Range::startByte).orElse(0))
          .thenComparing(LintFinding::rule);

  /** What only the API's own provider was seen to refuse; others that speak the same take it. */
  private static final Set<LintRule> OF_MAKER =
      EnumSet.of(
          LintRule.TOOL_CALL_ID_INVALID,
          LintRule.TOOL_NAME_INVALID,
          LintRule.TOOL_SCHEMA_INVALID,
          LintRule.THINKING_SIGNATURE_MISSING,
          LintRule.REASONING_WITHOUT_ITEM,
          LintRule.ITEM_ID_DUPLICATE);

  private final Format format;
  private final boolean ofMaker;
  private final int most;
  private final StopSignal stop;
  private final PriorityQueue<LintFinding> kept = new PriorityQueue<>(ORDER.reversed());
  private int leftOut;
  private boolean hasError;

  /**
   * @param format decides which rules apply
   * @param ofMaker whether the API's own provider answers
   * @param most how many are kept; {@code > 0}
   * @param stop asked for each
   */
  Findings(Format format, boolean ofMaker, int most, StopSignal stop) {
    this.format = format;
    this.ofMaker = ofMaker;
    this.most = most;
    this.stop = stop;
  }

  /** Notes a breach, if the rule applies to the format. */
  void add(LintRule rule, JsonValue at) {
    add(rule, at, rule.finds());
  }

  /**
   * Notes a breach.
   *
   * @param what is wrong here, in place of what the rule says
   */
  void add(LintRule rule, JsonValue at, String what) {
    rule.severity(format).ifPresent(severity -> add(rule, severity, at, what));
  }

  /** Notes a breach that may be less bad than the rule says. */
  void add(LintRule rule, LintSeverity severity, JsonValue at, String what) {
    LintSeverity worst = rule.severity(format).orElse(LintSeverity.INFO);
    boolean mild = !ofMaker && OF_MAKER.contains(rule) && worst == LintSeverity.ERROR;
    LintSeverity highest = mild ? LintSeverity.WARNING : worst;
    LintSeverity given = severity.compareTo(highest) < 0 ? highest : severity;
    if (rule.severity(format).isPresent()) {
      put(new LintFinding(rule, given, at, what, "", Optional.empty()));
    }
  }

  /** Notes a breach by some bytes of a text. */
  void add(LintRule rule, JsonValue at, String kind, int startByte, int endByte) {
    Optional<LintFinding.Range> range = Optional.of(new LintFinding.Range(startByte, endByte));
    rule.severity(format)
        .ifPresent(severity -> put(new LintFinding(rule, severity, at, rule.finds(), kind, range)));
  }

  private void put(LintFinding finding) {
    stop.check();
    hasError |= finding.severity() == LintSeverity.ERROR;
    kept.add(finding);
    if (kept.size() > most) {
      kept.poll();
      leftOut++;
    }
  }

  /** Notes breaches that are counted and not told. */
  void leaveOut(int number) {
    leftOut += number;
  }

  /** Returns what was found. */
  LintReport report() {
    List<LintFinding> findings = new ArrayList<>(kept);
    Collections.sort(findings, ORDER);
    return new LintReport(findings, leftOut, !hasError);
  }
}
