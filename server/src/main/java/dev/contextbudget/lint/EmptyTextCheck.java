package dev.contextbudget.lint;

import static dev.contextbudget.lint.LintSeverity.ERROR;
import static dev.contextbudget.lint.LintSeverity.WARNING;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import dev.contextbudget.lint.transcript.Spelling;
import java.util.List;

/** Texts and contents that hold nothing, where they should hold something. */
final class EmptyTextCheck {
  private final Linted body;
  private final Findings findings;

  private EmptyTextCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
  }

  static void check(Linted body, Findings findings) {
    EmptyTextCheck check = new EmptyTextCheck(body, findings);
    body.transcript().instructions().forEach(piece -> check.checkText(piece, ERROR, ERROR));
    List<Message> messages = body.transcript().messages();
    for (int i = 0; i < messages.size(); i++) {
      boolean last = i + 1 == messages.size();
      check.checkContent(messages.get(i), last);
      check.checkTexts(messages.get(i), last);
    }
  }

  private void checkTexts(Message message, boolean last) {
    boolean saysMore = message.pieces().stream().anyMatch(EmptyTextCheck::isSaid);
    boolean ofModel = body.isFor(Format.ANTHROPIC_MESSAGES) && message.speaker() == Speaker.MODEL;
    for (Piece piece : message.pieces()) {
      body.stop().check();
      if (!mayBeEmpty(message, piece, last)) {
        boolean whole = piece.at().equals(piece.text());
        checkText(piece, ofModel && whole ? WARNING : ERROR, saysMore ? WARNING : ERROR);
      }
      checkResult(piece);
    }
  }

  /** Of Anthropic an emptied result is one without content; the others are told to have a text. */
  private void checkResult(Piece result) {
    for (Piece inner : result.inner()) {
      boolean whole = inner.at().equals(inner.text());
      if (!body.isFor(Format.ANTHROPIC_MESSAGES)) {
        checkText(inner, ERROR, ERROR);
      } else if (!whole) {
        checkText(inner, WARNING, WARNING);
      }
    }
  }

  private boolean mayBeEmpty(Message message, Piece piece, boolean last) {
    return switch (body.format()) {
      case OPENAI_CHAT -> piece.at().equals(piece.text()) && message.pieces().size() > 1;
      case OPENAI_RESPONSES -> false;
      case ANTHROPIC_MESSAGES ->
          last && message.speaker() == Speaker.MODEL && piece.at().equals(piece.text());
      case GEMINI -> Spelling.member(piece.at(), "thoughtSignature") != null;
    };
  }

  /** Says something, or calls: white space beside it was seen to be taken. */
  private static boolean isSaid(Piece piece) {
    JsonValue text = piece.is(Piece.Kind.TEXT) ? piece.text() : null;
    return piece.is(Piece.Kind.CALL) || (text != null && !WhiteSpace.isAll(text.text()));
  }

  private void checkText(Piece piece, LintSeverity empty, LintSeverity blank) {
    JsonValue value = piece.text();
    if (!piece.is(Piece.Kind.TEXT) || value == null) {
      return;
    }
    Utf8Text text = value.text();
    if (text.isEmpty()) {
      findings.add(LintRule.TEXT_EMPTY, empty, value, LintRule.TEXT_EMPTY.finds());
    } else if (WhiteSpace.is(text.byteAt(0)) && WhiteSpace.isAll(text)) {
      findings.add(LintRule.TEXT_BLANK, blank, value, LintRule.TEXT_BLANK.finds());
    }
  }

  private void checkContent(Message message, boolean last) {
    boolean empty =
        switch (body.format()) {
          case OPENAI_CHAT -> isEmptyInChat(message);
          case OPENAI_RESPONSES -> false;
          case ANTHROPIC_MESSAGES -> isEmptyList(message) && !isBegunAnswer(message, last);
          case GEMINI -> isMissing(message) || isEmptyList(message) || hasEmptyPart(message);
        };
    if (empty) {
      boolean taken = body.isFor(Format.ANTHROPIC_MESSAGES) && message.speaker() == Speaker.MODEL;
      LintSeverity severity = taken ? WARNING : ERROR;
      findings.add(LintRule.CONTENT_EMPTY, severity, message.at(), LintRule.CONTENT_EMPTY.finds());
    }
  }

  private static boolean isBegunAnswer(Message message, boolean last) {
    return last && message.speaker() == Speaker.MODEL;
  }

  private static boolean isMissing(Message message) {
    return message.content() == null || message.content().isNull();
  }

  private static boolean isEmptyList(Message message) {
    JsonValue content = message.content();
    return content != null && content.isArray() && content.elements().isEmpty();
  }

  private static boolean isEmptyInChat(Message message) {
    return switch (message.speaker()) {
      case MODEL -> message.pieces().isEmpty();
      case USER, SYSTEM -> isMissing(message) || isEmptyList(message);
      case TOOL -> isEmptyList(message) || isNull(message);
      case NOBODY -> false;
    };
  }

  /** The result of a tool; of a function, which had no id, it may be null. */
  private static boolean isNull(Message message) {
    JsonValue content = message.content();
    return content != null && content.isNull() && message.at().is("role", "tool");
  }

  private static boolean hasEmptyPart(Message message) {
    for (Piece piece : message.pieces()) {
      if (piece.at().isObject() && piece.at().members().isEmpty()) {
        return true;
      }
    }
    return false;
  }
}
