package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import dev.contextbudget.bodies.Message.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the items of Responses; ids of calls hold the kind of the call. */
final class ResponsesItems {
  /** Local shells are answered by the id of the item or by that of the call. */
  private final Map<String, String> shells = new HashMap<>();

  private ResponsesItems() {}

  static List<Message> of(RawJson body) {
    RawJson input = body.member("input");
    if (input.isString()) {
      return List.of(new Message("user", List.of(Part.text("", input)), false));
    }
    List<Message> messages = new ArrayList<>();
    ResponsesItems items = new ResponsesItems();
    input.elements().forEach(item -> messages.add(items.item(item)));
    return messages;
  }

  private Message item(RawJson item) {
    String type = item.textOf("type");
    if (type.equals("message") || (type.isEmpty() && item.members().containsKey("role"))) {
      return message(item);
    }
    if (type.equals("tool_search_call") || type.equals("tool_search_output")) {
      boolean byServer = item.textOf("execution").equals("server") || !hasCallId(item);
      if (byServer) {
        return whole("assistant", Kind.OTHER, type, "", item);
      }
    }
    return switch (type) {
      case "reasoning" -> whole("assistant", Kind.SEALED, type, "", item);
      case "compaction" -> whole("", Kind.SEALED, type, "", item);
      case "mcp_approval_request" ->
          whole("assistant", Kind.CALL, type, "mcp " + item.textOf("id"), item);
      case "mcp_approval_response" ->
          result(item, "mcp " + item.textOf("approval_request_id"), "reason");
      case "local_shell_call" -> {
        shells.put(item.textOf("id"), item.textOf("call_id"));
        yield whole("assistant", Kind.CALL, type, "local_shell " + item.textOf("call_id"), item);
      }
      case "local_shell_call_output" -> {
        String id = hasCallId(item) ? item.textOf("call_id") : item.textOf("id");
        yield result(item, "local_shell " + shells.getOrDefault(id, id), "output");
      }
      default -> byName(item, type);
    };
  }

  private static Message byName(RawJson item, String type) {
    boolean asked = hasCallId(item);
    boolean isOwnWork =
        List.of("web_search_call", "file_search_call", "code_interpreter_call", "mcp_call")
            .contains(type);
    if (asked && type.endsWith("_output") && !type.equals("program_output")) {
      String kind = type.replace("_call_output", "").replace("_output", "");
      return result(item, kind + " " + item.textOf("call_id"), "output");
    }
    if (asked && type.endsWith("_call") && !isOwnWork) {
      String id = type.replace("_call", "") + " " + item.textOf("call_id");
      return whole("assistant", Kind.CALL, type, id, item);
    }
    boolean isSetting =
        List.of("compaction_trigger", "configuration_update", "additional_tools").contains(type)
            || type.equals("function_call_output");
    return whole(isSetting ? "" : "assistant", Kind.OTHER, type, "", item);
  }

  private static boolean hasCallId(RawJson item) {
    return item.member("call_id").isString();
  }

  private static Message whole(String role, Kind kind, String type, String id, RawJson item) {
    return new Message(role, List.of(Part.whole(kind, type, id, item.raw())), false);
  }

  private static Message result(RawJson item, String id, String content) {
    RawJson output = item.member(content);
    Part part =
        new Part(
            Kind.RESULT,
            item.textOf("type"),
            id,
            item.without(content),
            output.raw(),
            output.joinedText());
    return new Message("tool", List.of(part), false);
  }

  private static Message message(RawJson item) {
    RawJson content = item.member("content");
    List<Part> parts = new ArrayList<>();
    if (content.isString()) {
      parts.add(Part.text("", content));
    }
    for (RawJson part : content.elements()) {
      String type = part.textOf("type");
      boolean isText = type.equals("input_text") || type.equals("output_text");
      parts.add(
          isText
              ? Part.text(part.without("type", "text"), part.member("text"))
              : Part.whole(Kind.OTHER, type, "", part.raw()));
    }
    String rest = item.without("type", "role", "content");
    if (!rest.isEmpty()) {
      parts.add(Part.whole(Kind.OTHER, "members", "", rest));
    }
    String named = item.textOf("role");
    String role = named.equals("developer") ? "system" : named.equals("tool") ? "unknown" : named;
    boolean isEmpty = !content.isString() && content.elements().isEmpty();
    return new Message(role, parts, isEmpty);
  }
}
