package dev.contextbudget.dialect.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.json.PointedValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every hand-written body either says the same in the other API, or is refused with its losses. */
class TranslatedBodiesTest {
  private static final Path BODIES = Path.of("src/test/resources/bodies");

  static Stream<Arguments> bodies() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (Format from : Format.values()) {
      try (Stream<Path> files = Files.list(BODIES.resolve(RenderedBodies.folder(from)))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
          for (Format target : Format.values()) {
            if (target != from) {
              all.add(Arguments.of(from, file.getFileName().toString(), target));
            }
          }
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1} for {2}")
  @MethodSource("bodies")
  void saysTheSameOrTellsWhatWouldBeLost(Format from, String file, Format to) throws Exception {
    byte[] bytes = Files.readAllBytes(BODIES.resolve(RenderedBodies.folder(from)).resolve(file));
    JsonDocument body = JsonIndexer.index(bytes, StopSignal.NEVER);
    String json;
    try {
      json =
          BodyTranslator.translate(
                  from, body, to, new TargetModel("a-model", 777, OptionalInt.empty()))
              .json()
              .decode();
    } catch (NotConvertible lossy) {
      assertFalse(lossy.losses().isEmpty());
      for (Loss loss : lossy.losses()) {
        assertTrue(PointedValue.of(body, loss.at().pointer()).isPresent(), loss.toString());
      }
      return;
    }
    Meaning sent = Meaning.of(from, new String(bytes, StandardCharsets.UTF_8));
    Meaning there = Meaning.of(to, json);
    assertEquals(sent.said(), there.said(), json);
    assertEquals(sent.tools(), there.tools(), json);
    assertEquals(asked(sent, to), asked(there, to), json);
    RenderedBodies.keep(to, "of-%s--%s".formatted(from, file.replace(".json", "")), json);
    assertModel(to, JsonParser.parseString(json).getAsJsonObject());
  }

  /** Returns the settings that a body for an API can have, and what it must have. */
  private static Map<String, String> asked(Meaning meaning, Format to) {
    Map<String, String> settings = new TreeMap<>(meaning.settings());
    if (to == Format.ANTHROPIC_MESSAGES) {
      settings.putIfAbsent("max", "777.0");
    }
    if (to == Format.GEMINI) {
      settings.remove("stream"); // which stands in the address of the call
    }
    settings.remove("service_tier", "\"auto\"");
    settings.remove("metadata", "{}");
    return settings;
  }

  private static void assertModel(Format to, JsonObject json) {
    if (to == Format.GEMINI) {
      assertFalse(json.has("model"));
    } else {
      assertEquals("a-model", json.get("model").getAsString());
    }
  }

  /** Refusing all would pass the test above. */
  @Test
  void aQuarterOfTheBodiesGoesOver() throws IOException {
    Map<String, Integer> over = new TreeMap<>();
    for (Arguments body : bodies().toList()) {
      Format from = (Format) body.get()[0];
      Format to = (Format) body.get()[2];
      int one = goesOver(from, (String) body.get()[1], to) ? 1 : 0;
      over.merge(from + " for " + to, one, Integer::sum);
    }
    assertEquals(12, over.size());
    assertTrue(over.values().stream().allMatch(count -> count >= 25), over.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"contents-one-object.json", "tools-one-object.json"})
  void anOnlyElementInPlaceOfItsListIsNoLoss(String file) {
    assertTrue(goesOver(Format.GEMINI, file, Format.OPENAI_CHAT));
  }

  private static boolean goesOver(Format from, String file, Format to) {
    try {
      byte[] bytes = Files.readAllBytes(BODIES.resolve(RenderedBodies.folder(from)).resolve(file));
      BodyTranslator.translate(
          from,
          JsonIndexer.index(bytes, StopSignal.NEVER),
          to,
          new TargetModel("m", 9, OptionalInt.empty()));
      return true;
    } catch (NotConvertible lossy) {
      return false;
    } catch (Exception defect) {
      throw new AssertionError(file, defect);
    }
  }
}
