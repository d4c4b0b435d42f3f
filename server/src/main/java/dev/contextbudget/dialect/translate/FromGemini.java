package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.gemini.CallPairs;
import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what a body of Gemini's generateContent says. */
final class FromGemini extends PlainReader {
  private final CallPairs pairs = new CallPairs();
  private final GeminiFunctions functions;

  FromGemini(Losses losses) {
    super(Format.GEMINI, losses);
    this.functions = new GeminiFunctions(losses);
  }

  @Override
  List<PlainTool> tools(Members root) {
    return functions.read(root);
  }

  @Override
  Optional<ToolChoice> choice(Members root, Map<Setting, Given> settings) {
    return functions.choice(root.inside("toolConfig"));
  }

  @Override
  Optional<AnswerFormat> answer(Members root) {
    return functions.answer(root.inside("generationConfig"));
  }

  @Override
  void talk(Members root) {
    JsonValue instructions = root.take("systemInstruction");
    if (instructions != null) {
      talk.add(instructions, Role.SYSTEM, instructions(instructions));
    }
    root.elementsOrOne("contents").forEach(this::content);
  }

  /** Loosely written they are a string, a part, or a list of parts; a role says nothing here. */
  private List<PlainPart> instructions(JsonValue value) {
    if (value.isArray() || value.member("parts") == null) {
      return parts(value);
    }
    Members content = members(value);
    content.take("role");
    List<PlainPart> found = partsOf(content);
    content.close();
    return found;
  }

  private List<PlainPart> partsOf(Members content) {
    JsonValue list = content.take("parts", JsonKind.ARRAY, JsonKind.OBJECT);
    return list == null ? List.of() : parts(list);
  }

  private List<PlainPart> parts(JsonValue list) {
    List<PlainPart> found = new ArrayList<>();
    for (JsonValue value : list.isArray() ? list.elements() : List.of(list)) {
      part(value).ifPresent(found::add);
    }
    return found;
  }

  /** Who is not named is the user; {@code function} was once the role of responses. */
  private void content(JsonValue value) {
    Members content = members(value);
    Role role =
        switch (content.name("role")) {
          case "", "user", "function" -> Role.USER;
          case "model" -> Role.ASSISTANT;
          default -> content.lost("a content of this role");
        };
    if (GeminiDialect.elements(value.member("parts")).stream().anyMatch(FromGemini::isCall)) {
      pairs.begin();
    }
    List<PlainPart> found = partsOf(content);
    content.close();
    if (role != null) {
      talk.add(value, role, found);
    }
  }

  private static boolean isCall(JsonValue part) {
    return isObject(part.member("functionCall")) || isObject(part.member("function_call"));
  }

  private static boolean isObject(@Nullable JsonValue value) {
    return value != null && value.isObject();
  }

  private Optional<PlainPart> part(JsonValue value) {
    if (value.isString()) { // of instructions, loosely written
      return Contents.text(value);
    }
    Members part = members(value);
    PlainPart found = read(part);
    part.close();
    return Optional.ofNullable(found);
  }

  private @Nullable PlainPart read(Members part) {
    if (part.take("thought", JsonKind.TRUE) != null) {
      return part.lost("reasoning");
    }
    Members call = part.inside("functionCall");
    if (call.isPresent()) {
      return call(part, call);
    }
    Members response = part.inside("functionResponse");
    if (response.isPresent()) {
      return response(part, response);
    }
    Members inline = part.inside("inlineData");
    return inline.isPresent() ? media(part, inline) : Contents.text(part);
  }

  private PlainPart call(Members part, Members call) {
    String id = call.name("id");
    String name = call.name("name");
    JsonValue args = call.take("args", JsonKind.OBJECT);
    return new PlainPart.Call(
        part.at(),
        pairs.called(id, name),
        id,
        name,
        args == null ? Utf8Text.of("{}") : Embedded.compact(args));
  }

  private PlainPart response(Members part, Members response) {
    String key = pairs.answered(response.name("id"), response.name("name"));
    JsonValue answer = response.take("response", JsonKind.OBJECT);
    boolean failed =
        answer != null && answer.member("error") != null && answer.member("output") == null;
    List<PlainPart> held = new ArrayList<>();
    if (answer != null) {
      held.addAll(answered(answer, failed ? "error" : "output"));
    }
    for (JsonValue media : response.elementsOrOne("parts")) {
      part(media).ifPresent(found -> hold(found, held));
    }
    return new PlainPart.Result(part.at(), key, failed, held);
  }

  private void hold(PlainPart part, List<PlainPart> held) {
    if (part instanceof PlainPart.Call || part instanceof PlainPart.Result) {
      losses.add(part.at(), "a call or result in a result");
    } else {
      held.add(part);
    }
  }

  /** What is only a text, or some, is these texts; anything else is its JSON. */
  private static List<PlainPart> answered(JsonValue answer, String member) {
    JsonValue said = answer.members().size() == 1 ? answer.member(member) : null;
    if (said == null || !(said.isString() || isSeveral(said))) {
      return List.of(new PlainPart.Text(answer, Embedded.compact(answer)));
    }
    return Contents.of(said, Contents::text);
  }

  private static boolean isSeveral(JsonValue value) {
    return Members.isTexts(value) && value.elements().size() > 1;
  }

  private static @Nullable PlainPart media(Members part, Members inline) {
    String type = inline.name("mimeType");
    PlainPart.Source source = new PlainPart.Source.Data(type, inline.text("data"));
    if (type.startsWith("image/")) {
      return new PlainPart.Image(part.at(), source, "");
    }
    return type.equals(Media.PDF)
        ? new PlainPart.File(part.at(), source, inline.name("displayName"))
        : part.lost("media of this type");
  }
}
