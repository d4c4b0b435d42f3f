package dev.contextbudget.dialect.translate;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonDocument;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What only one API knows is never left out in silence, wherever it stands. */
class PlantedLossPropertyTest {
  private static final Format[] FORMATS = Format.values();

  /** Members whose values are the caller's data, or a schema, in every API. */
  private static final Set<String> OWN =
      Set.of(
          "parameters",
          "input_schema",
          "parametersJsonSchema",
          "schema",
          "responseJsonSchema",
          "input",
          "args",
          "response",
          "metadata");

  /** Documented members that no other API has, anywhere in a message or part. */
  private static final List<String> DOCUMENTED =
      List.of(
          "cache_control",
          "signature",
          "encrypted_content",
          "thoughtSignature",
          "citations",
          "annotations",
          "logit_bias",
          "seed_of_another",
          "x",
          "name_of_speaker",
          "reasoning_content",
          "audio",
          "refusal",
          "phase",
          "n",
          "videoMetadata");

  /** Fifty of each pair of APIs. */
  static LongStream seeds() {
    return LongStream.range(0, 600);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void aMemberOfOneApiIsAlwaysTold(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Format from = FORMATS[random.nextInt(4)];
    Format to = FORMATS[(from.ordinal() + 1 + random.nextInt(3)) % 4];
    String sent =
        RoundTripPropertyTest.written(PlainRequests.random(seed, EnumSet.of(from, to)), from);
    JsonObject body = JsonParser.parseString(sent).getAsJsonObject();
    List<Map.Entry<String, JsonObject>> places = new ArrayList<>();
    places("", body, places);
    Map.Entry<String, JsonObject> place = places.get(random.nextInt(places.size()));
    String member = DOCUMENTED.get(random.nextInt(DOCUMENTED.size()));
    place.getValue().add(member, planted(random));

    String planted = place.getKey() + "/" + member;
    JsonDocument document = RoundTripPropertyTest.index(body.toString());
    NotConvertible told =
        assertThrows(
            NotConvertible.class,
            () ->
                BodyTranslator.translate(
                    from, document, to, new TargetModel("a-model", 16, OptionalInt.empty())),
            planted + " " + body);
    assertTrue(
        told.losses().stream().anyMatch(loss -> loss.at().pointer().equals(planted)),
        () -> planted + " not in " + told.losses());
  }

  private static JsonElement planted(SplittableRandom random) {
    return JsonParser.parseString(
        List.of("{\"type\":\"ephemeral\"}", "\"Ep8C+sealed\"", "17", "true", "[{\"a\":1}]")
            .get(random.nextInt(5)));
  }

  private static void places(
      String pointer, JsonElement value, List<Map.Entry<String, JsonObject>> found) {
    if (value.isJsonObject()) {
      found.add(Map.entry(pointer, value.getAsJsonObject()));
      for (Map.Entry<String, JsonElement> member : value.getAsJsonObject().entrySet()) {
        boolean isList = member.getValue().isJsonArray();
        if (isList || !OWN.contains(member.getKey())) {
          places(pointer + "/" + member.getKey(), member.getValue(), found);
        }
      }
    } else if (value.isJsonArray()) {
      JsonArray elements = value.getAsJsonArray();
      for (int i = 0; i < elements.size(); i++) {
        places(pointer + "/" + i, elements.get(i), found);
      }
    }
  }
}
