package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.SizedImage;
import dev.contextbudget.lint.transcript.Transcript;
import java.util.List;

/**
 * Checks a body against all rules of its format.
 *
 * <p>Time O(n log n) in the bytes of the body, whatever they are; space O(n).
 */
public final class Linter {
  /** Rules of one theme, read over a body. */
  private interface Check {
    void check(Linted body, Findings findings);
  }

  private static final List<Check> CHECKS =
      List.of(
          ShapeCheck::check,
          SamplingCheck::check,
          OrderCheck::check,
          SystemMessageCheck::check,
          ToolCallCheck::check,
          CallNameCheck::check,
          ServerToolCheck::check,
          ToolDefinitionCheck::check,
          ToolSearchCheck::check,
          ThinkingCheck::check,
          EmptyTextCheck::check,
          TextCheck::check,
          BudgetCheck::check,
          ImageCheck::check,
          CacheMarkCheck::check,
          StablePrefixCheck::check);

  private final LintFacts facts;
  private final int mostFindings;

  /**
   * @param mostFindings how many findings a report has at most; {@code > 0}
   */
  public Linter(LintFacts facts, int mostFindings) {
    this.facts = facts;
    this.mostFindings = mostFindings;
  }

  /**
   * Returns what is wrong with a body.
   *
   * @param images of the body whose size is known
   * @throws StopSignal.Stopped if nobody waits any more
   */
  public LintReport lint(
      ProviderBody body,
      ModelProfile model,
      PromptTokens tokens,
      List<SizedImage> images,
      StopSignal stop) {
    Transcript transcript = Transcript.of(body.format(), body.json().root());
    Linted linted = new Linted(body, transcript, model, facts, tokens, images, stop);
    Findings findings = new Findings(body.format(), linted.isOfMaker(), mostFindings, stop);
    for (Check check : CHECKS) {
      stop.check();
      check.check(linted, findings);
    }
    return findings.report();
  }
}
