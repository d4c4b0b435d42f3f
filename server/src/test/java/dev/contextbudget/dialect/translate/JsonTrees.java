package dev.contextbudget.dialect.translate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads a tree of JSON leniently: what is not there is empty. */
final class JsonTrees {
  private JsonTrees() {}

  static JsonObject object(JsonElement value) {
    return value == null || !value.isJsonObject() ? new JsonObject() : value.getAsJsonObject();
  }

  static Iterable<JsonElement> list(JsonElement value) {
    return value == null || !value.isJsonArray() ? new JsonArray() : value.getAsJsonArray();
  }

  static String text(JsonElement value) {
    return value == null || value.isJsonNull() ? "" : value.getAsString();
  }

  /** Numbers by their value, objects without order. */
  static String plain(JsonElement value) {
    if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
      return Double.toString(value.getAsDouble());
    }
    if (value.isJsonArray()) {
      List<String> elements = new ArrayList<>();
      value.getAsJsonArray().forEach(element -> elements.add(plain(element)));
      return elements.toString();
    }
    if (value.isJsonObject()) {
      Map<String, String> members = new TreeMap<>();
      value.getAsJsonObject().entrySet().forEach(e -> members.put(e.getKey(), plain(e.getValue())));
      return members.toString();
    }
    return value.toString();
  }

  static String jsonOrText(String text) {
    try {
      JsonElement value = JsonParser.parseString(text);
      return value.isJsonObject() ? plain(value) : text;
    } catch (JsonParseException notJson) {
      return text;
    }
  }
}
