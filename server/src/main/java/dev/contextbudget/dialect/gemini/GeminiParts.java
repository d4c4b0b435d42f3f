package dev.contextbudget.dialect.gemini;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Parts of a content.
 *
 * <p>Text alone may be cut. Text that is signed or has anything else beside it, thoughts, and what
 * the provider's own tools did are passed on as they are or leave with their content. A signature
 * is charged as input (Thinking guide, 2026-11), whatever part it stands on.
 */
final class GeminiParts {
  /** What a part may have and nothing else: an answer can end in a signature alone. */
  private static final Set<String> OF_THOUGHT = Set.of("thought", "thoughtSignature");

  private final Reading reading;
  private final PartSizes sizes;
  private final GeminiMedia media;
  private final CallPairs pairs = new CallPairs();

  GeminiParts(Reading reading, GeminiMedia media) {
    this.reading = reading;
    this.sizes = reading.sizes();
    this.media = media;
  }

  /**
   * Reads the parts of a content.
   *
   * @param list an array, or the only part
   */
  List<BodyPart> of(JsonValue list, Role role) {
    List<BodyPart> parts = new ArrayList<>();
    boolean calls = false;
    for (JsonValue part : GeminiDialect.elements(list)) {
      JsonValue.Member data = data(part);
      if (data == null) {
        parts.addAll(signature(part));
        continue;
      }
      if (data.name().equals("functionCall") && !calls) {
        pairs.begin();
        calls = true;
      }
      checkPlace(part, data.name(), role);
      parts.addAll(read(part, data));
    }
    return parts;
  }

  /** Returns what a part holds, by its documented name; null, and mostly a problem, if nothing. */
  private JsonValue.@Nullable Member data(JsonValue part) {
    if (!part.isObject()) {
      reading.problem(ShapeProblem.Kind.INVALID, part, "must be an object");
      return null;
    }
    JsonValue.Member found = null;
    boolean isUnknown = false;
    for (JsonValue.Member member : part.members()) {
      String name = Either.camel(member.name());
      boolean isData = GeminiDialect.DATA.contains(name);
      if (isData && !member.value().isNull()) {
        if (found != null) {
          reading.problem(ShapeProblem.Kind.INVALID, part, "must hold one kind of data");
        }
        found = new JsonValue.Member(name, member.value());
      }
      isUnknown |= !isData && !OF_THOUGHT.contains(name);
    }
    if (found == null && isUnknown) {
      return new JsonValue.Member("", part);
    }
    if (found == null && Either.member(part, "thoughtSignature") == null) {
      reading.problem(ShapeProblem.Kind.EMPTY_CONTENT, part, "must hold data");
    }
    return found;
  }

  private void checkPlace(JsonValue part, String name, Role role) {
    if (name.equals("functionCall") && role != Role.ASSISTANT) {
      reading.problem(
          ShapeProblem.Kind.MISPLACED_PART, part, "stands only in a content of the model");
    } else if (name.equals("functionResponse") && role != Role.USER) {
      reading.problem(
          ShapeProblem.Kind.MISPLACED_PART, part, "stands only in a content of the user");
    }
  }

  private List<BodyPart> read(JsonValue part, JsonValue.Member data) {
    JsonValue held = data.value();
    if (data.name().equals("text")) {
      return text(part);
    }
    BodyPart whole =
        switch (data.name()) {
          case "functionCall" -> call(part, held);
          case "functionResponse" -> response(part, held);
          default -> BodyPart.whole(part, other(part, data.name(), held));
        };
    return signed(part, whole);
  }

  private List<BodyPart> text(JsonValue part) {
    JsonValue text = reading.required(part, "text", JsonKind.STRING);
    JsonValue thought = part.member("thought");
    if (text == null || text.text().isEmpty()) {
      return signature(part);
    }
    if (thought != null && thought.isTrue()) {
      return List.of(BodyPart.whole(part, sizes.thinking(part, text.text(), sealedBytes(part))));
    }
    if (part.members().size() == 1) {
      return Reading.text(part, text);
    }
    return signed(part, BodyPart.whole(part, sizes.counted(part, List.of(text.text()))));
  }

  private Part other(JsonValue part, String name, JsonValue held) {
    return switch (name) {
      case "inlineData", "fileData" -> media.part(part, held, name.equals("inlineData"));
      case "executableCode" -> sizes.counted(part, texts(held, "language", "code"));
      case "codeExecutionResult" -> sizes.counted(part, texts(held, "outcome", "output"));
      case "toolCall" -> sizes.counted(part, texts(held, "toolType", "args"));
      case "toolResponse" -> sizes.counted(part, texts(held, "toolType", "response"));
      default -> {
        reading.problem(
            ShapeProblem.Kind.UNKNOWN_PART,
            part,
            "is not of a documented kind: " + String.join(", ", GeminiDialect.DATA));
        yield sizes.unknown(part);
      }
    };
  }

  private static List<Utf8Text> texts(JsonValue held, String... names) {
    List<Utf8Text> texts = new ArrayList<>();
    for (String name : names) {
      JsonValue value = Either.member(held, name);
      if (value != null) {
        texts.add(value.isString() ? value.text() : value.raw());
      }
    }
    return texts;
  }

  /** A signature on a part is no thought that may leave alone. */
  private List<BodyPart> signed(JsonValue part, BodyPart whole) {
    List<BodyPart> parts = new ArrayList<>(List.of(whole));
    for (BodyPart signature : signature(part)) {
      Part.Thinking sealed = (Part.Thinking) signature.part();
      parts.add(BodyPart.whole(part, new Part.Opaque(sealed.payload(), sealed.tokens())));
    }
    return parts;
  }

  /** Returns what the signature of a part costs; nothing if it has none. */
  private List<BodyPart> signature(JsonValue part) {
    JsonValue signature = Either.member(part, "thoughtSignature");
    return signature == null
        ? List.of()
        : List.of(
            BodyPart.whole(part, sizes.thinking(signature, Utf8Text.EMPTY, sealedBytes(part))));
  }

  private static int sealedBytes(JsonValue part) {
    return Either.text(part, "thoughtSignature").length();
  }

  private BodyPart call(JsonValue part, JsonValue call) {
    String name = reading.requiredText(call, "name");
    JsonValue args = Either.member(call, "args");
    if (args != null && !args.isObject()) {
      reading.problem(ShapeProblem.Kind.INVALID, args, "must be an object");
    }
    return BodyPart.whole(
        part,
        new Part.ToolCall(
            pairs.called(call.textOf("id"), name),
            name,
            args == null ? Utf8Text.EMPTY : args.raw()));
  }

  private BodyPart response(JsonValue part, JsonValue object) {
    String callId = pairs.answered(object.textOf("id"), reading.requiredText(object, "name"));
    JsonValue answer = reading.required(object, "response", JsonKind.OBJECT);
    if (answer == null) {
      return BodyPart.whole(part, new Part.ToolResult(callId, false, List.of()));
    }
    FunctionResponse response = new FunctionResponse(object, answer);
    List<Part> held = new ArrayList<>(List.of(response.text()));
    for (JsonValue beside : GeminiDialect.elements(object.member("parts"))) {
      JsonValue inline = Either.member(beside, "inlineData");
      JsonValue file = Either.member(beside, "fileData");
      JsonValue shown = inline == null ? file : inline;
      held.add(
          shown == null ? other(beside, "", beside) : media.part(beside, shown, inline != null));
    }
    int around = response.around().stream().mapToInt(sizes::tokens).sum();
    return new BodyPart(
        part, new Part.ToolResult(callId, response.isError(), held, around), response.place());
  }
}
