package dev.contextbudget.sweep;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation as a data set has it.
 *
 * @param questions that somebody asked about it afterwards; may be empty
 * @param facts that it says; may be empty
 */
public record Recording(String id, List<Turn> turns, List<String> questions, List<String> facts) {

  /** What one speaker said at once, with the tools the model called. */
  public record Turn(String id, String role, String name, String text, List<Call> calls) {
    public boolean isFrom(String speaker) {
      return role.equals(speaker);
    }
  }

  /** A call of a tool; the data sets do not keep ids. */
  public record Call(String name, String argumentsJson) {}

  /** Reads a file with a conversation a line. */
  static List<Recording> read(Path file) throws IOException {
    List<Recording> recordings = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonObject json = JsonParser.parseString(line).getAsJsonObject();
      List<Turn> turns = new ArrayList<>();
      json.getAsJsonArray("turns").forEach(turn -> turns.add(turn(turn.getAsJsonObject())));
      List<String> questions = new ArrayList<>();
      list(json, "questions")
          .forEach(q -> questions.add(q.getAsJsonObject().get("query").getAsString()));
      List<String> facts = new ArrayList<>();
      list(json, "facts").forEach(fact -> facts.add(fact.getAsString()));
      recordings.add(new Recording(json.get("id").getAsString(), turns, questions, facts));
    }
    return recordings;
  }

  private static Turn turn(JsonObject turn) {
    List<Call> calls = new ArrayList<>();
    for (JsonElement call : list(turn, "tool_calls")) {
      JsonObject json = call.getAsJsonObject();
      calls.add(new Call(json.get("name").getAsString(), json.get("arguments").getAsString()));
    }
    return new Turn(
        turn.get("id").getAsString(),
        turn.get("role").getAsString(),
        turn.get("name").getAsString(),
        turn.get("text").getAsString(),
        calls);
  }

  private static JsonArray list(JsonObject json, String member) {
    return json.has(member) ? json.getAsJsonArray(member) : new JsonArray();
  }

  /** Returns the last turn of a speaker, or -1. */
  int lastFrom(String speaker) {
    for (int i = turns.size() - 1; i >= 0; i--) {
      if (turns.get(i).isFrom(speaker)) {
        return i;
      }
    }
    return -1;
  }
}
