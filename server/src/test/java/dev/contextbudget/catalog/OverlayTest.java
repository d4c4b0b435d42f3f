package dev.contextbudget.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.UnknownName;
import dev.contextbudget.core.model.JsonToolList;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.PriceTier;
import dev.contextbudget.core.model.Prices;
import dev.contextbudget.yaml.BadYaml;
import dev.contextbudget.yaml.YamlNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An operator's file over the bundle. */
class OverlayTest {

  static Path resource(String name) {
    try {
      return Path.of(Objects.requireNonNull(OverlayTest.class.getResource(name)).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static String overlay() throws IOException {
    return Files.readString(resource("/catalog/overlay.yaml"));
  }

  @Test
  void addsAModel() throws IOException {
    ModelCatalog catalog = Bundle.READER.withOverlay(YamlNode.parse("overlay.yaml", overlay()));
    ModelProfile model = catalog.find("house-model").model();

    assertEquals(149, catalog.models().size());
    assertEquals("2026-12-01", catalog.date());
    assertEquals("house-model", catalog.find("HOUSE").model().id());
    assertEquals("house-model", catalog.find("house-2").model().id());
    assertEquals(new JsonToolList(7, 53), model.chatFormat().tools());
    assertEquals(OptionalInt.of(100), model.cache().minPrefixTokens());
    assertEquals(10, model.cache().stepTokens());
    assertEquals(Optional.of(Duration.ofMinutes(7)), model.cache().timeToLive());
    assertEquals(Optional.of(Duration.ofHours(1)), model.cache().longTimeToLive());
    assertEquals("our price list, 2026-12-01", model.sources().get(0));
  }

  /** No cached price is no discount; a written token has the provider's ratio, 1.25 or 2. */
  @Test
  void fillsInPricesThatAreMissing() throws IOException {
    ModelCatalog catalog = Bundle.READER.withOverlay(YamlNode.parse("overlay.yaml", overlay()));

    assertEquals(
        List.of(
            new PriceTier(0, new Prices(2, 8, 2, 2.5, 4)),
            new PriceTier(16_000, new Prices(4, 16, 1, 5, 8))),
        catalog.find("house-model").model().prices());
  }

  @Test
  void replacesAModelWhole() throws IOException {
    ModelCatalog catalog = Bundle.READER.withOverlay(YamlNode.parse("overlay.yaml", overlay()));

    assertEquals(64_000, catalog.find("gpt-4o").model().contextWindowTokens());
    assertThrows(UnknownName.class, () -> catalog.find("gpt-4o-2024-08-06"), "its aliases go too");
    assertEquals(128_000, Bundle.model("gpt-4o").contextWindowTokens(), "the bundle stays");
  }

  @Test
  void addsAndReplacesPresets() throws IOException {
    ModelCatalog catalog = Bundle.READER.withOverlay(YamlNode.parse("overlay.yaml", overlay()));

    assertEquals(Bundle.CATALOG.presets().size() + 1, catalog.presets().size());
    assertEquals("ours", catalog.preset("house").description());
    assertEquals("ours too", catalog.preset("rag-chatbot").description());
  }

  @Test
  void mayBeEmpty() {
    ModelCatalog catalog = Bundle.READER.withOverlay(YamlNode.parse("overlay.yaml", ""));

    assertEquals(148, catalog.models().size());
    assertEquals("2026-11-21", catalog.date());
  }

  /** The first line of each file says what is wrong with it. */
  static Stream<Arguments> badFiles() throws IOException {
    try (Stream<Path> files = Files.list(resource("/catalog/bad"))) {
      return files
          .sorted()
          .map(file -> Arguments.of(file.getFileName().toString(), read(file)))
          .toList()
          .stream();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badFiles")
  void refusesAFileThatIsWrongAndSaysWhereAndWhat(String name, String text) {
    String wanted = text.lines().findFirst().orElseThrow().substring(2);

    BadYaml bad =
        assertThrows(BadYaml.class, () -> Bundle.READER.withOverlay(YamlNode.parse(name, text)));

    assertTrue(bad.getMessage().contains(wanted), bad.getMessage());
    assertTrue(bad.getMessage().startsWith(name + ": "), bad.getMessage());
  }

  @Test
  void isTestedWithBadFiles() throws IOException {
    assertFalse(badFiles().findAny().isEmpty());
  }
}
