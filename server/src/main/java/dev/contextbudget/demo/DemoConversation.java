package dev.contextbudget.demo;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.contextbudget.client.Conversation;
import dev.contextbudget.v1.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A recorded conversation of an airline's agent with a customer, cut into what an application would
 * send: instructions, a handbook, passages of rules, tools, messages.
 *
 * <p>The recording has all rules in one system prompt, under headings. The text before the first
 * heading are the instructions here, the first section the handbook, and each paragraph of the
 * others a passage, as a search would find it. The README beside the recording says where it is
 * from.
 */
final class DemoConversation {

  /**
   * A paragraph of the rules.
   *
   * @param id its section and number, such as {@code modify-flight-2}
   */
  record Passage(String id, String text) {}

  /** One turn of the recording. */
  private record Turn(String id, String role, String name, String text, List<ToolUse> toolUses) {}

  private record ToolUse(String name, String argumentsJson) {}

  private static final Pattern SECTIONS = Pattern.compile("\n## ");
  private static final Pattern PARAGRAPHS = Pattern.compile("\n\n");

  private final List<String> sections;
  private final List<Turn> turns;
  private final List<Tool> tools;

  private DemoConversation(List<String> sections, List<Turn> turns, List<Tool> tools) {
    this.sections = sections;
    this.turns = turns;
    this.tools = tools;
  }

  /** Reads the conversation in the jar. */
  static DemoConversation bundled() {
    List<Turn> turns = new ArrayList<>();
    JsonObject recording = json("airline-conversation.json").getAsJsonObject();
    recording.getAsJsonArray("turns").forEach(turn -> turns.add(turn(turn.getAsJsonObject())));
    List<Tool> tools = new ArrayList<>();
    json("airline-tools.json").getAsJsonArray().forEach(tool -> tools.add(tool(tool)));
    String rules = turns.get(0).text();
    return new DemoConversation(
        SECTIONS.splitAsStream(rules).map(String::strip).toList(),
        List.copyOf(turns.subList(1, turns.size())),
        List.copyOf(tools));
  }

  String instructions() {
    return sections.get(0);
  }

  String handbook() {
    return sections.get(1);
  }

  List<Passage> passages() {
    List<Passage> passages = new ArrayList<>();
    for (String section : sections.subList(2, sections.size())) {
      List<String> paragraphs = PARAGRAPHS.splitAsStream(section).toList();
      String name = paragraphs.get(0).toLowerCase(Locale.ROOT).replace(' ', '-');
      for (int i = 1; i < paragraphs.size(); i++) {
        passages.add(new Passage(name + "-" + i, paragraphs.get(i).replaceFirst("^- ", "")));
      }
    }
    return passages;
  }

  List<Tool> tools() {
    return tools;
  }

  /** Returns the messages up to and with one of them, each with the id it has in the recording. */
  Conversation until(String lastId) {
    Conversation talk = new Conversation();
    int calls = 0;
    int results = 0;
    for (Turn turn : upTo(lastId)) {
      if (turn.role().equals("tool")) {
        String callId = "call-" + ++results;
        if (turn.text().startsWith("Error")) {
          talk.toolError(callId, turn.text());
        } else {
          talk.toolResult(callId, turn.text());
        }
      } else if (turn.role().equals("user")) {
        talk.user(turn.text());
      } else {
        if (!turn.text().isEmpty()) {
          talk.assistant(turn.text());
        }
        for (ToolUse use : turn.toolUses()) {
          talk.toolCall("call-" + ++calls, use.name(), use.argumentsJson());
        }
      }
      talk.id(turn.id());
    }
    return talk;
  }

  /** Returns what a message is, such as {@code result of think}. */
  String describe(String id) {
    Turn turn = upTo(id).get(upTo(id).size() - 1);
    if (turn.role().equals("tool")) {
      return "result of " + turn.name();
    }
    return turn.toolUses().isEmpty() ? turn.role() : "call of " + turn.toolUses().get(0).name();
  }

  /** Returns the text of what was said last, for a search. */
  String latest(String lastId, int messages) {
    List<Turn> turns = upTo(lastId);
    return String.join(
        " ",
        turns.subList(Math.max(0, turns.size() - messages), turns.size()).stream()
            .map(Turn::text)
            .toList());
  }

  private List<Turn> upTo(String lastId) {
    for (int i = 0; i < turns.size(); i++) {
      if (turns.get(i).id().equals(lastId)) {
        return turns.subList(0, i + 1);
      }
    }
    throw new IllegalArgumentException("the recording has no message " + lastId);
  }

  private static Turn turn(JsonObject turn) {
    List<ToolUse> uses = new ArrayList<>();
    JsonArray calls = turn.has("tool_calls") ? turn.getAsJsonArray("tool_calls") : new JsonArray();
    for (JsonElement call : calls) {
      JsonObject use = call.getAsJsonObject();
      uses.add(new ToolUse(text(use, "name"), text(use, "arguments")));
    }
    return new Turn(
        text(turn, "id"), text(turn, "role"), text(turn, "name"), text(turn, "text"), uses);
  }

  private static Tool tool(JsonElement definition) {
    JsonObject tool = definition.getAsJsonObject();
    return Tool.newBuilder()
        .setName(text(tool, "name"))
        .setDescription(text(tool, "description"))
        .setParametersJsonSchema(tool.get("parameters").toString())
        .build();
  }

  private static String text(JsonObject object, String member) {
    return object.get(member).getAsString();
  }

  private static JsonElement json(String resource) {
    try (InputStream in = DemoConversation.class.getResourceAsStream("/demo/" + resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks /demo/" + resource);
      }
      return JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("the jar is damaged at /demo/" + resource, e);
    }
  }
}
