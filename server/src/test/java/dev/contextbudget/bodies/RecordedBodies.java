package dev.contextbudget.bodies;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.contextbudget.sweep.Recording;
import dev.contextbudget.sweep.ToolDefinitions;
import dev.contextbudget.v1.Tool;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Recordings as request bodies of each dialect, with what its models add: signed thoughts. */
final class RecordedBodies {
  private final Recording recording;
  private final List<RecordedMessage> messages;
  private final boolean thinks;
  private final UnaryOperator<String> spelling;

  private RecordedBodies(Recording recording, boolean inBatches, UnaryOperator<String> spelling) {
    this.recording = recording;
    this.messages = RecordedMessage.of(recording, inBatches);
    this.thinks = inBatches;
    this.spelling = spelling;
  }

  /**
   * Returns a recording as a body.
   *
   * @param inBatches whether calls come in parallel, with thinking before them
   * @param spelling of all that is said
   */
  static TestBody of(
      String dialect, Recording recording, boolean inBatches, UnaryOperator<String> spelling) {
    RecordedBodies bodies = new RecordedBodies(recording, inBatches, spelling);
    JsonObject body =
        switch (dialect) {
          case "openai-chat" -> bodies.chat();
          case "anthropic" -> bodies.anthropic();
          case "openai-responses" -> bodies.responses();
          default -> bodies.gemini();
        };
    String name = dialect + "/" + recording.id() + (inBatches ? " in batches" : "");
    return new TestBody(dialect, name, body.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String system() {
    return recording.turns().get(0).isFrom("system")
        ? recording.turns().get(0).text()
        : "You are an assistant that listens, finds and books.";
  }

  /** Returns something that looks like a signature, another one for each place. */
  private static String signature(int place) {
    byte[] bytes = new byte[48];
    new Random(place).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static JsonObject object(String... members) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < members.length; i += 2) {
      object.addProperty(members[i], members[i + 1]);
    }
    return object;
  }

  private static JsonObject with(JsonObject object, String name, JsonElement value) {
    object.add(name, value);
    return object;
  }

  private static JsonArray array(JsonElement element) {
    JsonArray array = new JsonArray();
    array.add(element);
    return array;
  }

  private JsonArray each(Function<RecordedMessage, JsonArray> elements) {
    JsonArray all = new JsonArray();
    messages.forEach(message -> all.addAll(elements.apply(message)));
    return all;
  }

  /** Returns the tools that are called, if any, as a member of a body. */
  private JsonObject withTools(
      JsonObject body,
      String schema,
      UnaryOperator<JsonObject> tool,
      UnaryOperator<JsonArray> all) {
    JsonArray tools = new JsonArray();
    for (Tool defined : ToolDefinitions.of(recording.turns())) {
      JsonObject function =
          object("name", defined.getName(), "description", defined.getDescription());
      function.add(schema, JsonParser.parseString(defined.getParametersJsonSchema()));
      tools.add(tool.apply(function));
    }
    return tools.isEmpty() ? body : with(body, "tools", all.apply(tools));
  }

  private String text(RecordedMessage message) {
    return spelling.apply(message.text());
  }

  private String text(RecordedMessage.Answer answer) {
    return spelling.apply(answer.text());
  }

  private JsonObject chat() {
    JsonArray list = array(object("role", "system", "content", system()));
    list.addAll(each(this::chatMessages));
    return withTools(
        with(object("model", "gpt-4o"), "messages", list),
        "parameters",
        function -> with(object("type", "function"), "function", function),
        tools -> tools);
  }

  private JsonArray chatMessages(RecordedMessage message) {
    JsonArray list = new JsonArray();
    for (RecordedMessage.Answer answer : message.answers()) {
      list.add(object("role", "tool", "tool_call_id", answer.id(), "content", text(answer)));
    }
    if (!message.isFrom("tool")) {
      JsonObject said = object("role", message.role(), "content", text(message));
      JsonArray calls = new JsonArray();
      for (RecordedMessage.Call call : message.calls()) {
        calls.add(
            with(
                object("id", call.id(), "type", "function"),
                "function",
                object("name", call.name(), "arguments", call.argumentsJson())));
      }
      list.add(calls.isEmpty() ? said : with(said, "tool_calls", calls));
    }
    return list;
  }

  private JsonObject anthropic() {
    JsonObject body = object("model", "claude-sonnet-4-5", "system", system());
    body.addProperty("max_tokens", 4_096);
    if (thinks) {
      JsonObject thinking = object("type", "enabled");
      thinking.addProperty("budget_tokens", 2_048);
      body.add("thinking", thinking);
    }
    withTools(body, "input_schema", function -> function, tools -> tools);
    return with(body, "messages", each(this::anthropicMessage));
  }

  private JsonArray anthropicMessage(RecordedMessage message) {
    JsonArray content = new JsonArray();
    for (RecordedMessage.Answer answer : message.answers()) {
      content.add(
          object("type", "tool_result", "tool_use_id", answer.id(), "content", text(answer)));
    }
    List<RecordedMessage.Call> calls = message.calls();
    if (thinks && !calls.isEmpty()) {
      JsonObject thinking = object("type", "thinking", "thinking", "Calls: " + calls.size());
      thinking.addProperty("signature", signature(calls.get(0).id().hashCode()));
      content.add(thinking);
    }
    if (!message.text().isBlank()) {
      content.add(object("type", "text", "text", text(message)));
    }
    for (RecordedMessage.Call call : calls) {
      JsonObject use = object("type", "tool_use", "id", call.id(), "name", call.name());
      content.add(with(use, "input", JsonParser.parseString(call.argumentsJson())));
    }
    String role = message.isFrom("assistant") ? "assistant" : "user";
    return array(with(object("role", role), "content", content));
  }

  private JsonObject responses() {
    JsonObject body = object("model", "gpt-5", "instructions", system());
    body.addProperty("store", false);
    withTools(
        body,
        "parameters",
        function -> with(function, "type", new JsonPrimitive("function")),
        tools -> tools);
    return with(body, "input", each(this::responsesItems));
  }

  private JsonArray responsesItems(RecordedMessage message) {
    JsonArray items = new JsonArray();
    for (RecordedMessage.Answer answer : message.answers()) {
      items.add(
          object("type", "function_call_output", "call_id", answer.id(), "output", text(answer)));
    }
    List<RecordedMessage.Call> calls = message.calls();
    if (thinks && !calls.isEmpty()) {
      JsonObject reasoning = object("type", "reasoning", "id", "rs_" + calls.get(0).id());
      reasoning.addProperty("encrypted_content", signature(calls.get(0).id().hashCode()));
      items.add(with(reasoning, "summary", new JsonArray()));
    }
    if (!message.text().isEmpty()) {
      items.add(object("role", message.role(), "content", text(message)));
    }
    for (RecordedMessage.Call call : calls) {
      JsonObject item = object("type", "function_call", "call_id", call.id(), "name", call.name());
      item.addProperty("arguments", call.argumentsJson());
      items.add(item);
    }
    return items;
  }

  private JsonObject gemini() {
    JsonObject body =
        withTools(
            new JsonObject(),
            "parameters",
            function -> function,
            tools -> array(with(new JsonObject(), "functionDeclarations", tools)));
    body.add("systemInstruction", with(new JsonObject(), "parts", array(object("text", system()))));
    return with(body, "contents", each(this::geminiContent));
  }

  private JsonArray geminiContent(RecordedMessage message) {
    JsonArray parts = new JsonArray();
    for (RecordedMessage.Answer answer : message.answers()) {
      JsonObject response =
          with(object("name", answer.name()), "response", object("output", text(answer)));
      parts.add(with(new JsonObject(), "functionResponse", response));
    }
    if (!message.text().isEmpty()) {
      parts.add(object("text", text(message)));
    }
    for (RecordedMessage.Call call : message.calls()) {
      JsonElement arguments = JsonParser.parseString(call.argumentsJson());
      JsonObject part =
          with(
              new JsonObject(),
              "functionCall",
              with(object("name", call.name()), "args", arguments));
      if (call.equals(message.calls().get(0))) {
        part.addProperty("thoughtSignature", signature(call.id().hashCode()));
      }
      parts.add(part);
    }
    String role = message.isFrom("assistant") ? "model" : "user";
    return array(with(object("role", role), "parts", parts));
  }
}
