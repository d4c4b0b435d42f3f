package dev.contextbudget.sweep;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.sweep.Recording.Turn;
import dev.contextbudget.v1.Tool;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Definitions of the tools that were called, from the arguments of the calls. */
public final class ToolDefinitions {
  private ToolDefinitions() {}

  public static List<Tool> of(List<Turn> turns) {
    Map<String, JsonObject> properties = new TreeMap<>();
    for (Turn turn : turns) {
      for (Recording.Call call : turn.calls()) {
        JsonObject known = properties.computeIfAbsent(call.name(), unused -> new JsonObject());
        JsonElement arguments = JsonParser.parseString(call.argumentsJson());
        arguments
            .getAsJsonObject()
            .entrySet()
            .forEach(argument -> known.add(argument.getKey(), schema(argument.getValue())));
      }
    }
    return properties.entrySet().stream()
        .map(
            tool ->
                Tool.newBuilder()
                    .setName(tool.getKey())
                    .setDescription("Does: " + tool.getKey().replace('_', ' ') + ".")
                    .setParametersJsonSchema(object(tool.getValue()).toString())
                    .build())
        .toList();
  }

  private static JsonObject object(JsonObject properties) {
    JsonObject schema = new JsonObject();
    schema.addProperty("type", "object");
    schema.add("properties", properties);
    JsonArray required = new JsonArray();
    properties.keySet().forEach(required::add);
    schema.add("required", required);
    return schema;
  }

  private static JsonObject schema(JsonElement value) {
    JsonObject schema = new JsonObject();
    if (value.isJsonArray()) {
      schema.addProperty("type", "array");
      if (!value.getAsJsonArray().isEmpty()) {
        schema.add("items", schema(value.getAsJsonArray().get(0)));
      }
    } else if (value.isJsonObject()) {
      JsonObject properties = new JsonObject();
      value
          .getAsJsonObject()
          .entrySet()
          .forEach(member -> properties.add(member.getKey(), schema(member.getValue())));
      return object(properties);
    } else if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
      schema.addProperty("type", "number");
    } else if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean()) {
      schema.addProperty("type", "boolean");
    } else {
      schema.addProperty("type", "string");
    }
    return schema;
  }
}
