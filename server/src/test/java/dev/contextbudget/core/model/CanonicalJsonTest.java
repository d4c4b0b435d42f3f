package dev.contextbudget.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.item.Json;
import dev.contextbudget.vectors.Vectors;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{ \"b\": 1, \"a\": [ true, null ] } | {\"a\":[true,null],\"b\":1}",
        "{\"é\":1,\"z\":2,\"\":3,\"Z\":4} | {\"\":3,\"Z\":4,\"z\":2,\"é\":1}",
        // RFC 8785 3.2.3: by UTF-16 code units, so the emoji stands before the ligature.
        "{\"\uFB33\":1,\"\uD83D\uDE00\":2} | {\"\uD83D\uDE00\":2,\"\uFB33\":1}",
        "1.0 | 1.0",
        "1E400 | 1E400",
        "-0 | -0",
        "\"\\u0041\\/\\u20ac\" | \"A/€\"",
        "\"\\u0000\\u001F\\b\\t\\n\\f\\r\\\"\\\\\" | \"\\u0000\\u001f\\b\\t\\n\\f\\r\\\"\\\\\"",
        "\"\u007F\u2028\" | \"\u007F\u2028\"",
        "[] | []",
        "{} | {}"
      })
  void writesMembersByNameAndTheShortestEscapes(String json, String expected) {
    assertEquals(expected, CanonicalJson.write(Vectors.json(JsonParser.parseString(json))));
  }

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void writesEqualValuesWithMembersInAnyOrderAlikeAndReadably(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Json value = randomValue(random, 3);
    String written = CanonicalJson.write(value);

    assertEquals(written, CanonicalJson.write(shuffled(value, new Random(seed))));
    assertEquals(
        JsonParser.parseString(written),
        JsonParser.parseString(CanonicalJson.write(Vectors.json(JsonParser.parseString(written)))));
  }

  private static Json randomValue(SplittableRandom random, int depth) {
    switch (random.nextInt(depth == 0 ? 4 : 6)) {
      case 0:
        return new Json.Null();
      case 1:
        return new Json.Bool(random.nextBoolean());
      case 2:
        return new Json.Num(Integer.toString(random.nextInt(-99, 99)));
      case 3:
        return new Json.Str(randomText(random));
      case 4:
        List<Json> elements = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          elements.add(randomValue(random, depth - 1));
        }
        return new Json.Arr(elements);
      default:
        Map<String, Json> members = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          members.put(randomText(random), randomValue(random, depth - 1));
        }
        return new Json.Obj(members);
    }
  }

  private static String randomText(SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(5); i > 0; i--) {
      text.append((char) random.nextInt(0, 0x200));
    }
    return text.toString();
  }

  private static Json shuffled(Json value, Random random) {
    if (value instanceof Json.Arr array) {
      return new Json.Arr(array.elements().stream().map(e -> shuffled(e, random)).toList());
    }
    if (value instanceof Json.Obj object) {
      List<String> names = new ArrayList<>(object.members().keySet());
      Collections.shuffle(names, random);
      Map<String, Json> members = new LinkedHashMap<>();
      names.forEach(name -> members.put(name, shuffled(object.members().get(name), random)));
      return new Json.Obj(members);
    }
    return value;
  }
}
