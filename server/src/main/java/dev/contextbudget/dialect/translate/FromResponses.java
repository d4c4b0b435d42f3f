package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.CallIds;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a body of OpenAI Responses says. */
final class FromResponses implements PlainReader {
  private static final Format FORMAT = Format.OPENAI_RESPONSES;

  private final Losses losses;
  private final CallIds ids = new CallIds();
  private final Talk talk;

  FromResponses(Losses losses) {
    this.losses = losses;
    this.talk = new Talk(losses);
  }

  @Override
  public PlainRequest read(JsonDocument body) {
    Members root = Members.of(FORMAT, body.root(), losses);
    root.take("model");
    Map<Setting, Given> settings = SettingPlaces.read(FORMAT, root);
    List<PlainTool> tools = new ArrayList<>();
    for (JsonValue tool : root.elements("tools")) {
      tool(tool).ifPresent(tools::add);
    }
    Optional<ToolChoice> choice = OpenAiChoice.read(FORMAT, root, losses);
    Members format = root.inside("text").inside("format");
    Optional<AnswerFormat> answer = OpenAiParts.answer(format, format);
    say(root.take("instructions", JsonKind.STRING), Role.SYSTEM);
    say(root.take("input", JsonKind.STRING), Role.USER);
    root.elements("input").forEach(this::item);
    root.close();
    return new PlainRequest(body.root(), settings, tools, choice, answer, talk.messages());
  }

  private void say(@Nullable JsonValue text, Role role) {
    if (text != null) {
      talk.add(text, role, Contents.of(text, this::part));
    }
  }

  private void item(JsonValue value) {
    Members item = Members.of(FORMAT, value, losses);
    switch (item.name("type")) {
      case "", "message" -> message(item);
      case "function_call" -> call(item);
      case "function_call_output" -> result(item);
      case "reasoning" -> item.lost("reasoning");
      default -> item.lost("an item of this type");
    }
    item.close();
  }

  private void message(Members message) {
    Role role =
        switch (message.name("role")) {
          case "system", "developer" -> Role.SYSTEM;
          case "user" -> Role.USER;
          case "assistant" -> Role.ASSISTANT;
          default -> message.lost("an item of this role");
        };
    if (role != null) {
      talk.add(message.at(), role, content(message, "content"));
    }
  }

  private List<PlainPart> content(Members item, String name) {
    JsonValue content = item.take(name, JsonKind.STRING, JsonKind.ARRAY);
    return content == null ? List.of() : Contents.of(content, this::part);
  }

  private Optional<PlainPart> part(JsonValue value) {
    Members part = Members.of(FORMAT, value, losses);
    PlainPart found =
        switch (part.name("type")) {
          case "input_text", "output_text", "text" -> Contents.text(part);
          case "input_image" ->
              OpenAiParts.image(part, part.take("image_url", JsonKind.STRING), part);
          case "input_file" -> file(part);
          case "refusal" -> part.lost("a refusal");
          default -> part.lost("a part of this type");
        };
    part.close();
    return Optional.ofNullable(found);
  }

  private static @Nullable PlainPart file(Members part) {
    JsonValue data = part.take("file_data", JsonKind.STRING);
    JsonValue url = data == null ? part.take("file_url", JsonKind.STRING) : data;
    return OpenAiParts.file(part, url, part);
  }

  private void call(Members item) {
    String id = item.name("call_id");
    PlainPart call =
        new PlainPart.Call(
            item.at(), ids.called(id), id, item.name("name"), item.text("arguments"));
    talk.add(item.at(), Role.ASSISTANT, List.of(call));
  }

  private void result(Members item) {
    String key = ids.answered(item.name("call_id"));
    PlainPart result = new PlainPart.Result(item.at(), key, false, content(item, "output"));
    talk.add(item.at(), Role.TOOL, List.of(result));
  }

  private Optional<PlainTool> tool(JsonValue value) {
    Members tool = Members.of(FORMAT, value, losses);
    return OpenAiParts.tool(tool, tool);
  }
}
