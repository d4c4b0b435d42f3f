package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import dev.contextbudget.bodies.Message.Part;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the contents of Gemini. Calls without an id get the empty one: they are matched by number.
 */
final class GeminiContents {
  private GeminiContents() {}

  static List<Message> of(RawJson body) {
    return several(body.member("contents")).stream().map(GeminiContents::content).toList();
  }

  /** The API takes an element without the list that it is alone in. */
  private static List<RawJson> several(RawJson list) {
    return list.isObject() ? List.of(list) : list.elements();
  }

  private static Message content(RawJson content) {
    String named = content.textOf("role");
    String role =
        switch (named) {
          case "", "user", "function" -> "user";
          case "model" -> "assistant";
          default -> named.equals("assistant") ? "unknown" : named;
        };
    List<Part> parts = new ArrayList<>();
    List<RawJson> elements = several(content.member("parts"));
    boolean isEmpty = elements.isEmpty();
    for (RawJson element : elements) {
      Part part = part(element);
      parts.add(part);
      isEmpty |= part.type().isEmpty();
    }
    String rest = content.without("role", "parts");
    if (!rest.isEmpty()) {
      parts.add(Part.whole(Kind.OTHER, "members", "", rest));
    }
    return new Message(role, parts, isEmpty);
  }

  /** A response of one string is that; another may become one that holds its JSON, cut. */
  private static String text(RawJson response) {
    List<RawJson> values = List.copyOf(response.members().values());
    boolean isOneText = values.size() == 1 && values.get(0).isString();
    return isOneText ? values.get(0).text() : response.raw();
  }

  private static Part part(RawJson part) {
    Map<String, RawJson> members = new LinkedHashMap<>(part.members());
    RawJson response = part.member("functionResponse", "function_response");
    if (response.isObject()) {
      String frame =
          part.without("functionResponse", "function_response")
              + response.without("response", "parts");
      RawJson answer = response.member("response");
      String raw = answer.raw() + response.member("parts").raw();
      return new Part(
          Kind.RESULT, "functionResponse", response.textOf("id"), frame, raw, text(answer));
    }
    RawJson call = part.member("functionCall", "function_call");
    if (call.isObject()) {
      return Part.whole(Kind.CALL, "functionCall", call.textOf("id"), part.raw());
    }
    if (members.containsKey("text")) {
      return part.member("thought").raw().equals("true")
          ? Part.whole(Kind.SEALED, "thought", "", part.raw())
          : Part.text(part.without("text"), part.member("text"));
    }
    members.keySet().removeAll(List.of("thought", "thoughtSignature", "thought_signature"));
    String type = members.isEmpty() ? "" : members.keySet().iterator().next();
    return Part.whole(Kind.OTHER, type, "", part.raw());
  }
}
