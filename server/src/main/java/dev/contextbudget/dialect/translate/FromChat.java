package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.CallIds;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a body of OpenAI Chat Completions says. */
final class FromChat extends PlainReader {
  private final CallIds ids = new CallIds();

  FromChat(Losses losses) {
    super(Format.OPENAI_CHAT, losses);
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
    Members answer = root.inside("response_format");
    return OpenAiParts.answer(answer, answer.inside("json_schema"));
  }

  @Override
  void talk(Members root) {
    root.inside("stream_options"); // what is in it is lost or left out
    root.elements("messages").forEach(this::message);
  }

  private void message(JsonValue value) {
    Members message = members(value);
    switch (message.name("role")) {
      case "system", "developer" -> said(message, Role.SYSTEM);
      case "user" -> said(message, Role.USER);
      case "assistant" -> said(message, Role.ASSISTANT);
      case "tool" -> result(message);
      default -> losses.add(value, "a message of this role");
    }
  }

  private void said(Members message, Role role) {
    List<PlainPart> found = new ArrayList<>(content(message));
    if (role == Role.ASSISTANT) {
      message.elements("tool_calls").forEach(call -> call(call).ifPresent(found::add));
    }
    message.close();
    talk.add(message.at(), role, found);
  }

  private List<PlainPart> content(Members message) {
    JsonValue content = message.take("content", JsonKind.STRING, JsonKind.ARRAY);
    return content == null ? List.of() : Contents.of(content, this::part);
  }

  private Optional<PlainPart> part(JsonValue value) {
    Members part = members(value);
    PlainPart found =
        switch (part.name("type")) {
          case "text" -> Contents.text(part);
          case "image_url" -> image(part, part.inside("image_url"));
          case "file" -> file(part, part.inside("file"));
          case "input_audio" -> part.lost("audio");
          case "refusal" -> part.lost("a refusal");
          default -> part.lost("a part of this type");
        };
    part.close();
    return Optional.ofNullable(found);
  }

  private static @Nullable PlainPart image(Members part, Members image) {
    return OpenAiParts.image(part, image.take("url", JsonKind.STRING), image);
  }

  private static @Nullable PlainPart file(Members part, Members file) {
    return OpenAiParts.file(part, file.take("file_data", JsonKind.STRING), file);
  }

  private Optional<PlainPart> call(JsonValue value) {
    Members call = members(value);
    PlainPart found = null;
    if (call.takeIf("type", "function")) {
      String id = call.name("id");
      Members function = call.inside("function");
      found =
          new PlainPart.Call(
              value, ids.called(id), id, function.name("name"), function.text("arguments"));
    } else {
      call.lost("a call of this type");
    }
    call.close();
    return Optional.ofNullable(found);
  }

  private void result(Members message) {
    String key = ids.answered(message.name("tool_call_id"));
    PlainPart result = new PlainPart.Result(message.at(), key, false, content(message));
    message.close();
    talk.add(message.at(), Role.TOOL, List.of(result));
  }

  private Optional<PlainTool> tool(JsonValue value) {
    Members tool = members(value);
    return OpenAiParts.tool(tool, tool.inside("function"));
  }
}
