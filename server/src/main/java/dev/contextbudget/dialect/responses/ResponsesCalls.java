package dev.contextbudget.dialect.responses;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.CallIds;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls that the client answers, and its answers. */
final class ResponsesCalls {
  private final Reading reading;
  private final ResponsesParts parts;
  private final ModelItems items;
  private final CallIds ids = new CallIds();

  /** Ids of calls without a result so far. */
  private final Set<String> open = new HashSet<>();

  /** Local shells are answered by the id of the item, as documented, or that of the call. */
  private final Map<String, String> callOfItem = new HashMap<>();

  ResponsesCalls(Reading reading, ResponsesParts parts, ModelItems items) {
    this.reading = reading;
    this.parts = parts;
    this.items = items;
  }

  /** Returns the call that an item is. */
  BodyPart call(JsonValue item) {
    String type = item.textOf("type");
    return switch (type) {
      case "function_call" ->
          call(item, "call_id", required(item, "name"), text(item, "arguments"));
      case "custom_tool_call" -> call(item, "call_id", required(item, "name"), text(item, "input"));
      case "mcp_approval_request" ->
          call(item, "id", required(item, "name"), text(item, "arguments"));
      case "tool_search_call" -> call(item, "call_id", "tool_search", raw(item, "arguments"));
      case "apply_patch_call" -> call(item, "call_id", "apply_patch", raw(item, "operation"));
      case "computer_call" -> call(item, "call_id", "computer", raw(item, "action", "actions"));
      case "local_shell_call" -> {
        callOfItem.put(item.textOf("id"), item.textOf("call_id"));
        yield call(item, "call_id", "local_shell", raw(item, "action"));
      }
      default -> call(item, "call_id", "shell", raw(item, "action"));
    };
  }

  private BodyPart call(JsonValue item, String idName, String name, Utf8Text arguments) {
    return called(item, required(item, idName), name, arguments);
  }

  private BodyPart called(JsonValue item, String id, String name, Utf8Text arguments) {
    open.add(id);
    return BodyPart.whole(item, new Part.ToolCall(ids.called(id), name, arguments));
  }

  private String required(JsonValue item, String name) {
    return reading.requiredText(item, name);
  }

  private static Utf8Text text(JsonValue item, String name) {
    return ResponsesParts.text(item, name);
  }

  private static Utf8Text raw(JsonValue item, String... names) {
    List<Utf8Text> found = new ArrayList<>();
    for (String name : names) {
      @Nullable JsonValue member = item.member(name);
      if (member != null) {
        found.add(member.raw());
      }
    }
    return Utf8Text.concat(found);
  }

  /** Returns true if an item answers a call that stands in the body. */
  boolean isAnswer(JsonValue result) {
    return open.contains(callId(result));
  }

  /** Returns true if an item answers a call, be it that a tool speaks without having been asked. */
  static boolean namesCall(JsonValue result) {
    return !result.is("type", "function_call_output")
        || result.string("call_id") != null
        || result.string("name") == null;
  }

  /** Returns a call of which only its answer stands in the body, as the provider keeps it. */
  BodyPart callOf(JsonValue result, JsonValue reference) {
    return called(reference, callId(result), "", Utf8Text.EMPTY);
  }

  private String callId(JsonValue result) {
    return switch (result.textOf("type")) {
      case "mcp_approval_response" -> result.textOf("approval_request_id");
      case "local_shell_call_output" -> {
        String id = result.textOf(result.string("call_id") == null ? "id" : "call_id");
        yield callOfItem.getOrDefault(id, id);
      }
      default -> result.textOf("call_id");
    };
  }

  /** Returns a result: the parts of the message that it is. */
  List<BodyPart> result(JsonValue item) {
    String id = callId(item);
    if (id.isEmpty()) {
      reading.problem(ShapeProblem.Kind.INVALID, item, "must have the id of the call it answers");
    }
    open.remove(id);
    List<BodyPart> held = content(item);
    @Nullable JsonValue text = replaceable(item);
    List<Part> inside = new ArrayList<>();
    List<BodyPart> all = new ArrayList<>();
    for (BodyPart part : held) {
      if (text == null) {
        all.add(part);
      } else {
        inside.add(part.part());
      }
    }
    boolean failed = item.is("status", "failed");
    all.add(0, new BodyPart(item, new Part.ToolResult(ids.answered(id), failed, inside), text));
    return all;
  }

  /** Returns the value that a shorter text can stand for; null if the API wants no text there. */
  private static @Nullable JsonValue replaceable(JsonValue item) {
    return switch (item.textOf("type")) {
      case "computer_call_output", "tool_search_output" -> null;
      case "mcp_approval_response" -> item.string("reason");
      case "apply_patch_call_output" -> item.string("output");
      default -> {
        JsonValue output = item.member("output");
        yield output != null && (output.isString() || output.isArray()) ? output : null;
      }
    };
  }

  /** Returns what a result holds. */
  List<BodyPart> content(JsonValue item) {
    return switch (item.textOf("type")) {
      case "computer_call_output" -> screenshot(item);
      case "tool_search_output" -> List.of(BodyPart.whole(item, items.definitionsFound(item)));
      case "mcp_approval_response" -> optional(item.string("reason"));
      case "apply_patch_call_output" -> optional(item.string("output"));
      case "shell_call_output" -> written(item);
      default -> parts.of(item, "output", Role.TOOL);
    };
  }

  private static List<BodyPart> optional(@Nullable JsonValue text) {
    return text == null ? List.of() : Reading.text(text, text);
  }

  private List<BodyPart> screenshot(JsonValue item) {
    JsonValue output = item.member("output");
    if (output == null || !output.isObject()) {
      reading.problem(ShapeProblem.Kind.INVALID, item, "must have `output`: want an object");
      return List.of();
    }
    return List.of(BodyPart.whole(output, parts.image(output)));
  }

  private List<BodyPart> written(JsonValue item) {
    JsonValue output = item.member("output");
    if (output == null || !output.isArray()) {
      reading.problem(ShapeProblem.Kind.INVALID, item, "must have `output`: want an array");
      return List.of();
    }
    List<BodyPart> texts = new ArrayList<>();
    for (JsonValue chunk : output.elements()) {
      texts.addAll(optional(chunk.string("stdout")));
      texts.addAll(optional(chunk.string("stderr")));
    }
    return texts;
  }
}
