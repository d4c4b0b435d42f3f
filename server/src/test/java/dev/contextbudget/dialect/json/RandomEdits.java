package dev.contextbudget.dialect.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** Changes a tree here and there, and notes as edits of its text what it did. */
final class RandomEdits {
  private final SplittableRandom random;
  private final BiFunction<SplittableRandom, Integer, String> texts;

  /** Those of one place together, as their order counts. */
  private final List<List<JsonEdit>> edits = new ArrayList<>();

  private final Map<String, JsonValue> untouched = new HashMap<>();

  /** Elements that an array must have to get another. */
  private final int leastElements;

  /**
   * @param texts of new values, of about so many values
   */
  RandomEdits(
      SplittableRandom random,
      BiFunction<SplittableRandom, Integer, String> texts,
      int leastElements) {
    this.random = random;
    this.texts = texts;
    this.leastElements = leastElements;
  }

  /** Returns a tree with changes. */
  JsonNode change(JsonValue value, JsonNode tree) {
    return change(value, tree, "");
  }

  /** Returns the edits that were made. */
  List<JsonEdit> inAnyOrder() {
    List<List<JsonEdit>> left = new ArrayList<>(edits);
    List<JsonEdit> shuffled = new ArrayList<>();
    while (!left.isEmpty()) {
      shuffled.addAll(left.remove(random.nextInt(left.size())));
    }
    return shuffled;
  }

  /** Returns the values in which nothing was changed, by where they stand afterwards. */
  Map<String, JsonValue> untouched() {
    return untouched;
  }

  private JsonNode change(JsonValue value, JsonNode tree, String pointer) {
    if (random.nextInt(12) == 0) {
      String json = texts.apply(random, 3);
      edits.add(List.of(new JsonEdit.Replace(value, Utf8Text.of(json))));
      return StrictJackson.tree(json);
    }
    int before = edits.size();
    JsonNode changed =
        tree.isArray()
            ? changeElements(value, tree, pointer)
            : tree.isObject() ? changeMembers(value, tree, pointer) : tree;
    if (edits.size() == before) {
      untouched.put(pointer, value);
    }
    return changed;
  }

  private JsonNode changeElements(JsonValue value, JsonNode tree, String pointer) {
    ArrayNode changed = StrictJackson.MAPPER.createArrayNode();
    List<JsonValue> elements = value.elements();
    for (int i = 0; i < elements.size(); i++) {
      insert(value, i, changed);
      if (random.nextInt(5) == 0) {
        edits.add(List.of(new JsonEdit.Remove(elements.get(i))));
      } else {
        changed.add(change(elements.get(i), tree.get(i), pointer + "/" + changed.size()));
      }
    }
    insert(value, elements.size(), changed);
    return changed;
  }

  private void insert(JsonValue array, int index, ArrayNode changed) {
    List<JsonEdit> insertions = new ArrayList<>();
    while (array.elements().size() >= leastElements && random.nextInt(8) == 0) {
      String json = texts.apply(random, 3);
      insertions.add(new JsonEdit.Insert(array, index, Utf8Text.of(json)));
      changed.add(StrictJackson.tree(json));
    }
    if (!insertions.isEmpty()) {
      edits.add(insertions);
    }
  }

  private JsonNode changeMembers(JsonValue value, JsonNode tree, String pointer) {
    ObjectNode changed = StrictJackson.MAPPER.createObjectNode();
    for (JsonValue.Member member : value.members()) {
      if (random.nextInt(5) == 0) {
        edits.add(List.of(new JsonEdit.Remove(member.value())));
      } else {
        StringBuilder inside = new StringBuilder(pointer);
        JsonPointers.append(inside, member.name());
        JsonNode held = tree.get(member.name());
        changed.set(member.name(), change(member.value(), held, inside.toString()));
      }
    }
    return changed;
  }
}
