package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import dev.contextbudget.lint.transcript.Spelling;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Reasoning that must come back as it was, and how much of it is asked for. */
final class ThinkingCheck {
  private static final long MIN_BUDGET_TOKENS = 1_024;

  private static final Set<String> HIGH_EFFORTS = Set.of("xhigh", "max");

  private static final Map<String, ModelTrait> REFUSED_TYPES =
      Map.of(
          "enabled", ModelTrait.REFUSES_THINKING_ENABLED,
          "adaptive", ModelTrait.REFUSES_THINKING_ADAPTIVE,
          "disabled", ModelTrait.REFUSES_THINKING_DISABLED,
          "between_tools", ModelTrait.REFUSES_THINKING_BETWEEN_TOOLS);

  private ThinkingCheck() {}

  static void check(Linted body, Findings findings) {
    if (body.isFor(Format.ANTHROPIC_MESSAGES)) {
      checkBlocks(body, findings);
      checkEnds(body, findings);
      checkOpenLoop(body, findings);
      checkType(body, findings);
      checkBudget(body.root(), findings);
    } else if (body.isFor(Format.GEMINI)) {
      checkSteps(body, findings);
    }
  }

  private static void checkBlocks(Linted body, Findings findings) {
    for (Message message : body.transcript().messages()) {
      for (Piece piece : message.pieces()) {
        if (!piece.is(Piece.Kind.THINKING)) {
          continue;
        }
        boolean readable = piece.at().is("type", "thinking");
        String name = readable ? "thinking" : "data";
        if (piece.at().string(name) == null) {
          findings.add(LintRule.BODY_INVALID, piece.at(), "must have `%s`".formatted(name));
        }
        if (readable && piece.at().textOf("signature").isEmpty()) {
          findings.add(LintRule.THINKING_SIGNATURE_MISSING, piece.at());
        }
      }
    }
  }

  /** Neighbours of one role are joined, and the last message may be a begun answer. */
  private static void checkEnds(Linted body, Findings findings) {
    List<Message> messages = body.transcript().messages();
    for (int i = 0; i + 1 < messages.size(); i++) {
      List<Piece> pieces = messages.get(i).pieces();
      boolean ends = messages.get(i + 1).speaker() != Speaker.MODEL && !pieces.isEmpty();
      if (ends && pieces.get(pieces.size() - 1).is(Piece.Kind.THINKING)) {
        findings.add(LintRule.THINKING_LAST, pieces.get(pieces.size() - 1).at());
      }
    }
  }

  private static void checkType(Linted body, Findings findings) {
    JsonValue thinking = body.root().member("thinking");
    JsonValue type = thinking == null ? null : thinking.string("type");
    ModelTrait refuses = type == null ? null : REFUSED_TYPES.get(type.text().decode());
    if (type != null && refuses != null && body.has(refuses)) {
      findings.add(LintRule.MEMBER_REFUSED, type, "a type of thinking that the model refuses");
    }
    boolean off = type != null && type.holds("disabled");
    if (off && body.has(ModelTrait.REFUSES_HIGH_EFFORT_WITHOUT_THINKING)) {
      checkEffort(body.root(), findings);
    }
  }

  private static void checkEffort(JsonValue root, Findings findings) {
    JsonValue config = root.member("output_config");
    JsonValue effort = config == null ? null : config.string("effort");
    if (effort != null && HIGH_EFFORTS.contains(effort.text().decode())) {
      findings.add(
          LintRule.MEMBER_REFUSED, effort, "an effort that the model refuses without thinking");
    }
  }

  /** Returns whether thinking is asked for, in whichever mode. */
  static boolean isAsked(JsonValue root) {
    JsonValue thinking = root.member("thinking");
    return isOn(root) || (thinking != null && thinking.is("type", "adaptive"));
  }

  /** Returns whether manual thinking is asked for. */
  static boolean isOn(JsonValue root) {
    JsonValue thinking = root.member("thinking");
    return thinking != null && thinking.is("type", "enabled");
  }

  /** With adaptive thinking the model may have called without having thought. */
  private static void checkOpenLoop(Linted body, Findings findings) {
    List<Message> said =
        body.transcript().messages().stream().filter(m -> m.speaker() != Speaker.SYSTEM).toList();
    int last = said.size() - 1;
    while (last >= 0 && said.get(last).has(Piece.Kind.RESULT)) {
      last--;
    }
    boolean open = last >= 0 && last < said.size() - 1 && said.get(last).has(Piece.Kind.CALL);
    if (isOn(body.root()) && open && !isBegunByThinking(said.subList(0, last + 1))) {
      findings.add(LintRule.THINKING_NOT_FIRST, said.get(last).at());
    }
  }

  /**
   * Returns whether an answer of the last turn begins with thinking: in manual mode the model
   * thinks before the first of its calls, and before others only if it was asked to by a header.
   * The provider joins neighbours of one role, so it must be the first of them that begins so.
   */
  private static boolean isBegunByThinking(List<Message> said) {
    for (int i = said.size() - 1; i >= 0 && !opensTurn(said.get(i)); i--) {
      boolean begins = i == 0 || said.get(i - 1).speaker() != Speaker.MODEL;
      if (begins && beginsWithThinking(said.get(i))) {
        return true;
      }
    }
    return false;
  }

  private static boolean beginsWithThinking(Message message) {
    return message.pieces().stream()
        .dropWhile(piece -> piece.is(Piece.Kind.COMPACTION))
        .limit(1)
        .anyMatch(piece -> piece.is(Piece.Kind.THINKING));
  }

  /**
   * Between tools the model may think anew, and then the budget is that of the whole turn and may
   * be above {@code max_tokens}; a header asks for it, which a body does not show.
   */
  private static void checkBudget(JsonValue root, Findings findings) {
    JsonValue thinking = root.member("thinking");
    JsonValue budget = thinking == null ? null : thinking.member("budget_tokens");
    JsonValue max = root.member("max_tokens");
    if (thinking == null || !isOn(root)) {
      return;
    }
    if (budget == null || budget.kind() != JsonKind.NUMBER) {
      findings.add(
          LintRule.BODY_INVALID,
          budget == null ? thinking : budget,
          "`thinking` must have `budget_tokens`, a number");
      return;
    }
    OptionalLong tokens = budget.wholeNumber();
    OptionalLong most = max == null ? OptionalLong.empty() : max.wholeNumber();
    if (tokens.isPresent() && tokens.getAsLong() < MIN_BUDGET_TOKENS) {
      findings.add(LintRule.THINKING_OVER_OUTPUT, budget);
    } else if (tokens.isPresent() && most.isPresent() && tokens.getAsLong() >= most.getAsLong()) {
      boolean mayInterleave = !root.elementsOf("tools").isEmpty();
      findings.add(
          LintRule.THINKING_OVER_OUTPUT,
          mayInterleave ? LintSeverity.INFO : LintSeverity.ERROR,
          budget,
          mayInterleave
              ? "the thinking budget is not below max_tokens, which only interleaved thinking allows"
              : LintRule.THINKING_OVER_OUTPUT.finds());
    }
  }

  /** A turn begins where the user says something; each content of the model in it is a step. */
  private static void checkSteps(Linted body, Findings findings) {
    if (!body.has(ModelTrait.NEEDS_THOUGHT_SIGNATURES)) {
      return;
    }
    List<Message> messages = body.transcript().messages();
    int turn = messages.size() - 1;
    while (turn >= 0 && !opensTurn(messages.get(turn))) {
      turn--;
    }
    for (Message message : messages.subList(turn + 1, messages.size())) {
      message.pieces().stream()
          .filter(piece -> piece.is(Piece.Kind.CALL))
          .findFirst()
          .filter(call -> !isSigned(call.at()))
          .ifPresent(call -> findings.add(LintRule.THOUGHT_SIGNATURE_MISSING, call.at()));
    }
  }

  private static boolean opensTurn(Message message) {
    return message.speaker() == Speaker.USER && !message.has(Piece.Kind.RESULT);
  }

  private static boolean isSigned(JsonValue part) {
    JsonValue signature = Spelling.member(part, "thoughtSignature");
    return signature != null && !signature.text().isEmpty();
  }
}
