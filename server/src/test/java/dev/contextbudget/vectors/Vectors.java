package dev.contextbudget.vectors;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.core.item.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the files of {@code vectors/}; see the README there for where they come from. */
public final class Vectors {
  private Vectors() {}

  /** Returns the rows of a file of lines. */
  public static Stream<JsonObject> rows(String name) {
    return read(name).lines().map(line -> JsonParser.parseString(line).getAsJsonObject());
  }

  /** Returns a section of {@code chat_counts.json}. */
  public static Stream<JsonObject> chatCounts(String section) {
    JsonObject file = JsonParser.parseString(read("chat_counts.json")).getAsJsonObject();
    List<JsonObject> rows = new ArrayList<>();
    file.getAsJsonArray(section).forEach(row -> rows.add(row.getAsJsonObject()));
    return rows.stream();
  }

  private static String read(String name) {
    try (InputStream file = Vectors.class.getResourceAsStream("/vectors/" + name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a JSON value as the core has it. */
  public static Json json(JsonElement element) {
    if (element.isJsonObject()) {
      Map<String, Json> members = new LinkedHashMap<>();
      element
          .getAsJsonObject()
          .entrySet()
          .forEach(e -> members.put(e.getKey(), json(e.getValue())));
      return new Json.Obj(members);
    }
    if (element.isJsonArray()) {
      List<Json> elements = new ArrayList<>();
      element.getAsJsonArray().forEach(e -> elements.add(json(e)));
      return new Json.Arr(elements);
    }
    if (element.isJsonNull()) {
      return new Json.Null();
    }
    if (element.getAsJsonPrimitive().isBoolean()) {
      return new Json.Bool(element.getAsBoolean());
    }
    return element.getAsJsonPrimitive().isNumber()
        ? new Json.Num(element.getAsString())
        : new Json.Str(element.getAsString());
  }
}
