package dev.contextbudget.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.catalog.LintFactsReader;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelCatalog.Match;
import dev.contextbudget.dialect.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of rules, and the one in the README that says the same. */
class LintRuleTest {
  private static final String HEADING = "### What LintContext finds";

  @Test
  void theReadmeHasTheSameTable() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("..", "README.md"));
    List<String> section = lines.subList(lines.indexOf(HEADING) + 1, lines.size());
    List<String> shown =
        section.stream()
            .takeWhile(line -> !line.startsWith("#"))
            .filter(line -> line.startsWith("| `"))
            .toList();

    assertEquals(Arrays.stream(LintRule.values()).map(LintRuleTest::row).toList(), shown);
  }

  private static String row(LintRule rule) {
    String severities =
        Arrays.stream(Format.values())
            .map(format -> rule.severity(format).map(LintRuleTest::word).orElse(""))
            .collect(Collectors.joining(" | "));
    return "| `%s` | %s | %s |".formatted(rule.id(), severities, rule.finds());
  }

  private static String word(LintSeverity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @EnumSource
  void appliesSomewhereAndSaysWhatToDo(LintRule rule) {
    assertTrue(Arrays.stream(Format.values()).anyMatch(f -> rule.severity(f).isPresent()));
    for (String sentence : List.of(rule.finds(), rule.remedy(), rule.source())) {
      assertFalse(sentence.isBlank());
      assertFalse(sentence.endsWith("."), sentence);
    }
  }

  /** A list with a name that no model has would silently not hold. */
  @Test
  void factsAreOfModelsInTheCatalogue() {
    ModelCatalog catalog = new CatalogReader().bundled();
    LintFacts facts = LintFactsReader.bundled();

    facts.models().values().stream()
        .flatMap(Set::stream)
        .forEach(id -> assertEquals(Match.ID, catalog.find(id).match(), id));
    Set<String> prefill = facts.models().getOrDefault(ModelTrait.REFUSES_PREFILL, Set.of());
    assertFalse(prefill.isEmpty());
    assertTrue(facts.models().get(ModelTrait.ACCEPTS_OVERFLOW).containsAll(prefill));
  }
}
