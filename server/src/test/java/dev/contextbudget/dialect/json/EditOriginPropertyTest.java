package dev.contextbudget.dialect.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number in a document is another, so a number tells where it comes from. */
class EditOriginPropertyTest {
  private final List<JsonEdit> edits = new ArrayList<>();
  private int numbers;

  static LongStream seeds() {
    return Seeds.all();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void leadsFromEachPlaceToWhereItComesFrom(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    JsonDocument document = index(json(random, 4));
    change(random, document.root());
    JsonEdits changes = new JsonEdits(document, edits);

    check(changes, index(changes.text().decode()).root(), document);
  }

  private static JsonDocument index(String json) throws JsonFault {
    return JsonIndexer.index(json.getBytes(StandardCharsets.UTF_8), StopSignal.NEVER);
  }

  private String json(SplittableRandom random, int depth) {
    int members = depth == 0 ? 0 : random.nextInt(4);
    StringBuilder json = new StringBuilder();
    boolean isArray = random.nextBoolean();
    for (int i = 0; i < members; i++) {
      String name = isArray ? "" : "\"%s\":".formatted(List.of("a", "b/c", "1").get(i % 3) + i / 3);
      json.append(i == 0 ? "" : ", ").append(name).append(json(random, depth - 1));
    }
    if (members == 0) {
      return Integer.toString(numbers++);
    }
    return isArray ? "[" + json + "]" : "{" + json + "}";
  }

  private void change(SplittableRandom random, JsonValue value) {
    for (int i = 0; value.isArray() && i <= value.elements().size(); i++) {
      if (random.nextInt(4) == 0) {
        edits.add(new JsonEdit.Insert(value, i, Utf8Text.of("[\"new\"]")));
      }
    }
    List<JsonValue> inside = new ArrayList<>(value.elements());
    value.members().forEach(member -> inside.add(member.value()));
    for (JsonValue child : inside) {
      switch (random.nextInt(6)) {
        case 0 -> edits.add(new JsonEdit.Remove(child));
        case 1 -> edits.add(new JsonEdit.Replace(child, Utf8Text.of("{\"a\":\"new\"}")));
        default -> change(random, child);
      }
    }
  }

  private static void check(JsonEdits changes, JsonValue value, JsonDocument document) {
    value.elements().forEach(element -> check(changes, element, document));
    value.members().forEach(member -> check(changes, member.value(), document));
    JsonValue origin = changes.origin(value.pointer());
    if (value.kind() == JsonKind.NUMBER) {
      assertEquals(value.raw(), origin.raw());
    } else if (value.isString()) {
      boolean isReplaced =
          changes.edits().stream()
              .anyMatch(
                  edit ->
                      edit instanceof JsonEdit.Replace
                          && edit.at().pointer().equals(origin.pointer()));
      boolean isAround = origin.isArray() || isReplaced;
      assertTrue(isAround, value.pointer() + " of " + document.bytes().decode());
    }
  }
}
