package dev.contextbudget.dialect.chat;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.CallIds;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tool calls and their results: of functions, of custom tools, and the older single function. */
final class ChatCalls {
  private final Reading reading;
  private final CallIds ids = new CallIds();

  ChatCalls(Reading reading) {
    this.reading = reading;
  }

  /** Returns the calls of an assistant message. */
  List<BodyPart> of(JsonValue message) {
    List<BodyPart> found = new ArrayList<>();
    for (JsonValue call : message.elementsOf("tool_calls")) {
      found.add(call(call));
    }
    JsonValue single = message.member("function_call");
    if (single != null && single.isObject()) {
      String name = reading.requiredText(single, "name");
      found.add(
          BodyPart.whole(
              single, new Part.ToolCall(ids.calledByName(name), name, text(single, "arguments"))));
    }
    return found;
  }

  private BodyPart call(JsonValue call) {
    String id = reading.requiredText(call, "id");
    JsonValue custom = call.member("custom");
    if (custom != null) {
      String name = reading.requiredText(custom, "name");
      return BodyPart.whole(call, new Part.ToolCall(ids.called(id), name, text(custom, "input")));
    }
    JsonValue function = reading.required(call, "function", JsonKind.OBJECT);
    String name = function == null ? "" : reading.requiredText(function, "name");
    Utf8Text arguments = function == null ? Utf8Text.EMPTY : text(function, "arguments");
    return BodyPart.whole(call, new Part.ToolCall(ids.called(id), name, arguments));
  }

  private static Utf8Text text(JsonValue object, String name) {
    JsonValue value = object.string(name);
    return value == null ? Utf8Text.EMPTY : value.text();
  }

  /** Returns the result that a message of a tool is. */
  BodyPart result(JsonValue message, @Nullable JsonValue content, ChatParts parts) {
    boolean byName = message.is("role", "function");
    String callId =
        byName
            ? ids.answeredByName(reading.requiredText(message, "name"))
            : ids.answered(reading.requiredText(message, "tool_call_id"));
    if (content == null) {
      reading.problem(ShapeProblem.Kind.INVALID, message, "must have `content`");
    }
    List<Part> held = new ArrayList<>();
    parts.inResult(content).forEach(part -> held.add(part.part()));
    boolean isList = content != null && (content.isString() || content.isArray());
    return new BodyPart(message, new Part.ToolResult(callId, false, held), isList ? content : null);
  }
}
