package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The index of a text holds what Jackson reads in it, and each value where it stands. */
class JsonIndexerTest {

  static LongStream seeds() {
    return Seeds.all();
  }

  private static JsonDocument index(String json) throws JsonFault {
    return JsonIndexer.index(json.getBytes(StandardCharsets.UTF_8), StopSignal.NEVER);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void holdsWhatJacksonReads(long seed) throws JsonFault {
    String json = RandomJson.text(new SplittableRandom(seed), 60);
    JsonNode tree = StrictJackson.tree(json);

    JsonDocument document = index(json);

    assertEquals(json, document.bytes().decode());
    assertSameValue(tree, document.root(), tree);
  }

  /** An element's place, which is kept where a member's name is, leads anywhere in the text. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "[\"model\",\"gpt\"]",
        "[\"\u00fc\",1,1,1]",
        "[\"\\\\\",1,2]",
        "[[\"\\\\\"],1,2,3,4]"
      })
  void anArrayHasNoMembers(String json) throws JsonFault {
    JsonValue array = index(json).root();

    assertNull(array.member("model"));
    assertEquals("", array.textOf("type"));
    assertEquals(List.of(), array.members());
  }

  private static void assertSameValue(JsonNode expected, JsonValue value, JsonNode tree) {
    assertEquals(expected, StrictJackson.tree(value.raw().decode()));
    assertEquals(kind(expected), value.kind());
    assertSame(expected, tree.at(JsonPointer.compile(value.pointer())));
    assertEquals(value, PointedValue.of(value.document(), value.pointer()).orElseThrow());
    assertEquals(expected.isTextual() ? expected.textValue() : "", value.text().decode());
    assertEquals(whole(expected), value.wholeNumber());
    assertSameElements(expected, value, tree);
    assertSameMembers(expected, value, tree);
  }

  private static void assertSameElements(JsonNode expected, JsonValue value, JsonNode tree) {
    assertEquals(expected.isArray() ? expected.size() : 0, value.elements().size());
    for (int i = 0; i < value.elements().size(); i++) {
      assertSameValue(expected.get(i), value.elements().get(i), tree);
    }
  }

  private static void assertSameMembers(JsonNode expected, JsonValue value, JsonNode tree) {
    List<String> names = new ArrayList<>();
    expected.fieldNames().forEachRemaining(names::add);
    assertEquals(names, value.members().stream().map(JsonValue.Member::name).toList());
    for (JsonValue.Member member : value.members()) {
      assertEquals(member.value(), value.member(member.name()));
      assertSameValue(expected.get(member.name()), member.value(), tree);
      JsonNode text = expected.get(member.name());
      assertEquals(text.isTextual(), value.is(member.name(), text.asText()));
      assertTrue(!value.is(member.name(), text.asText() + "x"));
      assertTrue(text.asText().isEmpty() || !value.is(member.name(), text.asText().substring(1)));
      assertNull(names.contains(member.name() + "x") ? null : value.member(member.name() + "x"));
    }
  }

  private static JsonKind kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> JsonKind.OBJECT;
      case ARRAY -> JsonKind.ARRAY;
      case STRING -> JsonKind.STRING;
      case NUMBER -> JsonKind.NUMBER;
      case BOOLEAN -> node.booleanValue() ? JsonKind.TRUE : JsonKind.FALSE;
      default -> JsonKind.NULL;
    };
  }

  private static OptionalLong whole(JsonNode node) {
    return node.isBigInteger() && node.bigIntegerValue().abs().compareTo(BigInteger.TEN.pow(18)) < 0
        ? OptionalLong.of(node.longValue())
        : OptionalLong.empty();
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "'', '{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, \"m~n\": 8, \"~2\": 9, \"01\": 7}'",
    "/foo, '[\"bar\", \"baz\"]'",
    "/foo/0, '\"bar\"'",
    "/, 0",
    "/a~1b, 1",
    "/m~0n, 8",
    "/01, 7",
    "/~02, 9",
    "/~2,",
    "/m~n,",
    "/m~,",
    "foo,",
    "/foo/,",
    "/foo/-,",
    "/foo/00,",
    "/foo/01,",
    "/foo/2,",
    "/foo/+1,",
    "/foo/4294967296,",
    "/foo/99999999999999999999,",
    "/foo/0/0,",
    "//,",
    "/Foo,",
    "/fo,",
    "/fooo,"
  })
  void findsWhatAPointerPointsAt(String pointer, String found) throws JsonFault {
    JsonDocument document =
        index(
            "{\"foo\": [\"bar\", \"baz\"], \"\": 0, \"a/b\": 1, \"m~n\": 8, \"~2\": 9, \"01\": 7}");

    assertEquals(
        found, PointedValue.of(document, pointer).map(value -> value.raw().decode()).orElse(null));
  }

  @Test
  void tellsOnlyNamesThatAreDocumented() throws JsonFault {
    JsonDocument document =
        index("{\"tools\":[1,{\"parameters\":{\"properties\":{\"patient\":{\"type\":3}}}}]}");
    JsonValue type =
        PointedValue.of(document, "/tools/1/parameters/properties/patient/type").orElseThrow();

    assertEquals("/tools/1/parameters/properties", type.publicPointer());
    assertEquals("JsonValue[/tools/1/parameters/properties]", type.toString());
  }

  @Test
  void asksNowAndThenWhetherAnybodyWaits() throws JsonFault {
    String json = "[" + "0,".repeat(100_000) + "0]";
    AtomicInteger asked = new AtomicInteger();

    JsonIndexer.index(bytes(json), new StopSignal(() -> asked.incrementAndGet() < 0));

    assertEquals(25, asked.get());
    assertThrows(
        StopSignal.Stopped.class,
        () -> JsonIndexer.index(bytes(json), new StopSignal(() -> asked.incrementAndGet() > 30)));
  }

  @Test
  void asksForEachNameOfMany() throws JsonFault {
    StringBuilder json = new StringBuilder("{\"a\":0");
    for (int i = 0; i < 100; i++) {
      json.append(",\"a").append(i).append("\":0");
    }
    AtomicInteger asked = new AtomicInteger();

    JsonIndexer.index(bytes(json + "}"), new StopSignal(() -> asked.incrementAndGet() < 0));

    assertEquals(102, asked.get());
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }
}
