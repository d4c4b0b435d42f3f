package dev.contextbudget.lint;

import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.member.MemberCheck;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is not as the API documents it: what the reader of the body met, and more members. */
final class ShapeCheck {
  private final Linted body;
  private final Findings findings;
  private final Set<JsonValue> told = new HashSet<>();

  private ShapeCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
  }

  static void check(Linted body, Findings findings) {
    ShapeCheck check = new ShapeCheck(body, findings);
    List<ShapeProblem> problems = body.body().problems();
    problems.stream().filter(check::isError).forEach(check::tell);
    MemberCheck.check(body.format(), body.root(), check::tellMember, body.stop());
    problems.stream().filter(problem -> !check.isError(problem)).forEach(check::tell);
    findings.leaveOut(body.body().moreProblems());
  }

  private boolean isError(ShapeProblem problem) {
    return rule(problem).severity(body.format()).equals(Optional.of(LintSeverity.ERROR));
  }

  private void tell(ShapeProblem problem) {
    tell(rule(problem), problem.at(), what(problem));
  }

  /** Of a server that speaks the same it is not known what it wants beside what a fit reads. */
  private void tellMember(JsonValue at, String what) {
    if (told.add(at)) {
      LintSeverity severity = body.isOfMaker() ? LintSeverity.ERROR : LintSeverity.WARNING;
      findings.add(LintRule.BODY_INVALID, severity, at, what);
    }
  }

  /** Of a place the first problem is told; errors come before what is less. */
  private void tell(LintRule rule, JsonValue at, String what) {
    if (told.add(at)) {
      findings.add(rule, at, what);
    }
  }

  /** A role that is missing is a member that is missing. */
  static LintRule rule(ShapeProblem problem) {
    return switch (problem.kind()) {
      case INVALID -> LintRule.BODY_INVALID;
      case UNKNOWN_ROLE -> isRole(problem.at()) ? LintRule.ROLE_UNKNOWN : LintRule.BODY_INVALID;
      case UNKNOWN_PART -> problem.at().isObject() ? LintRule.PART_UNKNOWN : LintRule.BODY_INVALID;
      case MISPLACED_PART -> LintRule.PART_MISPLACED;
      case EMPTY_CONTENT -> LintRule.CONTENT_EMPTY;
    };
  }

  private static boolean isRole(JsonValue at) {
    return at.isString() && at.publicPointer().endsWith("/role");
  }

  private static String what(ShapeProblem problem) {
    return switch (problem.kind()) {
      case INVALID -> "the value " + problem.what();
      case UNKNOWN_ROLE -> "the role " + problem.what();
      case UNKNOWN_PART, MISPLACED_PART, EMPTY_CONTENT -> "the part " + problem.what();
    };
  }
}
