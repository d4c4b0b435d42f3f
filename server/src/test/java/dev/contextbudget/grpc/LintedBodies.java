package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
import dev.contextbudget.bodies.TestBody;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.catalog.LintFactsReader;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.UnknownName;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.tokenizer.CountCache;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.LintContextResponse;
import dev.contextbudget.v1.LintFinding;
import dev.contextbudget.v1.LintSeverity;
import dev.contextbudget.v1.ProviderRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Lints bodies of tests for the models that their READMEs say. */
public final class LintedBodies {
  private static final Pattern MODEL = Pattern.compile("\"model\"\\s*:\\s*\"(models/)?([^\"]+)\"");
  private static final ModelCatalog CATALOG =
      new CatalogReader(new CountCache(1 << 20)::around).bundled();
  private static final LintContextCall CALL =
      new LintContextCall(Limits.DEFAULTS, LintFactsReader.bundled());

  /** Of bodies that name no model, or one that the catalogue does not know. */
  private static final Map<String, String> MODELS =
      Map.of(
          "openai-chat", "gpt-4.1",
          "openai-responses", "gpt-4.1",
          "anthropic", "claude-sonnet-4-5",
          "gemini", "gemini-3.1-pro-preview");

  private LintedBodies() {}

  /** Lints a body. */
  static LintContextResponse lint(TestBody body) {
    return lint(body.dialect(), modelOf(body), body.json());
  }

  /** Lints a body for a model. */
  public static LintContextResponse lint(String dialect, String model, byte[] json) {
    return CALL.answer(
        LintContextRequest.newBuilder()
            .setModel(model)
            .setProviderRequest(
                ProviderRequest.newBuilder()
                    .setFormat(BodyFits.format(dialect))
                    .setJson(ByteString.copyFrom(json)))
            .build(),
        CATALOG,
        StopSignal.NEVER);
  }

  /** Returns the model that a body names; one that its dialect has if it names none. */
  public static String modelOf(TestBody body) {
    if (body.name().endsWith("gemini-2-5.json") || body.name().endsWith("langchainjs-9319.json")) {
      return "gemini-2.5-flash";
    }
    String json = new String(body.json(), StandardCharsets.UTF_8);
    List<String> named = MODEL.matcher(json).results().map((MatchResult m) -> m.group(2)).toList();
    for (String name : named) {
      try {
        return CATALOG.find(name).model().id();
      } catch (UnknownName unknown) {
        continue; // a model of a tool, or one that the catalogue does not have
      }
    }
    return MODELS.get(body.dialect());
  }

  /** Returns the rules that were found, with what is said of their places. */
  static List<String> rules(LintContextResponse response) {
    return response.getFindingsList().stream().map(LintFinding::getRule).toList();
  }

  /**
   * Returns how bad and where a rule is broken.
   *
   * @param body with apostrophes in place of quotes
   */
  static List<String> places(String dialect, String model, String body, String rule) {
    byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return lint(dialect, model, json).getFindingsList().stream()
        .filter(finding -> finding.getRule().equals(rule))
        .map(f -> severity(f) + " at " + f.getJsonPointer())
        .toList();
  }

  private static String severity(LintFinding finding) {
    return finding.getSeverity().name().replace("LINT_SEVERITY_", "");
  }

  /** Returns the errors, each with its place. */
  static List<String> errors(LintContextResponse response) {
    return response.getFindingsList().stream()
        .filter(finding -> finding.getSeverity() == LintSeverity.LINT_SEVERITY_ERROR)
        .map(f -> f.getRule() + " at " + f.getJsonPointer() + ": " + f.getMessage())
        .toList();
  }

  /** Returns the rules and places of one severity in a body written with single quotes. */
  static String told(String dialect, String body, LintSeverity severity) {
    byte[] json = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    List<String> found =
        lint(new TestBody(dialect, "", json)).getFindingsList().stream()
            .filter(finding -> finding.getSeverity() == severity)
            .map(finding -> finding.getRule() + finding.getJsonPointer())
            .toList();
    return String.join(" ", found);
  }
}
