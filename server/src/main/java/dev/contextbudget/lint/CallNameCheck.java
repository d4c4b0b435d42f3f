package dev.contextbudget.lint;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ids and names in calls: their characters and their length, which a history of another provider,
 * or of a model that made a name up, does not keep. Gemini says nothing of them.
 */
final class CallNameCheck {
  /** Both APIs of OpenAI, 2026-08; Chat Completions took {@value #EARLIER_MOST} until 2026. */
  private static final int MOST = 64;

  private static final int EARLIER_MOST = 40;

  /** Of a name in a call of Anthropic's; a definition has less (openclaw issue 13134, 2026-02). */
  private static final int MOST_OF_NAME = 200;

  private static final String OF_SERVER = "srvtoolu_";

  private final Linted body;
  private final Findings findings;

  private CallNameCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
  }

  static void check(Linted body, Findings findings) {
    CallNameCheck check = new CallNameCheck(body, findings);
    for (Message message : body.transcript().messages()) {
      for (Piece piece : message.pieces()) {
        body.stop().check();
        check.check(piece);
      }
    }
  }

  private void check(Piece piece) {
    JsonValue at = piece.at();
    switch (body.format()) {
      case OPENAI_CHAT -> {
        if (piece.is(Piece.Kind.CALL)) {
          checkLength(at.string("id"));
          if (!at.is("type", "builtin_function")) {
            checkName(nameOfChat(at), Format.OPENAI_CHAT);
          }
        }
      }
      case OPENAI_RESPONSES -> {
        if (at.is("type", "function_call") || at.is("type", "custom_tool_call")) {
          checkLength(at.string("call_id"));
          checkName(at.string("name"), Format.ANTHROPIC_MESSAGES); // which takes twice the length
        }
      }
      case ANTHROPIC_MESSAGES -> checkAnthropic(piece, at.string("id"));
      case GEMINI -> {
        // takes any
      }
    }
  }

  private static @Nullable JsonValue nameOfChat(JsonValue call) {
    return List.of("function", "custom").stream()
        .map(call::member)
        .flatMap(held -> Optional.ofNullable(held).stream())
        .findFirst()
        .orElse(call)
        .string("name");
  }

  private void checkLength(@Nullable JsonValue id) {
    int characters = id == null ? 0 : id.text().decode().length();
    if (id != null && characters > MOST) {
      findings.add(LintRule.TOOL_CALL_ID_INVALID, id);
    } else if (id != null && characters > EARLIER_MOST && body.isFor(Format.OPENAI_CHAT)) {
      findings.add(
          LintRule.TOOL_CALL_ID_INVALID,
          LintSeverity.WARNING,
          id,
          "the id of a tool call is longer than 40 characters, which were all until 2026");
    }
  }

  private void checkName(@Nullable JsonValue name, Format as) {
    if (name != null && !DefinedTools.isName(as, name.text().decode())) {
      findings.add(LintRule.TOOL_NAME_INVALID, name);
    }
  }

  private void checkAnthropic(Piece piece, @Nullable JsonValue id) {
    JsonValue name = piece.at().string("name");
    boolean call = piece.is(Piece.Kind.CALL);
    if (call && id != null && !isId(id.text(), true)) {
      findings.add(LintRule.TOOL_CALL_ID_INVALID, id);
    }
    if (call && name != null) {
      int characters = name.text().decode().length();
      if (characters == 0 || characters > MOST_OF_NAME) {
        findings.add(LintRule.TOOL_NAME_INVALID, name);
      }
    }
    if (piece.at().is("type", "server_tool_use") && id != null && !isOfServer(id.text())) {
      findings.add(
          LintRule.TOOL_CALL_ID_INVALID,
          LintSeverity.ERROR,
          id,
          "the id of a call of the provider's own tool is not as it was received");
    }
  }

  private static boolean isOfServer(Utf8Text id) {
    int from = OF_SERVER.length();
    return id.length() > from
        && id.slice(0, from).decode().equals(OF_SERVER)
        && isId(id.slice(from, id.length()), false);
  }

  private static boolean isId(Utf8Text id, boolean takesDash) {
    for (int i = 0; i < id.length(); i++) {
      int b = id.byteAt(i);
      int lower = b | 0x20;
      boolean taken =
          (lower >= 'a' && lower <= 'z')
              || (b >= '0' && b <= '9')
              || b == '_'
              || (b == '-' && takesDash);
      if (!taken) {
        return false;
      }
    }
    return !id.isEmpty();
  }
}
