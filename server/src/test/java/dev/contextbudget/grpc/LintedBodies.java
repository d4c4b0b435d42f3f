package dev.contextbudget.grpc;

import com.google.protobuf.ByteString;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Lints bodies of tests for the models that their READMEs say. */
final class LintedBodies {
  private static final Path BODIES = Path.of("src/test/resources/bodies");
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

  /** A body of a file. */
  record Case(String dialect, Path file) {
    String name() {
      String file = file().getFileName().toString();
      return file.substring(0, file.length() - ".json".length());
    }

    byte[] json() {
      try {
        return Files.readAllBytes(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** Returns the rule that the file is filed under; only of invalid ones. */
    String rule() {
      List<String> words = List.of(name().split("--"));
      return isThread() ? words.get(words.size() - 1) : words.get(0);
    }

    private boolean isThread() {
      return file.toString().contains("/threads/");
    }

    @Override
    public String toString() {
      return dialect + "/" + name();
    }
  }

  /** Returns the bodies that a provider accepts. */
  static List<Case> valid() {
    return bodies("");
  }

  /** Returns the bodies that break a rule. */
  static List<Case> invalid() {
    return bodies("invalid");
  }

  private static List<Case> bodies(String folder) {
    Stream<Case> own =
        MODELS.keySet().stream()
            .sorted()
            .flatMap(
                dialect ->
                    files(BODIES.resolve(dialect).resolve(folder))
                        .map(file -> new Case(dialect, file)));
    Stream<Case> threads =
        files(BODIES.resolve("threads").resolve(folder))
            .map(file -> new Case(file.getFileName().toString().split("--")[0], file));
    return Stream.concat(own, threads).toList();
  }

  private static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lints a body. */
  static LintContextResponse lint(Case body) {
    return lint(body.dialect(), modelOf(body), body.json());
  }

  /** Lints a body for a model. */
  static LintContextResponse lint(String dialect, String model, byte[] json) {
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

  private static String modelOf(Case body) {
    if (body.name().endsWith("gemini-2-5") || body.name().endsWith("langchainjs-9319")) {
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

  /** Returns the errors, each with its place. */
  static List<String> errors(LintContextResponse response) {
    return response.getFindingsList().stream()
        .filter(finding -> finding.getSeverity() == LintSeverity.LINT_SEVERITY_ERROR)
        .map(f -> f.getRule() + " at " + f.getJsonPointer() + ": " + f.getMessage())
        .toList();
  }
}
