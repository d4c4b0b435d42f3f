package dev.contextbudget.dialect.chat;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.ToolDefinitions;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the messages, tools and settings of a body. */
final class ChatReader {
  private final JsonDocument json;
  private final JsonValue root;
  private final Reading reading;
  private final ChatCalls calls;
  private final ChatParts parts;

  ChatReader(JsonDocument json, PartSizes sizes) {
    this.json = json;
    this.root = json.root();
    this.reading = new Reading(sizes);
    this.calls = new ChatCalls(reading);
    this.parts = new ChatParts(reading);
  }

  ProviderBody read() {
    JsonValue list = reading.required(root, "messages", JsonKind.ARRAY);
    List<BodyMessage> messages = new ArrayList<>();
    if (list != null) {
      for (JsonValue element : list.elements()) {
        messages.add(message(messages.size(), element));
      }
    }
    return new ProviderBody(
        Format.OPENAI_CHAT,
        json,
        Reading.tokens(root, "max_completion_tokens", "max_tokens"),
        tools(),
        null,
        List.of(),
        hidden(),
        list,
        messages,
        reading.problems(),
        reading.leftOut(),
        reading.sizes().assumed());
  }

  private BodyMessage message(int index, JsonValue message) {
    String roleName = message.textOf("role");
    Role role = role(message, roleName);
    JsonValue content = message.member("content");
    boolean takesParts = content != null && (content.isArray() || content.isString());
    boolean isNothing = content == null || content.isNull();
    if (isNothing && (role == Role.USER || role == Role.SYSTEM)) {
      reading.problem(
          ShapeProblem.Kind.INVALID,
          content == null ? message : content,
          "must have `content`: want a string or an array of parts");
    }
    List<BodyPart> found = new ArrayList<>();
    if (role == Role.TOOL) {
      found.add(calls.result(message, content, parts));
    } else {
      found.addAll(parts.of(content, role));
      if (role == Role.ASSISTANT) {
        found.addAll(0, parts.reasoning(message));
        found.addAll(parts.saidOtherwise(message));
        found.addAll(calls.of(message));
      }
    }
    String name = roleName.equals("function") ? "" : message.textOf("name");
    return new BodyMessage(
        index,
        List.of(message),
        takesParts ? content : null,
        role,
        name,
        Reading.atLeastOne(message, found));
  }

  private Role role(JsonValue message, String name) {
    return switch (name) {
      case "system", "developer" -> Role.SYSTEM;
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "tool", "function" -> Role.TOOL;
      default -> {
        @Nullable JsonValue role = message.member("role");
        reading.problem(
            ShapeProblem.Kind.UNKNOWN_ROLE,
            role == null ? message : role,
            "must be system, developer, user, assistant, tool or function");
        yield Role.USER;
      }
    };
  }

  private List<BodyTool> tools() {
    List<BodyTool> tools = new ArrayList<>();
    for (JsonValue tool : root.elementsOf("tools")) {
      JsonValue function = tool.member("function");
      JsonValue definition = function == null ? tool.member("custom") : function;
      tools.add(ToolDefinitions.of(tool, definition == null ? tool : definition, "parameters"));
    }
    for (JsonValue function : root.elementsOf("functions")) {
      tools.add(ToolDefinitions.of(function, function, "parameters"));
    }
    return tools.stream().map(this::within).toList();
  }

  /** Neither list may be left empty. */
  private BodyTool within(BodyTool tool) {
    String list = tool.id().startsWith("/tools/") ? "tools" : "functions";
    return tool.within(Objects.requireNonNull(root.member(list)));
  }

  /** The schema of the answer is rendered into the prompt. */
  private List<BodyText> hidden() {
    JsonValue format = root.member("response_format");
    JsonValue schema = format == null ? null : format.member("json_schema");
    return schema == null ? List.of() : List.of(new BodyText(schema, schema.raw(), false));
  }
}
