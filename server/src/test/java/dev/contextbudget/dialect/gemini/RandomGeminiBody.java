package dev.contextbudget.dialect.gemini;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A valid body at random: every kind of part, calls one by one and in batches, with ids and
 * without, signed and not, in either spelling. In half of them each content has its index as an
 * unknown member.
 */
final class RandomGeminiBody {
  private static final List<String> FUNCTIONS = List.of("find", "open", "send");

  private final Random random;
  private final JsonArray contents = new JsonArray();
  private final boolean isSnake;
  private final boolean isNumbered;
  private boolean hasCalls;
  private int ids;

  private RandomGeminiBody(long seed) {
    this.random = new Random(seed);
    this.isSnake = random.nextInt(4) == 0;
    this.isNumbered = random.nextBoolean();
  }

  static String json(long seed) {
    return new RandomGeminiBody(seed).write();
  }

  private String write() {
    int turns = 1 + random.nextInt(6);
    for (int turn = 1; turn <= turns; turn++) {
      turn(turn == turns);
    }
    JsonObject body = new JsonObject();
    if (random.nextInt(3) > 0) {
      body.add("systemInstruction", instructions());
    }
    body.add("contents", contents);
    if (hasCalls || random.nextBoolean()) {
      tools(body);
    }
    body.add("generationConfig", object("temperature", new JsonPrimitive(0.5)));
    Gson gson = random.nextBoolean() ? new GsonBuilder().setPrettyPrinting().create() : new Gson();
    return gson.toJson(isSnake ? snake(body) : body);
  }

  private void turn(boolean isLast) {
    content("user", user());
    int steps = random.nextInt(4);
    for (int step = 0; step < steps; step++) {
      List<JsonObject> calls = calls();
      boolean inFlight = isLast && step == steps - 1 && random.nextInt(5) == 0;
      if (inFlight) {
        return;
      }
      content("user", responses(calls));
    }
    if (!isLast || (steps == 0 && random.nextInt(4) == 0)) {
      content("model", answer());
    }
  }

  private void content(String role, List<JsonObject> parts) {
    JsonObject content = new JsonObject();
    if (role.equals("model") || random.nextInt(6) > 0) {
      content.addProperty("role", role);
    }
    JsonArray list = new JsonArray();
    parts.forEach(list::add);
    content.add("parts", list);
    if (isNumbered) {
      content.addProperty("n", contents.size());
    }
    contents.add(content);
  }

  private List<JsonObject> user() {
    List<JsonObject> parts = new ArrayList<>();
    parts.add(text(words(30)));
    if (random.nextInt(4) == 0) {
      parts.add(random.nextInt(parts.size() + 1), media());
    }
    if (random.nextInt(6) == 0) {
      JsonObject marked = text(words(9));
      marked.add("partMetadata", object("page", new JsonPrimitive(2)));
      parts.add(marked);
    }
    return parts;
  }

  private JsonObject media() {
    JsonObject media = new JsonObject();
    boolean inline = random.nextBoolean();
    media.addProperty("mimeType", inline ? "image/png" : "application/pdf");
    media.addProperty(inline ? "data" : "fileUri", inline ? "iVBORw0KGgo=" : "gs://a/b.pdf");
    return object(inline ? "inlineData" : "fileData", media);
  }

  /** Writes a content of the model with calls, and returns them. */
  private List<JsonObject> calls() {
    List<JsonObject> parts = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      JsonObject thought = text(words(20));
      thought.addProperty("thought", true);
      parts.add(thought);
    }
    if (random.nextInt(4) == 0) {
      parts.add(text(words(9)));
    }
    List<JsonObject> calls = new ArrayList<>();
    boolean withIds = random.nextBoolean();
    boolean isSigned = random.nextInt(3) > 0;
    for (int k = random.nextInt(3); k >= 0; k--) {
      JsonObject call = new JsonObject();
      call.addProperty("name", FUNCTIONS.get(random.nextInt(FUNCTIONS.size())));
      call.add("args", object("q", new JsonPrimitive(words(4))));
      if (withIds) {
        call.addProperty("id", "c" + (random.nextInt(8) == 0 ? 1000 + ids : ids++));
      }
      JsonObject part = object("functionCall", call);
      if (isSigned && calls.isEmpty()) {
        part.addProperty("thoughtSignature", signature());
      }
      calls.add(call);
      parts.add(part);
    }
    ids += calls.size();
    hasCalls = true;
    content("model", parts);
    return calls;
  }

  private List<JsonObject> responses(List<JsonObject> calls) {
    List<JsonObject> parts = new ArrayList<>();
    boolean echoesIds = random.nextInt(4) > 0;
    for (JsonObject call : calls) {
      JsonObject response = new JsonObject();
      response.add("name", call.get("name"));
      if (call.has("id") && echoesIds) {
        response.add("id", call.get("id"));
      }
      response.add("response", answerOfFunction());
      if (random.nextInt(5) == 0) {
        JsonArray media = new JsonArray();
        media.add(media());
        response.add("parts", media);
      }
      parts.add(object("functionResponse", response));
    }
    if (calls.get(0).has("id") && echoesIds && random.nextBoolean()) {
      Collections.shuffle(parts, random);
    }
    if (random.nextInt(6) == 0) {
      parts.add(text(words(9)));
    }
    return parts;
  }

  private JsonObject answerOfFunction() {
    JsonPrimitive text = new JsonPrimitive(words(80));
    return switch (random.nextInt(6)) {
      case 0 -> object("error", text);
      case 1 -> object("error", object("message", text));
      case 2 -> object("output", rows());
      case 3 -> {
        JsonObject both = object("title", new JsonPrimitive("a \"b\""));
        both.add("text", text);
        yield both;
      }
      case 4 -> new JsonObject();
      default -> object("output", text);
    };
  }

  private JsonArray rows() {
    JsonArray rows = new JsonArray();
    for (int i = random.nextInt(20); i >= 0; i--) {
      rows.add(object("row", new JsonPrimitive(words(6))));
    }
    return rows;
  }

  private List<JsonObject> answer() {
    List<JsonObject> parts = new ArrayList<>();
    if (random.nextInt(5) == 0) {
      JsonObject code = object("code", new JsonPrimitive("print(1)"));
      code.addProperty("language", "PYTHON");
      parts.add(object("executableCode", code));
      JsonObject result = object("outcome", new JsonPrimitive("OUTCOME_OK"));
      result.addProperty("output", "1");
      parts.add(object("codeExecutionResult", result));
    }
    JsonObject text = text(words(40));
    if (random.nextInt(3) == 0) {
      text.addProperty("thoughtSignature", signature());
    }
    parts.add(text);
    if (random.nextInt(6) == 0) {
      JsonObject last = text("");
      last.addProperty("thoughtSignature", signature());
      parts.add(last);
    }
    return parts;
  }

  private JsonElement instructions() {
    if (random.nextInt(3) == 0) {
      return new JsonPrimitive(words(12));
    }
    JsonArray parts = new JsonArray();
    for (int i = random.nextInt(3); i >= 0; i--) {
      parts.add(text(words(12)));
    }
    return object("parts", parts);
  }

  private void tools(JsonObject body) {
    JsonArray tools = new JsonArray();
    JsonObject entry = new JsonObject();
    JsonArray declarations = new JsonArray();
    for (String name : FUNCTIONS) {
      if (!declarations.isEmpty() && random.nextInt(4) == 0) {
        entry.add("functionDeclarations", declarations);
        tools.add(entry);
        entry = new JsonObject();
        declarations = new JsonArray();
      }
      JsonObject declaration = object("name", new JsonPrimitive(name));
      declaration.addProperty("description", words(9));
      declarations.add(declaration);
    }
    entry.add("functionDeclarations", declarations);
    if (random.nextInt(3) == 0) {
      entry.add("googleSearch", new JsonObject());
    }
    tools.add(entry);
    body.add("tools", tools);
    JsonObject calling = object("mode", new JsonPrimitive("AUTO"));
    if (random.nextInt(3) == 0) {
      calling.addProperty("mode", "ANY");
      JsonArray allowed = new JsonArray();
      allowed.add(FUNCTIONS.get(random.nextInt(FUNCTIONS.size())));
      calling.add("allowedFunctionNames", allowed);
    }
    body.add("toolConfig", object("functionCallingConfig", calling));
  }

  private static JsonObject text(String text) {
    return object("text", new JsonPrimitive(text));
  }

  private static JsonObject object(String name, JsonElement value) {
    JsonObject object = new JsonObject();
    object.add(name, value);
    return object;
  }

  private String signature() {
    return Long.toHexString(random.nextLong()).repeat(1 + random.nextInt(8));
  }

  private String words(int most) {
    StringBuilder words = new StringBuilder();
    for (int i = random.nextInt(most); i >= 0; i--) {
      words
          .append(words.isEmpty() ? "" : " ")
          .append(Integer.toString(random.nextInt(1 << 20), 36));
    }
    return words.toString();
  }

  private static JsonElement snake(JsonElement value) {
    if (value.isJsonArray()) {
      JsonArray array = new JsonArray();
      value.getAsJsonArray().forEach(element -> array.add(snake(element)));
      return array;
    }
    if (!value.isJsonObject()) {
      return value;
    }
    JsonObject object = new JsonObject();
    value
        .getAsJsonObject()
        .entrySet()
        .forEach(
            member ->
                object.add(
                    member.getKey().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT),
                    snake(member.getValue())));
    return object;
  }
}
