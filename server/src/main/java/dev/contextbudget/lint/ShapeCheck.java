package dev.contextbudget.lint;

import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.member.MemberCheck;
import java.util.HashSet;
import java.util.Set;

/** What is not as the API documents it: what the reader of the body met, and more members. */
final class ShapeCheck {
  private ShapeCheck() {}

  static void check(Linted body, Findings findings) {
    Set<JsonValue> told = new HashSet<>();
    for (ShapeProblem problem : body.body().problems()) {
      if (told.add(problem.at())) {
        findings.add(rule(problem), problem.at(), what(problem));
      }
    }
    findings.leaveOut(body.body().moreProblems());
    MemberCheck.check(
        body.format(),
        body.root(),
        (at, what) -> {
          if (told.add(at)) {
            findings.add(LintRule.BODY_INVALID, at, what);
          }
        },
        body.stop());
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
