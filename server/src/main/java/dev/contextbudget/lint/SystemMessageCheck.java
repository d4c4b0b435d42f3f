package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Instructions: where they stand in a conversation, and whether they stand twice. */
final class SystemMessageCheck {
  /** A shorter text is repeated for a few tokens. */
  private static final int MIN_REPEATED_BYTES = 200;

  private SystemMessageCheck() {}

  static void check(Linted body, Findings findings) {
    if (body.isFor(Format.ANTHROPIC_MESSAGES)) {
      checkPlaces(body, findings);
    }
    checkRepeated(body, findings);
  }

  /** One that holds nothing and sets the effort may stand anywhere. */
  private static void checkPlaces(Linted body, Findings findings) {
    List<Message> messages = body.transcript().messages();
    boolean refused = body.has(ModelTrait.REFUSES_SYSTEM_MESSAGES);
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      boolean sets = message.pieces().isEmpty() && message.at().member("output_config") != null;
      if (message.speaker() != Speaker.SYSTEM || sets) {
        continue;
      }
      if (refused) {
        findings.add(LintRule.SYSTEM_MESSAGE_REFUSED, message.at());
        continue;
      }
      boolean follows = i > 0 && mayPrecede(messages.get(i - 1));
      boolean precedes = i + 1 == messages.size() || isOfModel(messages.get(i + 1));
      if (!follows || !precedes || !holdsTextAlone(message)) {
        findings.add(LintRule.SYSTEM_MESSAGE_MISPLACED, message.at());
      }
    }
  }

  private static boolean isOfModel(Message message) {
    return message.speaker() == Speaker.MODEL;
  }

  private static boolean mayPrecede(Message message) {
    List<Piece> pieces = message.pieces();
    Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
    boolean serverTool =
        last != null && (last.is(Piece.Kind.SERVER_CALL) || last.is(Piece.Kind.SERVER_RESULT));
    return message.speaker() == Speaker.USER || (isOfModel(message) && serverTool);
  }

  private static boolean holdsTextAlone(Message message) {
    for (Piece piece : message.pieces()) {
      String type = piece.at().textOf("type");
      boolean changesTools = type.equals("tool_addition") || type.equals("tool_removal");
      if (!piece.is(Piece.Kind.TEXT) && !changesTools) {
        return false;
      }
    }
    return true;
  }

  private static void checkRepeated(Linted body, Findings findings) {
    Set<String> seen = new HashSet<>();
    body.transcript().instructions().forEach(piece -> checkRepeated(piece, seen, findings));
    for (Message message : body.transcript().messages()) {
      if (message.speaker() == Speaker.SYSTEM) {
        message.pieces().forEach(piece -> checkRepeated(piece, seen, findings));
      }
    }
  }

  private static void checkRepeated(Piece piece, Set<String> seen, Findings findings) {
    JsonValue text = piece.text();
    if (text == null || text.text().length() < MIN_REPEATED_BYTES) {
      return;
    }
    if (!seen.add(text.text().decode())) {
      findings.add(LintRule.SYSTEM_REPEATED, piece.at());
    }
  }
}
