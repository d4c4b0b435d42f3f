package dev.contextbudget.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the Gemini API asks of a body, and what a fit promises of one, checked on the JSON alone.
 *
 * <p>Sources: the texts of its 400 answers as reported in google-gemini/gemini-cli 3814, 7410 and
 * 16543, and the guide Thought signatures.
 */
final class GeminiShape {
  private final JsonObject sent;
  private final JsonObject fitted;

  private GeminiShape(String sent, String fitted) {
    this.sent = camel(JsonParser.parseString(sent)).getAsJsonObject();
    this.fitted = camel(JsonParser.parseString(fitted)).getAsJsonObject();
  }

  /** Asserts that a body is valid and holds nothing that was not sent, but notes. */
  static void check(String sent, String fitted) {
    GeminiShape shape = new GeminiShape(sent, fitted);
    shape.checkTurns();
    shape.checkParts();
    shape.checkTools();
    shape.checkInstructions();
    shape.checkWhatStayed();
  }

  /** A call turn follows a user's, and as many responses follow it, in a content of the user. */
  private void checkTurns() {
    List<JsonObject> contents = objects(fitted.get("contents"));
    assertFalse(contents.isEmpty());
    String before = "model";
    List<JsonObject> open = List.of();
    for (JsonObject content : contents) {
      String role = role(content);
      assertFalse(role.equals(before), "two contents of the " + role + " in a row");
      List<JsonObject> responses = held(content, "functionResponse");
      assertEquals(open.size(), responses.size(), "responses to the calls before");
      checkPairs(open, responses);
      open = held(content, "functionCall");
      assertTrue(open.isEmpty() || role.equals("model"));
      before = role;
    }
    JsonObject lastGiven = last(objects(sent.get("contents")));
    boolean isAnswer = role(lastGiven).equals("model") && held(lastGiven, "functionCall").isEmpty();
    JsonObject lastPart = last(objects(last(contents).get("parts")));
    boolean isThere = same(lastPart, last(objects(lastGiven.get("parts"))));
    assertTrue(isAnswer || isThere || isNote(lastPart), "what is to be answered left");
  }

  private static JsonObject last(List<JsonObject> objects) {
    return objects.get(objects.size() - 1);
  }

  private static boolean isNote(JsonObject part) {
    return part.toString().contains("left out to fit");
  }

  private static void checkPairs(List<JsonObject> calls, List<JsonObject> responses) {
    boolean byId = responses.stream().allMatch(response -> response.has("id"));
    String key = byId ? "id" : "name";
    List<String> wanted = new ArrayList<>(calls.stream().map(call -> "" + call.get(key)).toList());
    List<String> found = new ArrayList<>(responses.stream().map(r -> "" + r.get(key)).toList());
    if (byId) {
      wanted.sort(null);
      found.sort(null);
    }
    assertEquals(wanted, found);
  }

  private void checkParts() {
    for (JsonObject content : objects(fitted.get("contents"))) {
      List<JsonObject> parts = objects(content.get("parts"));
      assertFalse(parts.isEmpty(), "a content without parts");
      for (JsonObject part : parts) {
        boolean isEmpty = part.has("text") && part.get("text").getAsString().isEmpty();
        assertFalse(isEmpty && part.size() == 1, "an empty text");
        if (part.has("functionResponse")) {
          assertTrue(part.getAsJsonObject("functionResponse").get("response").isJsonObject());
        }
      }
    }
  }

  private void checkTools() {
    Set<String> declared = new HashSet<>();
    JsonElement tools = fitted.get("tools");
    if (tools == null) {
      assertFalse(fitted.has("toolConfig"), "a choice among no tools");
      return;
    }
    assertFalse(objects(tools).isEmpty(), "an empty list of tools");
    for (JsonObject entry : objects(tools)) {
      assertTrue(entry.size() > 0, "an empty entry");
      if (entry.has("functionDeclarations")) {
        assertFalse(objects(entry.get("functionDeclarations")).isEmpty(), "no declarations");
        objects(entry.get("functionDeclarations"))
            .forEach(declaration -> declared.add(declaration.get("name").getAsString()));
      }
    }
    JsonElement allowed =
        fitted
            .getAsJsonObject("toolConfig")
            .getAsJsonObject("functionCallingConfig")
            .get("allowedFunctionNames");
    if (allowed != null) {
      allowed.getAsJsonArray().forEach(name -> assertTrue(declared.contains(name.getAsString())));
    }
  }

  private void checkInstructions() {
    JsonElement instructions = fitted.get("systemInstruction");
    if (instructions != null && instructions.isJsonObject()) {
      assertFalse(objects(instructions.getAsJsonObject().get("parts")).isEmpty());
    }
  }

  /** Order is kept, signatures and all that is no text and no answer are as they were sent. */
  private void checkWhatStayed() {
    List<JsonObject> given = new ArrayList<>();
    objects(sent.get("contents")).forEach(content -> given.addAll(objects(content.get("parts"))));
    int at = 0;
    for (JsonObject content : objects(fitted.get("contents"))) {
      if (content.has("n")) {
        checkAllStayed(content, objects(sent.get("contents")).get(content.get("n").getAsInt()));
      }
      for (JsonObject part : objects(content.get("parts"))) {
        if (!isNote(part)) {
          while (at < given.size() && !same(part, given.get(at))) {
            at++;
          }
          assertTrue(at++ < given.size(), "not sent, or not in this order");
        }
      }
    }
  }

  private static void checkAllStayed(JsonObject content, JsonObject was) {
    List<JsonObject> parts = new ArrayList<>(objects(content.get("parts")));
    parts.removeIf(GeminiShape::isNote);
    List<JsonObject> were = objects(was.get("parts"));
    assertEquals(were.size(), parts.size());
    for (int i = 0; i < were.size(); i++) {
      assertTrue(same(parts.get(i), were.get(i)), "part " + i);
    }
  }

  private static boolean same(JsonObject part, JsonObject was) {
    if (part.equals(was)) {
      return true;
    }
    if (was.has("functionResponse") && part.has("functionResponse")) {
      return sameAnswer(
          part.getAsJsonObject("functionResponse"), was.getAsJsonObject("functionResponse"));
    }
    boolean isText = was.size() == 1 && was.has("text") && part.size() == 1 && part.has("text");
    return isText && isShorter(part.get("text").getAsString(), was.get("text").getAsString());
  }

  /** A note may be longer than what it stands for. */
  private static boolean isShorter(String text, String was) {
    return text.contains("shortened to fit") || text.length() < was.length();
  }

  private static boolean sameAnswer(JsonObject answer, JsonObject was) {
    JsonObject response = answer.getAsJsonObject("response");
    JsonObject before = was.getAsJsonObject("response");
    boolean isError = before.has("error") && !before.has("output");
    return answer.get("name").equals(was.get("name"))
        && Objects.equals(answer.get("id"), was.get("id"))
        && isError == (response.has("error") && !response.has("output"))
        && !answer.has("parts");
  }

  private static String role(JsonObject content) {
    return content.has("role") ? content.get("role").getAsString() : "user";
  }

  private static List<JsonObject> held(JsonObject content, String kind) {
    return objects(content.get("parts")).stream()
        .filter(part -> part.has(kind))
        .map(part -> part.getAsJsonObject(kind))
        .toList();
  }

  private static List<JsonObject> objects(JsonElement array) {
    List<JsonObject> objects = new ArrayList<>();
    array.getAsJsonArray().forEach(element -> objects.add(element.getAsJsonObject()));
    return objects;
  }

  private static JsonElement camel(JsonElement value) {
    if (value.isJsonArray()) {
      JsonArray array = new JsonArray();
      value.getAsJsonArray().forEach(element -> array.add(camel(element)));
      return array;
    }
    if (!value.isJsonObject()) {
      return value;
    }
    JsonObject object = new JsonObject();
    for (Map.Entry<String, JsonElement> member : value.getAsJsonObject().entrySet()) {
      StringBuilder name = new StringBuilder();
      for (String word : member.getKey().split("_")) {
        name.append(
            name.isEmpty()
                ? word
                : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1));
      }
      object.add(name.toString(), camel(member.getValue()));
    }
    return object;
  }
}
