package dev.contextbudget.client.load;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Role;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.ToolCall;
import dev.contextbudget.v1.ToolResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The recorded conversation that comes with the server, as long as wanted: over and over, each time
 * with other ids and a number behind each text, so that no text is counted twice in a request.
 *
 * <p>Where it is from and under which licence stands in the README beside it.
 */
final class Recording {
  private final JsonArray turns;
  private final JsonArray tools;

  private Recording(JsonArray turns, JsonArray tools) {
    this.turns = turns;
    this.tools = tools;
  }

  /**
   * Reads it.
   *
   * @param folder {@code server/src/main/resources/demo} of the repository
   */
  static Recording in(Path folder) {
    JsonElement conversation = json(folder.resolve("airline-conversation.json"));
    return new Recording(
        conversation.getAsJsonObject().getAsJsonArray("turns"),
        json(folder.resolve("airline-tools.json")).getAsJsonArray());
  }

  private static JsonElement json(Path file) {
    try {
      return JsonParser.parseString(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException("%s: cannot be read".formatted(file), e);
    }
  }

  /** Returns the instructions. */
  String system() {
    return text(turns.get(0).getAsJsonObject(), "text");
  }

  List<Tool> tools() {
    List<Tool> all = new ArrayList<>();
    for (JsonElement element : tools) {
      JsonObject tool = element.getAsJsonObject();
      all.add(
          Tool.newBuilder()
              .setName(text(tool, "name"))
              .setDescription(text(tool, "description"))
              .setParametersJsonSchema(tool.get("parameters").toString())
              .build());
    }
    return all;
  }

  /**
   * Returns messages of at least so many bytes, up to one that the assistant has to answer.
   *
   * @param times how often each says its text
   */
  List<Message> messages(int bytes, int times) {
    List<Message> messages = new ArrayList<>();
    int size = 0;
    for (int copy = 0; ; copy++) {
      int calls = 0;
      int results = 0;
      for (int i = 1; i < turns.size(); i++) {
        JsonObject turn = turns.get(i).getAsJsonObject();
        boolean answers = text(turn, "role").equals("tool");
        Message message = message(turn, copy, times, answers ? results++ : calls);
        calls += uses(turn).size();
        messages.add(message);
        size += message.getSerializedSize() + 3; // a tag and a length
        if (size >= bytes && message.getRole() != Role.ROLE_ASSISTANT) {
          return messages;
        }
      }
    }
  }

  private static Message message(JsonObject turn, int copy, int times, int call) {
    String role = text(turn, "role");
    Message.Builder message =
        Message.newBuilder()
            .setId(text(turn, "id") + "-" + copy)
            .setRole(Role.valueOf("ROLE_" + role.toUpperCase(Locale.ROOT)));
    String said = text(turn, "text").repeat(times);
    Part.Builder text = Part.newBuilder().setText(copy == 0 ? said : said + " (" + copy + ")");
    if (role.equals("tool")) {
      message
          .addPartsBuilder()
          .setToolResult(
              ToolResult.newBuilder()
                  .setCallId(callId(copy, call))
                  .setIsError(said.startsWith("Error"))
                  .addParts(text));
      return message.build();
    }
    if (!said.isEmpty()) {
      message.addParts(text);
    }
    JsonArray uses = uses(turn);
    for (int i = 0; i < uses.size(); i++) {
      JsonObject use = uses.get(i).getAsJsonObject();
      message
          .addPartsBuilder()
          .setToolCall(
              ToolCall.newBuilder()
                  .setId(callId(copy, call + i))
                  .setName(text(use, "name"))
                  .setArgumentsJson(text(use, "arguments")));
    }
    return message.build();
  }

  private static String callId(int copy, int call) {
    return "call-" + copy + "-" + call;
  }

  private static JsonArray uses(JsonObject turn) {
    return turn.has("tool_calls") ? turn.getAsJsonArray("tool_calls") : new JsonArray();
  }

  private static String text(JsonObject object, String member) {
    return object.get(member).getAsString();
  }
}
