package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.CallIds;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a body of OpenAI Responses says. */
final class FromResponses extends PlainReader {
  private final CallIds ids = new CallIds();

  FromResponses(Losses losses) {
    super(Format.OPENAI_RESPONSES, losses);
  }

  @Override
  List<PlainTool> tools(Members root) {
    return each(root.elements("tools"), this::tool);
  }

  @Override
  Optional<ToolChoice> choice(Members root, Map<Setting, Given> settings) {
    return OpenAiChoice.read(format, root, losses);
  }

  @Override
  Optional<AnswerFormat> answer(Members root) {
    Members answer = root.inside("text").inside("format");
    return OpenAiParts.answer(answer, answer);
  }

  @Override
  void talk(Members root) {
    say(root.take("instructions", JsonKind.STRING), Role.SYSTEM);
    say(root.take("input", JsonKind.STRING), Role.USER);
    root.elements("input").forEach(this::item);
  }

  private void say(@Nullable JsonValue text, Role role) {
    if (text != null) {
      talk.add(text, role, Contents.of(text, this::part));
    }
  }

  private void item(JsonValue value) {
    Members item = members(value);
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
    Members part = members(value);
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
    Members tool = members(value);
    return OpenAiParts.tool(tool, tool);
  }
}
