package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.json.JsonWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A schema in Gemini's own dialect, which is that of OpenAPI 3.0 with other spellings, as a JSON
 * Schema: types are in capitals, numbers may be strings, and null is a flag beside the type.
 *
 * <p>Source: Gemini API reference, Schema, 2026-11.
 */
final class GeminiSchema {
  private static final List<String> AS_THEY_ARE =
      List.of("title", "description", "format", "pattern", "default", "required");
  private static final List<String> NUMBERS =
      List.of(
          "minimum",
          "maximum",
          "minItems",
          "maxItems",
          "minLength",
          "maxLength",
          "minProperties",
          "maxProperties");

  private final Losses losses;
  private final JsonWriter out = new JsonWriter();

  GeminiSchema(Losses losses) {
    this.losses = losses;
  }

  /** Returns a schema as a JSON Schema; a keyword that is not documented is a loss. */
  Utf8Text read(JsonValue schema) {
    write(schema);
    return out.text();
  }

  private void write(JsonValue value) {
    Members schema = Members.of(Format.GEMINI, value, losses);
    out.beginObject();
    type(schema);
    for (String name : AS_THEY_ARE) {
      JsonValue member = schema.take(name);
      if (member != null) {
        out.name(name).json(member.raw());
      }
    }
    for (String name : NUMBERS) {
      Given number = SettingPlaces.number(schema, name, Format.GEMINI);
      if (number != null) {
        out.name(name).json(number.json());
      }
    }
    inside(schema);
    out.endObject();
    schema.close();
  }

  /** Where null is allowed, it is one of the types, and one of the values if they are listed. */
  private void type(Members schema) {
    String type = schema.name("type").toLowerCase(Locale.ROOT);
    boolean nullable = schema.take("nullable", JsonKind.TRUE) != null;
    boolean isKnown = !type.isEmpty() && !type.equals("type_unspecified");
    if (nullable && isKnown) {
      out.name("type").beginArray().string(type).string("null").endArray();
    } else if (isKnown) {
      out.name("type").string(type);
    } else if (nullable) {
      losses.add(schema.at(), "a nullable schema without a type");
    }
    JsonValue values = schema.take("enum", JsonKind.ARRAY);
    if (values != null) {
      out.name("enum").beginArray();
      values.elements().forEach(value -> out.json(value.raw()));
      if (nullable) {
        out.json(Utf8Text.of("null"));
      }
      out.endArray();
    }
  }

  /** Elsewhere properties are answered in the order in which they stand. */
  private static List<JsonValue.Member> ordered(JsonValue properties, List<String> order) {
    Map<String, Integer> places = new HashMap<>();
    order.forEach(name -> places.putIfAbsent(name, places.size()));
    List<JsonValue.Member> members = new ArrayList<>(properties.members());
    members.sort(
        Comparator.comparingInt(member -> places.getOrDefault(member.name(), places.size())));
    return members;
  }

  /** Names of properties are the caller's and no keywords. */
  private void inside(Members schema) {
    JsonValue properties = schema.take("properties", JsonKind.OBJECT);
    if (properties != null) {
      out.name("properties").beginObject();
      for (JsonValue.Member property : ordered(properties, schema.names("propertyOrdering"))) {
        out.name(property.name());
        write(property.value());
      }
      out.endObject();
    }
    JsonValue items = schema.take("items", JsonKind.OBJECT);
    if (items != null) {
      out.name("items");
      write(items);
    }
    JsonValue anyOf = schema.take("anyOf", JsonKind.ARRAY);
    if (anyOf != null) {
      out.name("anyOf").beginArray();
      anyOf.elements().forEach(this::write);
      out.endArray();
    }
    JsonValue example = schema.take("example");
    if (example != null) {
      out.name("examples").beginArray().json(example.raw()).endArray();
    }
  }
}
