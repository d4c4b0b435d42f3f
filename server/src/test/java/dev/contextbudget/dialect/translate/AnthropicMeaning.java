package dev.contextbudget.dialect.translate;

import static dev.contextbudget.dialect.translate.JsonTrees.list;
import static dev.contextbudget.dialect.translate.JsonTrees.object;
import static dev.contextbudget.dialect.translate.JsonTrees.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;

/** What a body of Anthropic Messages says. */
final class AnthropicMeaning {
  private final JsonObject body;
  private final MeaningBuilder meaning = new MeaningBuilder();

  AnthropicMeaning(JsonObject body) {
    this.body = body;
  }

  Meaning read() {
    blocks(body.get("system")).forEach(text -> meaning.say("system", text));
    for (JsonElement element : list(body.get("messages"))) {
      JsonObject message = element.getAsJsonObject();
      String side = text(message.get("role"));
      JsonElement content = message.get("content");
      if (content != null && content.isJsonPrimitive()) {
        blocks(content).forEach(text -> meaning.say(side, text));
      }
      for (JsonElement part : list(content)) {
        block(side, part.getAsJsonObject());
      }
    }
    for (JsonElement tool : list(body.get("tools"))) {
      meaning.tool(tool.getAsJsonObject(), tool.getAsJsonObject().get("input_schema"));
    }
    JsonObject choice = object(body.get("tool_choice"));
    JsonElement alone = choice.get("disable_parallel_tool_use");
    if (alone != null && alone.getAsBoolean()) {
      meaning.set("parallel", new JsonPrimitive(false));
    }
    switch (text(choice.get("type"))) {
      case "auto", "none" -> meaning.choose(text(choice.get("type")), List.of());
      case "any" -> meaning.choose("required", List.of());
      case "tool" -> meaning.choose("required", List.of(text(choice.get("name"))));
      default -> {}
    }
    JsonObject format = object(object(body.get("output_config")).get("format"));
    JsonObject older = object(body.get("output_format"));
    JsonObject used = format.size() == 0 ? older : format;
    meaning.answer(text(used.get("type")), used.get("schema"));
    meaning.set("max", body.get("max_tokens"));
    meaning.set("temperature", body.get("temperature"));
    meaning.set("top_p", body.get("top_p"));
    meaning.set("top_k", body.get("top_k"));
    meaning.set("stop", body.get("stop_sequences"));
    meaning.set("stream", body.get("stream"));
    meaning.set("user", object(body.get("metadata")).get("user_id"));
    return meaning.build();
  }

  private void block(String side, JsonObject block) {
    switch (text(block.get("type"))) {
      case "tool_use" ->
          meaning.call(
              text(block.get("id")), text(block.get("name")), block.get("input").toString());
      case "tool_result" -> {
        JsonElement failed = block.get("is_error");
        meaning.result(
            text(block.get("tool_use_id")),
            "",
            failed != null && !failed.isJsonNull() && failed.getAsBoolean(),
            blocks(block.get("content")));
      }
      default -> {
        JsonArray one = new JsonArray();
        one.add(block);
        blocks(one).forEach(part -> meaning.say(side, part));
      }
    }
  }

  private static List<String> blocks(JsonElement content) {
    List<String> parts = new ArrayList<>();
    if (content != null && content.isJsonPrimitive() && !text(content).isEmpty()) {
      parts.add(text(content));
    }
    for (JsonElement element : list(content)) {
      JsonObject block = element.getAsJsonObject();
      JsonObject source = object(block.get("source"));
      String url =
          text(source.get("type")).equals("url")
              ? text(source.get("url"))
              : "data:%s;base64,%s"
                  .formatted(text(source.get("media_type")), text(source.get("data")));
      switch (text(block.get("type"))) {
        case "text" -> {
          if (!text(block.get("text")).isEmpty()) {
            parts.add(text(block.get("text")));
          }
        }
        case "image" -> parts.add("image " + url + " ");
        case "document" -> parts.add("file " + url + " " + text(block.get("title")));
        default -> throw new AssertionError(block.get("type"));
      }
    }
    return parts;
  }
}
