package dev.contextbudget.lint;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import java.util.List;

/** Who speaks first, next and last. */
final class OrderCheck {
  private final Linted body;
  private final Findings findings;
  private final List<Message> said;

  private OrderCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
    this.said =
        body.transcript().messages().stream()
            .filter(m -> m.speaker() != Speaker.SYSTEM && m.speaker() != Speaker.NOBODY)
            .toList();
  }

  static void check(Linted body, Findings findings) {
    OrderCheck check = new OrderCheck(body, findings);
    JsonValue list = body.body().list();
    if (list != null && list.isArray() && list.elements().isEmpty()) {
      findings.add(LintRule.MESSAGES_EMPTY, list);
    }
    if (!check.said.isEmpty()) {
      check.checkFirst(check.said.get(0));
      check.checkNeighbours();
      check.checkLast(check.said.get(check.said.size() - 1));
    }
    check.checkCompaction();
  }

  /** A compaction is a message of the model and stands where the conversation begins. */
  private void checkFirst(Message first) {
    if (first.speaker() == Speaker.MODEL && !first.has(Piece.Kind.COMPACTION)) {
      findings.add(LintRule.FIRST_MESSAGE_NOT_USER, first.at());
    }
  }

  private void checkNeighbours() {
    for (int i = 1; i < said.size(); i++) {
      if (said.get(i).speaker() == said.get(i - 1).speaker()) {
        findings.add(LintRule.ROLES_NOT_ALTERNATING, said.get(i).at());
      }
    }
    for (int i = 0; i < said.size(); i++) {
      boolean follows = i > 0 && said.get(i - 1).speaker() == Speaker.USER;
      if (said.get(i).has(Piece.Kind.CALL) && !follows) {
        findings.add(LintRule.TOOL_CALL_MISPLACED, said.get(i).at());
      }
    }
  }

  private void checkLast(Message last) {
    List<Message> messages = body.transcript().messages();
    boolean behind = !messages.get(messages.size() - 1).equals(last); // instructions, or a setting
    boolean waits =
        last.has(Piece.Kind.CALL)
            || (last.has(Piece.Kind.THINKING) && last.content() == null)
            || endsInServerTool(last);
    if (last.speaker() != Speaker.MODEL || behind || waits || last.has(Piece.Kind.COMPACTION)) {
      return;
    }
    if (!body.isFor(Format.ANTHROPIC_MESSAGES)) {
      findings.add(LintRule.LAST_MESSAGE_NOT_USER, last.at());
      return;
    }
    boolean thinks = ThinkingCheck.isOn(body.root());
    boolean paused = last.has(Piece.Kind.SERVER_RESULT);
    boolean refused = !paused && (thinks || body.has(ModelTrait.REFUSES_PREFILL));
    findings.add(
        LintRule.LAST_MESSAGE_NOT_USER,
        refused ? LintSeverity.ERROR : LintSeverity.WARNING,
        last.at(),
        refused
            ? "the last message begins the answer, which is refused "
                + (thinks ? "while thinking is on" : "by this model")
            : LintRule.LAST_MESSAGE_NOT_USER.finds());
    checkTrailingSpace(last);
  }

  private static boolean endsInServerTool(Message message) {
    List<Piece> pieces = message.pieces();
    return !pieces.isEmpty() && pieces.get(pieces.size() - 1).is(Piece.Kind.SERVER_CALL);
  }

  private void checkTrailingSpace(Message last) {
    if (last.pieces().isEmpty()) {
      return;
    }
    JsonValue value = last.pieces().get(last.pieces().size() - 1).text();
    Utf8Text text = value == null ? Utf8Text.EMPTY : value.text();
    if (value != null && !text.isEmpty() && WhiteSpace.is(text.byteAt(text.length() - 1))) {
      findings.add(LintRule.ASSISTANT_TRAILING_WHITE_SPACE, value);
    }
  }

  /** OpenAI gives back what the user said before its compaction, which stays. */
  private void checkCompaction() {
    boolean replaced = false;
    for (Message message : body.transcript().messages()) {
      boolean before = replaced;
      for (Piece piece : message.pieces()) {
        if (piece.is(Piece.Kind.COMPACTION) && before) {
          findings.add(LintRule.COMPACTION_NOT_FIRST, piece.at());
        }
        before |= !body.isFor(Format.OPENAI_RESPONSES) || isReplaced(message, piece);
      }
      replaced |= before;
    }
  }

  private static boolean isReplaced(Message message, Piece piece) {
    return message.speaker() == Speaker.MODEL || piece.is(Piece.Kind.COMPACTION);
  }
}
