package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import java.util.HashSet;
import java.util.Set;

/** Definitions of tools, and whether calls go by them. */
final class ToolDefinitionCheck {
  private final Linted body;
  private final Findings findings;
  private final DefinedTools defined;

  private ToolDefinitionCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
    this.defined = DefinedTools.of(body);
  }

  static void check(Linted body, Findings findings) {
    ToolDefinitionCheck check = new ToolDefinitionCheck(body, findings);
    check.checkDefinitions();
    check.checkCalls();
  }

  private void checkDefinitions() {
    Set<String> names = new HashSet<>();
    for (DefinedTools.Tool tool : defined.tools()) {
      body.stop().check();
      if (!names.add(tool.scope() + "\n" + tool.name())) {
        findings.add(LintRule.TOOL_NAME_DUPLICATE, tool.at());
      }
      if (!tool.isOwn()) {
        if (!DefinedTools.isName(body.format(), tool.name())) {
          findings.add(LintRule.TOOL_NAME_INVALID, tool.at());
        }
        SchemaCheck.check(body, tool, findings);
      }
    }
  }

  private void checkCalls() {
    Set<String> names = defined.names();
    boolean none = names.isEmpty() && body.body().tools().isEmpty();
    boolean told = false;
    for (Message message : body.transcript().messages()) {
      for (Piece call : message.pieces()) {
        body.stop().check();
        if (!call.is(Piece.Kind.CALL)) {
          continue;
        }
        checkArguments(call);
        if (defined.isOpen() || call.name().isEmpty() || call.at().member("toolset_name") != null) {
          continue;
        }
        if (!none && !names.contains(call.name())) {
          findings.add(LintRule.TOOL_NOT_DEFINED, call.at());
        } else if (none && !told) {
          findings.add(LintRule.TOOLS_MISSING, call.at());
          told = true;
        }
      }
    }
  }

  private void checkArguments(Piece call) {
    JsonValue arguments = call.text();
    if (arguments != null && !isJson(arguments.text(), body.stop())) {
      findings.add(LintRule.TOOL_ARGUMENTS_NOT_JSON, arguments);
    }
  }

  private static boolean isJson(Utf8Text text, StopSignal stop) {
    byte[] bytes = new byte[text.length()];
    text.asByteBuffer().get(bytes);
    try {
      return JsonIndexer.index(bytes, stop).size() > 0;
    } catch (JsonFault fault) {
      return fault.kind() != JsonFault.Kind.MALFORMED;
    }
  }
}
