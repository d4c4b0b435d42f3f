package dev.contextbudget.dialect.responses;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.AssumedSize;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Items that are passed on as they are: reasoning, what the model did with the provider's own
 * tools, settings. They cost what their texts do.
 */
final class ModelItems {
  /** What is behind a reference is a sentence or a report; a page is on the high side of most. */
  private static final int ASSUMED_REFERENCE_TOKENS = 500;

  /** Members that name or place something, and are no text for the model. */
  private static final Set<String> NOT_READ = Set.of("type", "file_id", "sources");

  private final Reading reading;
  private final PartSizes sizes;

  ModelItems(Reading reading) {
    this.reading = reading;
    this.sizes = reading.sizes();
  }

  BodyPart reasoning(JsonValue item) {
    reading.required(item, "summary", JsonKind.ARRAY);
    Utf8Text read = Utf8Text.concat(texts(item, "summary", "content"));
    return BodyPart.whole(
        item, sizes.thinking(item, read, ResponsesParts.text(item, "encrypted_content").length()));
  }

  BodyPart compaction(JsonValue item) {
    JsonValue sealed = reading.required(item, "encrypted_content", JsonKind.STRING);
    int bytes = sealed == null ? 0 : sealed.text().length();
    return BodyPart.whole(item, sizes.thinking(item, Utf8Text.EMPTY, bytes));
  }

  BodyPart reference(JsonValue item) {
    reading.required(item, "id", JsonKind.STRING);
    return BodyPart.whole(
        item, sizes.assumed(item, AssumedSize.Kind.ELSEWHERE, ASSUMED_REFERENCE_TOKENS));
  }

  BodyPart unknown(JsonValue item) {
    reading.problem(ShapeProblem.Kind.UNKNOWN_PART, item, "is not of a documented type");
    return BodyPart.whole(item, sizes.unknown(item));
  }

  BodyPart setting(JsonValue item) {
    List<Utf8Text> read = new ArrayList<>();
    for (String name : List.of("text", "tools")) {
      JsonValue member = item.member(name);
      if (member != null && !member.isNull()) {
        read.add(member.raw());
      }
    }
    return BodyPart.whole(item, sizes.counted(item, read));
  }

  /** Returns what the model, or the provider for it, has done. */
  List<BodyPart> ownWork(JsonValue item) {
    return switch (item.textOf("type")) {
      case "web_search_call" -> counted(item, texts(item, "action"));
      case "file_search_call" -> counted(item, texts(item, "queries", "results"));
      case "code_interpreter_call" -> counted(item, codeAndLogs(item));
      case "image_generation_call" -> generated(item);
      case "mcp_call" -> counted(item, texts(item, "name", "arguments", "output", "error"));
      case "program" -> counted(item, texts(item, "code"));
      case "program_output" -> counted(item, texts(item, "result"));
      default -> counted(item, definitions(item));
    };
  }

  private List<BodyPart> counted(JsonValue item, List<Utf8Text> texts) {
    return List.of(BodyPart.whole(item, sizes.counted(item, texts)));
  }

  /** Pictures that code made are pictures, by a URL or as base64, and the model sees the logs. */
  private static List<Utf8Text> codeAndLogs(JsonValue item) {
    List<Utf8Text> texts = texts(item, "code");
    item.elementsOf("outputs").forEach(output -> texts.addAll(texts(output, "logs")));
    return texts;
  }

  private List<BodyPart> generated(JsonValue item) {
    JsonValue base64 = item.string("result");
    List<Utf8Text> prompt = texts(item, "revised_prompt");
    if (base64 == null) {
      prompt.addAll(texts(item, "error"));
      return counted(item, prompt);
    }
    List<BodyPart> parts = new ArrayList<>();
    parts.add(BodyPart.whole(item, sizes.image(item, base64.text(), "", "")));
    JsonValue revised = item.string("revised_prompt");
    if (revised != null) {
      parts.add(BodyPart.whole(revised, sizes.counted(revised, prompt)));
    }
    return parts;
  }

  /** Returns definitions of tools, and what was searched to find them. */
  static List<Utf8Text> definitions(JsonValue item) {
    List<Utf8Text> found = texts(item, "arguments");
    JsonValue tools = item.member("tools");
    if (tools != null) {
      found.add(tools.raw());
    }
    return found;
  }

  /** Returns all strings in these members. */
  private static List<Utf8Text> texts(JsonValue item, String... names) {
    List<Utf8Text> found = new ArrayList<>();
    for (String name : names) {
      JsonValue member = item.member(name);
      if (member != null) {
        collect(member, found);
      }
    }
    return found;
  }

  private static void collect(JsonValue value, List<Utf8Text> found) {
    if (value.isString()) {
      found.add(value.text());
    }
    value.elements().forEach(element -> collect(element, found));
    for (JsonValue.Member member : value.members()) {
      if (!NOT_READ.contains(member.name())) {
        collect(member.value(), found);
      }
    }
  }

  /** Returns a part of a result that is no text. */
  Part definitionsFound(JsonValue output) {
    return sizes.counted(output, definitions(output));
  }
}
