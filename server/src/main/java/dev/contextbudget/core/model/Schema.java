package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is there of a JSON Schema; what is absent, or of another type than it should be, is
 * empty: a schema that is wrong is for the provider to refuse.
 */
final class Schema {
  private Schema() {}

  static @Nullable Json member(@Nullable Json schema, String name) {
    return schema instanceof Json.Obj object ? object.members().get(name) : null;
  }

  static Map<String, Json> members(@Nullable Json schema, String name) {
    return member(schema, name) instanceof Json.Obj object ? object.members() : Map.of();
  }

  static List<Json> elements(@Nullable Json schema, String name) {
    return member(schema, name) instanceof Json.Arr array ? array.elements() : List.of();
  }

  static String string(@Nullable Json schema, String name) {
    return member(schema, name) instanceof Json.Str string ? string.value() : "";
  }

  static List<String> strings(@Nullable Json schema, String name) {
    return elements(schema, name).stream()
        .filter(Json.Str.class::isInstance)
        .map(element -> ((Json.Str) element).value())
        .toList();
  }
}
