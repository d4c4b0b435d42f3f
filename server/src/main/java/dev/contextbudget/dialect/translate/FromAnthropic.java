package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.CallIds;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a body of Anthropic Messages says. */
final class FromAnthropic extends PlainReader {
  private final CallIds ids = new CallIds();

  FromAnthropic(Losses losses) {
    super(Format.ANTHROPIC_MESSAGES, losses);
  }

  @Override
  List<PlainTool> tools(Members root) {
    return each(root.elements("tools"), this::tool);
  }

  @Override
  void talk(Members root) {
    JsonValue system = root.take("system", JsonKind.STRING, JsonKind.ARRAY);
    if (system != null) {
      talk.add(system, Role.SYSTEM, parts(system));
    }
    root.elements("messages").forEach(this::message);
  }

  private void message(JsonValue value) {
    Members message = members(value);
    Role role =
        switch (message.name("role")) {
          case "user" -> Role.USER;
          case "assistant" -> Role.ASSISTANT;
          case "system" -> Role.SYSTEM;
          default -> message.lost("a message of this role");
        };
    JsonValue content = message.take("content", JsonKind.STRING, JsonKind.ARRAY);
    if (role != null) {
      talk.add(value, role, content == null ? List.of() : parts(content));
    }
    message.close();
  }

  private List<PlainPart> parts(JsonValue content) {
    return Contents.of(content, this::part);
  }

  private Optional<PlainPart> part(JsonValue value) {
    Members block = members(value);
    PlainPart part = part(block);
    block.close();
    return Optional.ofNullable(part);
  }

  private @Nullable PlainPart part(Members block) {
    return switch (block.name("type")) {
      case "text" -> Contents.text(block);
      case "image" -> image(block, block.inside("source"));
      case "document" -> document(block, block.inside("source"));
      case "tool_use" -> call(block);
      case "tool_result" -> result(block);
      case "thinking", "redacted_thinking" -> block.lost("reasoning");
      case "search_result" -> block.lost("a search result");
      default -> block.lost("a block of this type");
    };
  }

  private static @Nullable PlainPart image(Members block, Members source) {
    Optional<PlainPart.Source> found = source(source);
    return found.isEmpty()
        ? block.lost("an image that the provider keeps")
        : new PlainPart.Image(block.at(), found.get(), "");
  }

  private static @Nullable PlainPart document(Members block, Members source) {
    Optional<PlainPart.Source> found = source(source).filter(Media::isPdf);
    return found.isEmpty()
        ? block.lost("a document of this kind")
        : new PlainPart.File(block.at(), found.get(), block.name("title"));
  }

  private static Optional<PlainPart.Source> source(Members source) {
    return switch (source.name("type")) {
      case "base64" ->
          Optional.of(new PlainPart.Source.Data(source.name("media_type"), source.text("data")));
      case "url" -> Optional.of(new PlainPart.Source.Url(source.text("url")));
      default -> Optional.empty();
    };
  }

  private @Nullable PlainPart call(Members block) {
    String id = block.name("id");
    JsonValue input = block.take("input");
    return new PlainPart.Call(
        block.at(),
        ids.called(id),
        id,
        block.name("name"),
        input == null ? Utf8Text.EMPTY : Embedded.compact(input));
  }

  private PlainPart result(Members block) {
    String key = ids.answered(block.name("tool_use_id"));
    JsonValue failed = block.take("is_error", JsonKind.TRUE);
    JsonValue content = block.take("content", JsonKind.STRING, JsonKind.ARRAY);
    List<PlainPart> held = new ArrayList<>();
    for (PlainPart part : content == null ? List.<PlainPart>of() : parts(content)) {
      if (part instanceof PlainPart.Call || part instanceof PlainPart.Result) {
        losses.add(part.at(), "a call or result in a result");
      } else {
        held.add(part);
      }
    }
    return new PlainPart.Result(block.at(), key, failed != null, held);
  }

  private Optional<PlainTool> tool(JsonValue value) {
    Members tool = members(value);
    boolean isCustom = tool.takeIf("type", "custom") || value.string("type") == null;
    JsonValue schema = isCustom ? tool.take("input_schema", JsonKind.OBJECT) : null;
    JsonValue strict = tool.take("strict", JsonKind.TRUE, JsonKind.FALSE);
    PlainTool found =
        schema == null
            ? tool.lost("a tool of this type")
            : new PlainTool(
                value,
                tool.name("name"),
                tool.text("description"),
                Optional.of(Embedded.compact(schema)),
                strict == null ? Optional.empty() : Optional.of(strict.isTrue()));
    tool.close();
    return Optional.ofNullable(found);
  }

  /** The choice of tools has the rule about parallel calls in it, the other way round. */
  @Override
  Optional<ToolChoice> choice(Members root, Map<Setting, Given> settings) {
    Members choice = root.inside("tool_choice");
    if (!choice.isPresent()) {
      return Optional.empty();
    }
    JsonValue alone = choice.take("disable_parallel_tool_use", JsonKind.TRUE, JsonKind.FALSE);
    if (alone != null) {
      settings.put(
          Setting.PARALLEL_CALLS, new Given(alone, Utf8Text.of(alone.isTrue() ? "false" : "true")));
    }
    ToolChoice.Mode mode =
        switch (choice.name("type")) {
          case "auto" -> ToolChoice.Mode.AUTO;
          case "none" -> ToolChoice.Mode.NONE;
          case "any", "tool" -> ToolChoice.Mode.REQUIRED;
          default -> choice.lost("this choice of tools");
        };
    String name = choice.name("name");
    return mode == null
        ? Optional.empty()
        : Optional.of(
            new ToolChoice(choice.at(), mode, name.isEmpty() ? List.of() : List.of(name)));
  }

  /** The schema of the answer has two names (2025-11, 2026-01). */
  @Override
  Optional<AnswerFormat> answer(Members root) {
    Members newer = root.inside("output_config").inside("format");
    Members format = newer.isPresent() ? newer : root.inside("output_format");
    if (!format.isPresent() || !format.takeIf("type", "json_schema")) {
      return Optional.empty();
    }
    JsonValue schema = format.take("schema", JsonKind.OBJECT);
    return schema == null
        ? Optional.empty()
        : Optional.of(
            new AnswerFormat(
                format.at(), Optional.of(Embedded.compact(schema)), "", Optional.empty(), true));
  }
}
