package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pairs what the provider's own tools were asked and answered, and reasoning with what it led to.
 *
 * <p>A call of code that calls tools of the client is answered in a later message of the model; the
 * last message may end in a call, as a paused turn is sent back so.
 */
final class ServerToolCheck {
  private static final Set<String> LED_TO_BY_REASONING =
      Set.of(
          "message",
          "reasoning",
          "function_call",
          "custom_tool_call",
          "computer_call",
          "local_shell_call",
          "shell_call",
          "apply_patch_call",
          "mcp_approval_request",
          "web_search_call",
          "file_search_call",
          "code_interpreter_call",
          "image_generation_call",
          "mcp_list_tools",
          "mcp_call",
          "program",
          "tool_search_call",
          "item_reference",
          "compaction",
          "");

  private ServerToolCheck() {}

  static void check(Linted body, Findings findings) {
    if (body.isFor(Format.OPENAI_RESPONSES)) {
      checkReasoning(body, findings);
    } else {
      checkPairs(body, findings);
    }
  }

  private static void checkPairs(Linted body, Findings findings) {
    Map<String, Piece> open = new LinkedHashMap<>();
    int lastOfModel = -1;
    for (Message message : body.transcript().messages()) {
      if (message.speaker() == Speaker.MODEL) {
        lastOfModel = message.at().startByte();
      }
      for (Piece piece : message.pieces()) {
        body.stop().check();
        if (piece.is(Piece.Kind.SERVER_CALL)) {
          open.put(piece.id(), piece);
        } else if (piece.is(Piece.Kind.SERVER_RESULT) && open.remove(piece.id()) == null) {
          findings.add(LintRule.TOOL_RESULT_ORPHAN, piece.at());
        }
      }
    }
    for (Piece call : open.values()) {
      if (call.at().startByte() < lastOfModel) {
        findings.add(LintRule.TOOL_CALL_UNANSWERED, call.at());
      }
    }
  }

  private static void checkReasoning(Linted body, Findings findings) {
    List<JsonValue> items = body.root().elementsOf("input");
    for (int i = 0; i < items.size(); i++) {
      body.stop().check();
      boolean led = i + 1 < items.size() && isLedTo(items.get(i + 1));
      if (items.get(i).is("type", "reasoning") && !led) {
        findings.add(LintRule.REASONING_WITHOUT_ITEM, items.get(i));
      }
    }
  }

  private static boolean isLedTo(JsonValue item) {
    JsonValue role = item.member("role");
    return LED_TO_BY_REASONING.contains(item.textOf("type"))
        && (role == null || item.is("role", "assistant"));
  }
}
