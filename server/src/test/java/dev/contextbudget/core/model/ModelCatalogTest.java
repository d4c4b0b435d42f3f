package dev.contextbudget.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.core.budget.Preset;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.UnknownName;
import dev.contextbudget.core.model.ModelCatalog.Match;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelCatalogTest {
  private final ModelCatalog catalog =
      new ModelCatalog(
          List.of(
              Models.named("gpt-4o-mini", List.of(), List.of("gpt-4o-mini")),
              Models.named("gpt-4o", List.of("omni"), List.of("gpt-4o", "chatgpt-4o-")),
              Models.named("gpt-4", List.of("gpt-4-0613"), List.of("gpt-4-0"))),
          List.of(preset("b"), preset("a")),
          "2026-11-21");

  private static Preset preset(String name) {
    return new Preset(
        name, "", "", List.of(), OptionalInt.empty(), Optional.empty(), Optional.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4, gpt-4, ID",
    "'  GPT-4o\t', gpt-4o, ID",
    "Omni, gpt-4o, ALIAS",
    "gpt-4-0613, gpt-4, ALIAS",
    "gpt-4-0999, gpt-4, PREFIX",
    "gpt-4o-2027, gpt-4o, PREFIX",
    "GPT-4O-MINI-2027, gpt-4o-mini, PREFIX",
    "chatgpt-4o-latest, gpt-4o, PREFIX"
  })
  void findsById_thenAlias_thenLongestPrefix(String name, String id, Match match) {
    ModelCatalog.Found found = catalog.find(name);

    assertEquals(id, found.model().id());
    assertEquals(match, found.match());
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4-turbo",
    "gpt",
    "''",
    "x",
    "gpt-4oo",
    "gpt-4o1",
    "gpt-4o.1",
    "gpt-4-09x9",
    "gpt-4o-minis"
  })
  void doesNotGuess(String name) {
    assertThrows(UnknownName.class, () -> catalog.find(name));
  }

  @Test
  void namesWhatIsNearAnUnknownName() {
    UnknownName unknown = assertThrows(UnknownName.class, () -> catalog.find("gtp-4o"));

    assertEquals(Reason.UNKNOWN_MODEL, unknown.reason());
    assertEquals(List.of("gpt-4o", "gpt-4"), unknown.nearNames());
  }

  @Test
  void listsByName() {
    assertEquals(
        List.of("gpt-4", "gpt-4o", "gpt-4o-mini"),
        catalog.models().stream().map(ModelProfile::id).toList());
    assertEquals(List.of("a", "b"), catalog.presets().stream().map(Preset::name).toList());
    assertEquals("a", catalog.preset(" A ").name());
    assertEquals(
        Reason.UNKNOWN_PRESET, assertThrows(UnknownName.class, () -> catalog.preset("c")).reason());
    assertEquals("2026-11-21", catalog.date());
  }

  @Test
  void refusesANameForTwo() {
    refuses(Models.named("x", List.of(), List.of()), Models.named("X", List.of(), List.of()));
    refuses(Models.named("x", List.of("y"), List.of()), Models.named("y", List.of(), List.of()));
    refuses(Models.named("x", List.of("z"), List.of()), Models.named("y", List.of("Z"), List.of()));
    refuses(Models.named("x", List.of(), List.of("p")), Models.named("y", List.of(), List.of("P")));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ModelCatalog(List.of(), List.of(preset("a"), preset("A")), ""));
  }

  private static void refuses(ModelProfile... models) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ModelCatalog(List.of(models), List.of(), "2026-11-21"));
  }
}
