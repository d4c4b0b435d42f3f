package dev.contextbudget.dialect.translate;

import static dev.contextbudget.dialect.translate.JsonTrees.list;
import static dev.contextbudget.dialect.translate.JsonTrees.object;
import static dev.contextbudget.dialect.translate.JsonTrees.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What a body of OpenAI says, in either API. */
final class OpenAiMeaning {
  private final JsonObject body;
  private final MeaningBuilder meaning = new MeaningBuilder();

  OpenAiMeaning(JsonObject body) {
    this.body = body;
  }

  Meaning ofChat() {
    for (JsonElement element : list(body.get("messages"))) {
      JsonObject message = element.getAsJsonObject();
      String side = side(text(message.get("role")));
      List<String> parts = new ArrayList<>();
      parts(side, message.get("content"), parts);
      if (side.equals("tool")) {
        meaning.result(text(message.get("tool_call_id")), "", false, parts);
        continue;
      }
      parts.forEach(part -> meaning.say(side, part));
      for (JsonElement call : list(message.get("tool_calls"))) {
        JsonObject function = object(call.getAsJsonObject().get("function"));
        meaning.call(
            text(call.getAsJsonObject().get("id")),
            text(function.get("name")),
            text(function.get("arguments")));
      }
    }
    for (JsonElement tool : list(body.get("tools"))) {
      JsonObject function = object(tool.getAsJsonObject().get("function"));
      meaning.tool(function, function.get("parameters"));
    }
    choice(true);
    JsonObject format = object(body.get("response_format"));
    meaning.answer(text(format.get("type")), object(format.get("json_schema")).get("schema"));
    meaning.set(
        "max",
        body.has("max_completion_tokens")
            ? body.get("max_completion_tokens")
            : body.get("max_tokens"));
    meaning.set("effort", body.get("reasoning_effort"));
    meaning.set("verbosity", body.get("verbosity"));
    settings();
    stop(body.get("stop"));
    meaning.set("seed", body.get("seed"));
    meaning.set("presence penalty", body.get("presence_penalty"));
    meaning.set("frequency penalty", body.get("frequency_penalty"));
    return meaning.build();
  }

  Meaning ofResponses() {
    meaning.sayText("system", body.get("instructions"));
    JsonElement input = body.get("input");
    if (input != null && input.isJsonPrimitive()) {
      meaning.say("user", input.getAsString());
    }
    for (JsonElement element : list(input)) {
      JsonObject item = element.getAsJsonObject();
      List<String> parts = new ArrayList<>();
      switch (text(item.get("type"))) {
        case "", "message" -> {
          String side = side(text(item.get("role")));
          parts(side, item.get("content"), parts);
          parts.forEach(part -> meaning.say(side, part));
        }
        case "function_call" ->
            meaning.call(
                text(item.get("call_id")), text(item.get("name")), text(item.get("arguments")));
        case "function_call_output" -> {
          parts("tool", item.get("output"), parts);
          meaning.result(text(item.get("call_id")), "", false, parts);
        }
        default -> throw new AssertionError(item.get("type"));
      }
    }
    for (JsonElement tool : list(body.get("tools"))) {
      meaning.tool(tool.getAsJsonObject(), tool.getAsJsonObject().get("parameters"));
    }
    choice(false);
    JsonObject text = object(body.get("text"));
    JsonObject format = object(text.get("format"));
    meaning.answer(text(format.get("type")), format.get("schema"));
    meaning.set("max", body.get("max_output_tokens"));
    meaning.set("effort", object(body.get("reasoning")).get("effort"));
    meaning.set("verbosity", text.get("verbosity"));
    settings();
    return meaning.build();
  }

  private void parts(String side, JsonElement content, List<String> into) {
    if (content != null && content.isJsonPrimitive() && !text(content).isEmpty()) {
      into.add(text(content));
    }
    for (JsonElement element : list(content)) {
      JsonObject part = element.getAsJsonObject();
      switch (text(part.get("type"))) {
        case "text", "input_text", "output_text" -> {
          if (!text(part.get("text")).isEmpty()) {
            into.add(text(part.get("text")));
          }
        }
        case "image_url" -> into.add(image(object(part.get("image_url")), "url"));
        case "input_image" -> into.add(image(part, "image_url"));
        case "file" -> into.add(file(object(part.get("file"))));
        case "input_file" -> into.add(file(part));
        default -> throw new AssertionError(part.get("type") + " of " + side);
      }
    }
  }

  private static String image(JsonObject holder, String member) {
    String detail = text(holder.get("detail")).replace("auto", "");
    return "image " + text(holder.get(member)) + " " + detail;
  }

  private static String file(JsonObject holder) {
    JsonElement data = holder.has("file_data") ? holder.get("file_data") : holder.get("file_url");
    return "file " + text(data) + " " + text(holder.get("filename"));
  }

  private void choice(boolean deeper) {
    JsonElement choice = body.get("tool_choice");
    if (choice == null || choice.isJsonNull()) {
      return;
    }
    if (choice.isJsonPrimitive()) {
      meaning.choose(choice.getAsString(), List.of());
      return;
    }
    JsonObject object = choice.getAsJsonObject();
    if (text(object.get("type")).equals("function")) {
      JsonObject named = deeper ? object(object.get("function")) : object;
      meaning.choose("required", List.of(text(named.get("name"))));
      return;
    }
    JsonObject some = deeper ? object(object.get("allowed_tools")) : object;
    List<String> names = new ArrayList<>();
    for (JsonElement tool : list(some.get("tools"))) {
      JsonObject named = tool.getAsJsonObject();
      names.add(text((deeper ? object(named.get("function")) : named).get("name")));
    }
    meaning.choose(text(some.get("mode")), names);
  }

  private void settings() {
    for (String name :
        List.of(
            "temperature",
            "top_p",
            "stream",
            "store",
            "user",
            "metadata",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention")) {
      meaning.set(name, body.get(name));
    }
    if (meaning.hasTools()) {
      meaning.set("parallel", body.get("parallel_tool_calls"));
    }
  }

  private void stop(JsonElement stop) {
    if (stop != null && stop.isJsonPrimitive()) {
      JsonArray one = new JsonArray();
      one.add(stop);
      meaning.set("stop", one);
    } else {
      meaning.set("stop", stop);
    }
  }

  private static String side(String role) {
    return role.equals("developer") ? "system" : role;
  }
}
