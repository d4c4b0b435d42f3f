package dev.contextbudget.dialect.translate;

import static dev.contextbudget.dialect.translate.JsonTrees.jsonOrText;
import static dev.contextbudget.dialect.translate.JsonTrees.object;
import static dev.contextbudget.dialect.translate.JsonTrees.plain;
import static dev.contextbudget.dialect.translate.JsonTrees.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects what a body says, and numbers its calls. */
final class MeaningBuilder {
  /** A function that takes nothing, as the APIs write it that demand a schema. */
  private static final List<String> NO_ARGUMENTS =
      List.of(
          "{properties={}, type=\"object\"}",
          "{additionalProperties=false, properties={}, type=\"object\"}");

  private final List<String> said = new ArrayList<>();
  private final Map<String, String> settings = new TreeMap<>();
  private final List<String> tools = new ArrayList<>();

  /** Calls without a result yet, oldest first: by id, or by name where there is none. */
  private final Map<String, List<Integer>> open = new LinkedHashMap<>();

  private int calls;

  Meaning build() {
    if (settings.getOrDefault("choice", "").equals("none[]")) {
      settings.remove("parallel"); // of what is not called
    }
    settings.remove("choice", "auto[]"); // what every API does by itself
    return new Meaning(said, settings, tools);
  }

  boolean hasTools() {
    return !tools.isEmpty();
  }

  void say(String side, String what) {
    said.add(side + ": " + what);
  }

  void sayText(String side, JsonElement text) {
    if (!text(text).isEmpty()) {
      say(side, text(text));
    }
  }

  void call(String id, String name, String arguments) {
    calls++;
    open.computeIfAbsent(id.isEmpty() ? "name " + name : id, unused -> new ArrayList<>())
        .add(calls);
    say(
        "assistant",
        "call %d of %s %s"
            .formatted(calls, name, jsonOrText(arguments.isEmpty() ? "{}" : arguments)));
  }

  void result(String id, String name, boolean failed, List<String> parts) {
    List<Integer> numbers = open.get(open.containsKey(id) ? id : "name " + name);
    say(
        "user",
        "result %d %s %s"
            .formatted(
                numbers.remove(0), failed, parts.stream().map(JsonTrees::jsonOrText).toList()));
    open.values().removeIf(List::isEmpty);
  }

  void tool(JsonObject tool, JsonElement schema) {
    boolean none =
        schema == null
            || schema.isJsonNull()
            || object(schema).size() == 0
            || NO_ARGUMENTS.contains(plain(schema));
    JsonElement strict = tool.get("strict");
    boolean isStrict = strict != null && !strict.isJsonNull() && strict.getAsBoolean();
    tools.add(
        "%s %s %s %s"
            .formatted(
                text(tool.get("name")),
                text(tool.get("description")),
                none ? "" : plain(schema),
                isStrict));
  }

  void set(String name, JsonElement value) {
    if (value != null && !(value instanceof JsonNull)) {
      boolean isDefault =
          List.of("stream=false", "store=false", "parallel=true", "penalty=0.0", "stop=[]")
              .contains(name.replaceAll(".*penalty", "penalty") + "=" + plain(value));
      if (!isDefault) {
        settings.put(name, plain(value));
      }
    }
  }

  void choose(String mode, List<String> names) {
    settings.put("choice", mode + names);
  }

  void answer(String type, JsonElement schema) {
    if (type.equals("json_schema")) {
      settings.put("answer", plain(schema));
    } else if (type.equals("json_object")) {
      settings.put("answer", "any");
    }
  }
}
