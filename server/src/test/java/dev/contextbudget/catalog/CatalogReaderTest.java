package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.UnknownName;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.model.CacheRules;
import dev.contextbudget.core.model.ChatFormat;
import dev.contextbudget.core.model.JsonToolList;
import dev.contextbudget.core.model.ModelCatalog.Found;
import dev.contextbudget.core.model.ModelCatalog.Match;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.PriceTier;
import dev.contextbudget.core.model.Prices;
import dev.contextbudget.core.token.Accuracy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bundle as it is shipped. */
class CatalogReaderTest {

  @Test
  void readsEveryModelWithItsSources() {
    assertEquals(148, Bundle.CATALOG.models().size());
    assertEquals("2026-11-21", Bundle.CATALOG.date());
    for (ModelProfile model : Bundle.CATALOG.models()) {
      assertFalse(model.sources().isEmpty(), model.id());
      assertTrue(model.maxInputTokens().orElse(0) <= model.contextWindowTokens(), model.id());
      assertTrue(model.maxOutputTokens().orElse(0) <= model.contextWindowTokens(), model.id());
    }
  }

  /** Of one family, but dearer, and its cache saves nothing. */
  @Test
  void aSnapshotWithPricesOfItsOwnIsAModelOfItsOwn() {
    ModelProfile first = Bundle.model("gpt-4o-2024-05-13");

    assertEquals(List.of(new PriceTier(0, new Prices(5, 15, 5, 5, 5))), first.prices());
    assertEquals(Bundle.model("gpt-4o").tokenizer(), first.tokenizer());
  }

  @ParameterizedTest
  @CsvSource({
    "gpt-4, gpt-4, ID",
    "gpt-4-0613, gpt-4, ALIAS",
    "gpt-4-0314, gpt-4, PREFIX",
    "gpt-4o-2024-08-06, gpt-4o, ALIAS",
    "gpt-4o-2024-05-13, gpt-4o-2024-05-13, ID",
    "gpt-4o-2027-01-01, gpt-4o, PREFIX",
    "gpt-4o-mini-2027-01-01, gpt-4o-mini, PREFIX",
    "ft:gpt-4o-mini:acme, gpt-4o-mini, PREFIX",
    "gpt-4.1-mini-x, gpt-4.1-mini, PREFIX",
    "o3-mini-x, o3-mini, PREFIX",
    "gpt-5.6, gpt-5.6-sol, ALIAS",
    "Claude-Sonnet-4-5-20250929, claude-sonnet-4-5, ALIAS",
    "amazon.nova-micro-v1:0, amazon.nova-micro-v1:0, ID",
    "microsoft/phi-4, phi-4, ALIAS"
  })
  void findsModels(String name, String id, Match match) {
    Found found = Bundle.CATALOG.find(name);

    assertEquals(id, found.model().id());
    assertEquals(match, found.match());
  }

  /** The prefixes of gpt-4 must not catch other models of the name. */
  @Test
  void doesNotTakeAnUnknownModelForItsFamily() {
    UnknownName unknown = assertThrows(UnknownName.class, () -> Bundle.CATALOG.find("gpt-4-ultra"));

    assertEquals("gpt-4", unknown.nearNames().get(0));
  }

  @Test
  void namesTheNearestModelsFirst() {
    UnknownName unknown = assertThrows(UnknownName.class, () -> Bundle.CATALOG.find("gtp-4o-mini"));

    assertEquals("gpt-4o-mini", unknown.nearNames().get(0));
    assertTrue(unknown.nearNames().size() <= 5, unknown.nearNames().toString());
  }

  @Test
  void readsAllThatAModelHas() {
    ModelProfile model = Bundle.model("gpt-5.4");

    assertEquals("openai", model.provider());
    assertEquals("active", model.status());
    assertEquals(1_050_000, model.contextWindowTokens());
    assertEquals(OptionalInt.of(922_000), model.maxInputTokens());
    assertEquals(OptionalInt.of(128_000), model.maxOutputTokens());
    assertEquals("o200k_base", model.tokenizer().id());
    assertEquals("openai_reasoning", model.chatFormat().name());
    assertEquals(
        List.of(
            new PriceTier(0, new Prices(2.5, 15, 0.25, 2.5, 2.5)),
            new PriceTier(272_000, new Prices(5, 22.5, 0.5, 5, 5))),
        model.prices());
    assertEquals(
        new CacheRules(
            "openai_implicit_pre_5_6",
            CacheRules.Mode.AUTOMATIC,
            0,
            OptionalInt.empty(),
            OptionalInt.of(1024),
            128,
            0.1,
            1,
            1,
            Optional.of(Duration.ofMinutes(5)),
            Optional.of(Duration.ofHours(24)),
            "2026-09"),
        model.cache());
    assertTrue(
        model.sources().get(0).startsWith("OpenAI pricing page"), "the price's source first");
    assertTrue(model.note().contains("ll says 1050000"), model.note());
  }

  /** What one model has of its own: Opus 5.5 reads its cache at 0.05, Opus 5 needs 512 tokens. */
  @Test
  void givesModelsWhatTheirProviderHasOnlyForThem() {
    assertEquals(0.05, Bundle.model("claude-opus-5-5").cache().readRatio(), 1e-9);
    assertEquals(OptionalInt.of(512), Bundle.model("claude-opus-5").cache().minPrefixTokens());
    assertEquals(1.25, Bundle.model("claude-opus-5").cache().writeRatio(), 1e-9);
    assertEquals(2, Bundle.model("claude-opus-5").cache().longWriteRatio(), 1e-9);
    assertEquals(2048, Bundle.model("gpt-5.5").cache().stepTokens());
    assertEquals(new JsonToolList(286, 53), Bundle.model("claude-opus-5").chatFormat().tools());
    assertEquals(new JsonToolList(496, 53), Bundle.model("claude-sonnet-4-5").chatFormat().tools());
  }

  @Test
  void isExactOnlyWithAVocabularyOfItsOwn() {
    Set<String> exact =
        Bundle.CATALOG.models().stream()
            .map(ModelProfile::tokenizer)
            .filter(t -> t.accuracy() == Accuracy.EXACT)
            .map(t -> t.id())
            .collect(Collectors.toSet());

    assertEquals(
        Set.of("o200k_base", "cl100k_base", "o200k_harmony", "cl100k_phi4", "o200k_phi4_mini"),
        exact);
    for (ModelProfile model : Bundle.CATALOG.models()) {
      boolean isExact = model.tokenizer().accuracy() == Accuracy.EXACT;
      assertEquals(isExact, model.tokenizer().errorMarginRatio() == 0, model.id());
    }
    assertEquals(Accuracy.ESTIMATED, Bundle.model("gpt-6-sol").tokenizer().accuracy());
    assertEquals("claude_4_7", Bundle.model("claude-opus-5").tokenizer().id());
    assertEquals(Accuracy.CALIBRATED, Bundle.model("llama-3.3-70b").tokenizer().accuracy());
  }

  /** What was not held against the API itself may be off, and says so. */
  @Test
  void everyChatFormatThatWasNotCheckedHasATolerance() {
    for (ModelProfile model : Bundle.CATALOG.models()) {
      ChatFormat format = model.chatFormat();
      int tolerance = format.toleranceTokens() + format.tolerancePerMessageTokens();
      assertEquals(format.name().equals("openai_chat"), tolerance == 0, format.name());
    }
  }

  /** A page is what the file says it is: an image of a letter page, and 3,000 tokens of text. */
  @ParameterizedTest
  @CsvSource({
    "gpt-4o",
    "gpt-4o-mini",
    "o1",
    "gpt-5",
    "gpt-5.2-pro",
    "gpt-5-mini",
    "gpt-4.1-mini",
    "gpt-4.1-nano",
    "o4-mini",
    "gpt-5.4",
    "gpt-5.5",
    "gpt-5.6-sol",
    "claude-sonnet-4-5",
    "claude-opus-5",
    "llama-3.2-11b-vision-instruct",
    "mistral-large-2512",
    "gemma-3-27b-it"
  })
  void chargesAPageAtLeastAsItsImageAndText(String name) {
    ModelProfile model = Bundle.model(name);
    Part.Image page = new Part.Image(1700, 2200, "auto", "image/png", Part.Payload.EMPTY);
    int expected = model.images().imageTokens(page) + 3000;

    assertTrue(
        model.images().pageTokens() >= expected,
        "%d < %d".formatted(model.images().pageTokens(), expected));
    assertTrue(
        model.images().pageTokens() <= expected * 1.05,
        "%d > %d".formatted(model.images().pageTokens(), expected));
  }
}
