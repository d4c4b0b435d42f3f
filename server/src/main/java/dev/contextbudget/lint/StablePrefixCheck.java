package dev.contextbudget.lint;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.ToolDefinitions;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What should be the same bytes in every request and may not be: instructions and tools with a
 * clock or an id in them, tools in another order.
 */
final class StablePrefixCheck {
  /** Enough to mend a text. */
  private static final int MOST_IN_TEXT = 100;

  private final Linted body;
  private final Findings findings;

  private StablePrefixCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
  }

  static void check(Linted body, Findings findings) {
    StablePrefixCheck check = new StablePrefixCheck(body, findings);
    for (String name : List.of("tools", "functions")) {
      JsonValue tools = body.root().member(name);
      if (tools != null) {
        check.checkDefinitions(tools);
      }
    }
    body.transcript().instructions().forEach(check::checkPiece);
    for (Message message : body.transcript().messages()) {
      if (message.speaker() != Speaker.SYSTEM) {
        break; // behind the first message of another the conversation grows in any case
      }
      message.pieces().forEach(check::checkPiece);
    }
    check.checkOrder();
  }

  /** What Claude has to search for is no part of its prefix. */
  private void checkDefinitions(JsonValue tools) {
    if (body.isFor(Format.ANTHROPIC_MESSAGES)) {
      tools.elements().stream()
          .filter(tool -> !ToolDefinitions.isDeferred(tool))
          .forEach(tool -> ReadTexts.ofDefinitions(tool, this::checkText));
    } else {
      ReadTexts.ofDefinitions(tools, this::checkText);
    }
  }

  private void checkPiece(Piece piece) {
    if (piece.text() != null) {
      checkText(piece.text());
    }
  }

  private void checkText(JsonValue at) {
    Utf8Text text = at.text();
    for (VolatileText.Finding found : VolatileText.find(text, MOST_IN_TEXT, body.stop())) {
      findings.add(
          LintRule.VOLATILE_TEXT, at, found.kind().name(), found.startByte(), found.endByte());
    }
  }

  /** One finding for each of the two orders: a list is sorted as a whole. */
  private void checkOrder() {
    boolean names = false;
    boolean members = false;
    DefinedTools.@Nullable Tool before = null;
    for (DefinedTools.Tool tool : DefinedTools.of(body).tools()) {
      boolean follows =
          before == null
              || !before.scope().equals(tool.scope())
              || before.name().compareTo(tool.name()) <= 0;
      if (!follows && !names) {
        findings.add(LintRule.TOOLS_NOT_CANONICAL, tool.at(), "the tools are not sorted by name");
        names = true;
      }
      JsonValue schema = tool.schema();
      if (!members && schema != null && !isSorted(schema)) {
        findings.add(
            LintRule.TOOLS_NOT_CANONICAL, schema, "the members of a schema are not sorted by name");
        members = true;
      }
      before = tool;
    }
  }

  private boolean isSorted(JsonValue value) {
    body.stop().check();
    String before = "";
    for (JsonValue.Member member : value.members()) {
      if (before.compareTo(member.name()) > 0 || !isSorted(member.value())) {
        return false;
      }
      before = member.name();
    }
    return value.elements().stream().allMatch(this::isSorted);
  }
}
