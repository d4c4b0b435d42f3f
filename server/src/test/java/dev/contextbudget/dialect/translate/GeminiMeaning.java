package dev.contextbudget.dialect.translate;

import static dev.contextbudget.dialect.translate.JsonTrees.list;
import static dev.contextbudget.dialect.translate.JsonTrees.object;
import static dev.contextbudget.dialect.translate.JsonTrees.plain;
import static dev.contextbudget.dialect.translate.JsonTrees.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a body of Gemini generateContent says. */
final class GeminiMeaning {
  private final JsonObject body;
  private final MeaningBuilder meaning = new MeaningBuilder();

  GeminiMeaning(JsonObject body) {
    this.body = body;
  }

  Meaning read() {
    JsonElement system = any(body, "systemInstruction");
    JsonElement inside =
        system != null && system.isJsonObject() && system.getAsJsonObject().has("parts")
            ? system.getAsJsonObject().get("parts")
            : system;
    for (JsonElement part : oneOrMore(inside)) {
      meaning.sayText("system", part.isJsonPrimitive() ? part : part.getAsJsonObject().get("text"));
    }
    for (JsonElement element : oneOrMore(body.get("contents"))) {
      JsonObject content = element.getAsJsonObject();
      String side = text(content.get("role")).equals("model") ? "assistant" : "user";
      oneOrMore(content.get("parts")).forEach(part -> part(side, part.getAsJsonObject()));
    }
    for (JsonElement entry : oneOrMore(body.get("tools"))) {
      for (JsonElement tool : oneOrMore(any(entry.getAsJsonObject(), "functionDeclarations"))) {
        JsonObject function = tool.getAsJsonObject();
        JsonElement schema = any(function, "parametersJsonSchema");
        meaning.tool(function, schema == null ? lowered(function.get("parameters")) : schema);
      }
    }
    JsonObject calling = object(any(object(any(body, "toolConfig")), "functionCallingConfig"));
    if (calling.size() > 0) {
      List<String> names = new ArrayList<>();
      list(any(calling, "allowedFunctionNames")).forEach(name -> names.add(text(name)));
      String mode = text(calling.get("mode")).toLowerCase(Locale.ROOT);
      meaning.choose(mode.equals("any") ? "required" : mode, names);
    }
    JsonObject config = object(any(body, "generationConfig"));
    JsonElement own = any(config, "responseSchema");
    JsonElement schema = own == null ? any(config, "responseJsonSchema") : lowered(own);
    if (text(any(config, "responseMimeType")).equals("application/json")) {
      meaning.answer(schema == null ? "json_object" : "json_schema", schema);
    }
    setNumber("max", any(config, "maxOutputTokens"));
    setNumber("temperature", config.get("temperature"));
    setNumber("top_p", any(config, "topP"));
    setNumber("top_k", any(config, "topK"));
    setNumber("seed", config.get("seed"));
    setNumber("presence penalty", any(config, "presencePenalty"));
    setNumber("frequency penalty", any(config, "frequencyPenalty"));
    meaning.set("stop", any(config, "stopSequences"));
    return meaning.build();
  }

  private void part(String side, JsonObject part) {
    JsonElement call = any(part, "functionCall");
    JsonElement response = any(part, "functionResponse");
    if (call != null) {
      JsonElement args = call.getAsJsonObject().get("args");
      meaning.call(
          text(call.getAsJsonObject().get("id")),
          text(call.getAsJsonObject().get("name")),
          args == null ? "" : args.toString());
    } else if (response != null) {
      answered(response.getAsJsonObject());
    } else if (any(part, "inlineData") != null) {
      meaning.say(side, media(part));
    } else {
      meaning.sayText(side, part.get("text"));
    }
  }

  private static String media(JsonObject part) {
    JsonObject inline = any(part, "inlineData").getAsJsonObject();
    String type = text(any(inline, "mimeType"));
    String url = "data:%s;base64,%s".formatted(type, text(inline.get("data")));
    return (type.startsWith("image/") ? "image " : "file ") + url + " ";
  }

  private void answered(JsonObject response) {
    JsonObject said = object(response.get("response"));
    boolean failed = said.has("error") && !said.has("output");
    JsonElement only = said.size() == 1 ? said.get(failed ? "error" : "output") : null;
    List<String> parts = new ArrayList<>();
    boolean isTexts = false;
    if (only != null && only.isJsonArray() && only.getAsJsonArray().size() > 1) {
      isTexts = true;
      for (JsonElement each : only.getAsJsonArray()) {
        isTexts &= each.isJsonPrimitive() && each.getAsJsonPrimitive().isString();
      }
    }
    if (only != null && only.isJsonPrimitive() && only.getAsJsonPrimitive().isString()) {
      if (!only.getAsString().isEmpty()) {
        parts.add(only.getAsString());
      }
    } else if (isTexts) {
      only.getAsJsonArray().forEach(each -> parts.add(each.getAsString()));
    } else {
      parts.add(plain(said));
    }
    list(response.get("parts")).forEach(part -> parts.add(media(part.getAsJsonObject())));
    meaning.result(text(response.get("id")), text(response.get("name")), failed, parts);
  }

  private void setNumber(String name, JsonElement value) {
    meaning.set(name, value == null ? null : new JsonPrimitive(value.getAsBigDecimal()));
  }

  /** Types in lower case, the rest of a schema as it is. */
  private static JsonElement lowered(JsonElement schema) {
    if (schema == null || !schema.isJsonObject()) {
      return schema;
    }
    JsonObject lower = new JsonObject();
    schema
        .getAsJsonObject()
        .entrySet()
        .forEach(
            e -> {
              boolean isType = e.getKey().equals("type") && e.getValue().isJsonPrimitive();
              if (isType) {
                lower.addProperty("type", e.getValue().getAsString().toLowerCase(Locale.ROOT));
              } else if (!e.getKey().equals("propertyOrdering")
                  && !e.getKey().equals("property_ordering")) {
                lower.add(e.getKey(), lowered(e.getValue()));
              }
            });
    return lower;
  }

  private static JsonElement any(JsonObject object, String camel) {
    String snake = camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    return object.has(camel) ? object.get(camel) : object.get(snake);
  }

  private static Iterable<JsonElement> oneOrMore(JsonElement value) {
    if (value == null || value.isJsonArray()) {
      return list(value);
    }
    JsonArray one = new JsonArray();
    one.add(value);
    return one;
  }
}
