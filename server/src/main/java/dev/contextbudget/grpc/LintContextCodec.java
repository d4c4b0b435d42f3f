package dev.contextbudget.grpc;

import dev.contextbudget.lint.LintReport;
import dev.contextbudget.lint.PromptTokens;
import dev.contextbudget.v1.LintContextResponse;
import dev.contextbudget.v1.LintFinding;
import dev.contextbudget.v1.LintSeverity;

/** Core to wire for {@code LintContext}. */
final class LintContextCodec {

  private LintContextCodec() {}

  static LintContextResponse response(Request request, PromptTokens tokens, LintReport report) {
    LintContextResponse.Builder response =
        LintContextResponse.newBuilder()
            .setValid(report.valid())
            .setBasis(
                BasisCodec.of(request.model(), request.opened(), request.layout().blocks().size()))
            .setTotalTokens(Math.toIntExact(tokens.totalTokens()))
            .setMoreCount(report.leftOut());
    report.findings().forEach(finding -> response.addFindings(finding(finding)));
    return response.build();
  }

  private static LintFinding finding(dev.contextbudget.lint.LintFinding finding) {
    LintFinding.Builder wire =
        LintFinding.newBuilder()
            .setRule(finding.rule().id())
            .setSeverity(Enums.encode(finding.severity(), "LINT_SEVERITY_", LintSeverity.class))
            .setJsonPointer(finding.pointer())
            .setMessage(finding.message())
            .setKind(finding.kind());
    finding
        .rangeAtPointer()
        .ifPresent(range -> wire.setStartByte(range.startByte()).setEndByte(range.endByte()));
    return wire.build();
  }
}
