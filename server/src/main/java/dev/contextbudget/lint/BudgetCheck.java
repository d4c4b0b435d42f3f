package dev.contextbudget.lint;

import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** What a body takes of the window, and what of that for nothing. */
final class BudgetCheck {
  /** Tools that are never called may take one token in this many of the window. */
  private static final int TOOL_SHARE = 10;

  private final Linted body;
  private final Findings findings;
  private final ModelProfile model;

  private BudgetCheck(Linted body, Findings findings) {
    this.body = body;
    this.findings = findings;
    this.model = body.model();
  }

  static void check(Linted body, Findings findings) {
    BudgetCheck check = new BudgetCheck(body, findings);
    check.checkOutput();
    check.checkWindow();
    check.checkUnusedTools();
  }

  private OptionalInt asked() {
    return body.body().maxOutputTokens();
  }

  private void checkOutput() {
    if (model.maxOutputTokens().isPresent()
        && asked().orElse(0) > model.maxOutputTokens().getAsInt()) {
      findings.add(
          LintRule.OUTPUT_OVER_LIMIT,
          body.root(),
          "%d tokens of output are requested, the model gives %d"
              .formatted(asked().getAsInt(), model.maxOutputTokens().getAsInt()));
    }
  }

  /**
   * An estimate that may be too high by its margin is an error only if it is over without it.
   * Gemini has a limit for each, input and output, and none for both.
   */
  private void checkWindow() {
    long input = body.tokens().totalTokens();
    int most =
        Math.min(model.contextWindowTokens(), model.maxInputTokens().orElse(Integer.MAX_VALUE));
    long all = input + asked().orElse(0);
    if (input > most) {
      tell(input, most, "the input has %d tokens, the model takes %d".formatted(input, most));
    } else if (all > model.contextWindowTokens() && !body.isFor(Format.GEMINI)) {
      String what =
          "input and requested output have %d tokens, the window %d"
              .formatted(all, model.contextWindowTokens());
      if (body.has(ModelTrait.ACCEPTS_OVERFLOW)) {
        findings.add(LintRule.OVER_WINDOW, LintSeverity.WARNING, body.root(), what);
      } else {
        tell(all, model.contextWindowTokens(), what);
      }
    }
  }

  private void tell(long tokens, int most, String what) {
    double surely = tokens / (1 + model.tokenizer().errorMarginRatio());
    LintSeverity severity = surely > most ? LintSeverity.ERROR : LintSeverity.WARNING;
    findings.add(LintRule.OVER_WINDOW, severity, body.root(), what);
  }

  private void checkUnusedTools() {
    Set<String> called = new HashSet<>();
    for (Message message : body.transcript().messages()) {
      for (Piece piece : message.pieces()) {
        if (piece.is(Piece.Kind.CALL) || piece.is(Piece.Kind.SERVER_CALL)) {
          called.add(piece.name());
        }
      }
    }
    long unused = 0;
    for (BodyTool tool : body.body().tools()) {
      JsonValue deferred = tool.value().member("defer_loading");
      boolean loaded = deferred == null || !deferred.isTrue();
      if (loaded && !called.contains(tool.tool().name())) {
        unused += body.tokens().ofTool(tool.value());
      }
    }
    if (unused > model.contextWindowTokens() / TOOL_SHARE) {
      findings.add(
          LintRule.TOOL_SCHEMAS_UNUSED,
          list(),
          "tools that are never called take %d tokens of a window of %d"
              .formatted(unused, model.contextWindowTokens()));
    }
  }

  private JsonValue list() {
    for (String name : List.of("tools", "functions")) {
      JsonValue list = body.root().member(name);
      if (list != null) {
        return list;
      }
    }
    return body.root();
  }
}
