package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Pairs what the provider's own tools were asked and answered, and reasoning with what it led to.
 *
 * <p>A call of code that calls tools of the client is answered in a later message of the model, and
 * until then the user says nothing but results; an answer that comes later answers nothing. The
 * last message may end in a call, as a paused turn is sent back so.
 */
final class ServerToolCheck {
  private ServerToolCheck() {}

  static void check(Linted body, Findings findings) {
    if (body.isFor(Format.OPENAI_RESPONSES)) {
      checkReasoning(body, findings);
      checkIds(body, findings);
    } else {
      checkPairs(body, findings);
    }
  }

  private static void checkPairs(Linted body, Findings findings) {
    Map<String, Piece> open = new LinkedHashMap<>();
    Set<String> seen = new HashSet<>();
    int lastAnswer = -1;
    for (Message message : body.transcript().messages()) {
      if (isSaid(body, message)) {
        open.values().forEach(call -> findings.add(LintRule.TOOL_CALL_UNANSWERED, call.at()));
        open.clear();
      } else if (message.speaker() == Speaker.MODEL) {
        lastAnswer = message.at().startByte();
      }
      for (Piece piece : message.pieces()) {
        body.stop().check();
        if (piece.is(Piece.Kind.SERVER_CALL)) {
          checkId(body, piece, seen, findings);
          open.put(piece.id(), piece);
        } else if (piece.is(Piece.Kind.SERVER_RESULT)) {
          checkSpeaker(body, message, piece, findings);
          if (open.remove(piece.id()) == null) {
            findings.add(LintRule.TOOL_RESULT_ORPHAN, piece.at());
          }
        }
      }
    }
    for (Piece call : open.values()) {
      if (call.at().startByte() < lastAnswer) {
        findings.add(LintRule.TOOL_CALL_UNANSWERED, call.at());
      }
    }
  }

  /** The provider says that ids must be unique; of its own tools that was not seen. */
  private static void checkId(Linted body, Piece call, Set<String> seen, Findings findings) {
    boolean named = body.isFor(Format.ANTHROPIC_MESSAGES) && !call.id().isEmpty();
    if (named && !seen.add(call.id())) {
      findings.add(
          LintRule.TOOL_CALL_ID_DUPLICATE,
          LintSeverity.WARNING,
          call.at(),
          "an earlier call of a tool of the provider has the same id");
    }
  }

  /** Documented to stand in an answer of the model; that it is refused elsewhere was not seen. */
  private static void checkSpeaker(Linted body, Message message, Piece result, Findings findings) {
    if (body.isFor(Format.ANTHROPIC_MESSAGES) && message.speaker() == Speaker.USER) {
      findings.add(
          LintRule.PART_MISPLACED,
          LintSeverity.WARNING,
          result.at(),
          "what a tool of the provider answered stands in a user message");
    }
  }

  /**
   * What the user says beyond results ends the turn. Of Gemini it is not known what comes of it.
   */
  private static boolean isSaid(Linted body, Message message) {
    return body.isFor(Format.ANTHROPIC_MESSAGES)
        && message.speaker() == Speaker.USER
        && !message.has(Piece.Kind.RESULT)
        && !message.has(Piece.Kind.SERVER_RESULT);
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

  /** An output of a local shell has the id of its call. */
  private static void checkIds(Linted body, Findings findings) {
    Set<String> seen = new HashSet<>();
    for (JsonValue item : body.root().elementsOf("input")) {
      body.stop().check();
      String id = item.textOf("id");
      if (!id.isEmpty() && !item.is("type", "local_shell_call_output") && !seen.add(id)) {
        findings.add(LintRule.ITEM_ID_DUPLICATE, item);
      }
    }
  }

  private static boolean isLedTo(JsonValue item) {
    JsonValue role = item.member("role");
    String type = item.textOf("type");
    return !type.endsWith("_output")
        && !type.endsWith("_response")
        && !type.equals("additional_tools")
        && !type.equals("compaction_trigger")
        && (role == null || item.is("role", "assistant"));
  }
}
