package dev.contextbudget.dialect.anthropic;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
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
 * Contents: one text or a list of blocks.
 *
 * <p>Text with citations, thinking, what the provider's own tools did and compaction are passed on
 * as they are or leave with their message.
 */
final class AnthropicBlocks {
  private static final Set<String> OF_USER =
      Set.of("image", "document", "search_result", "tool_result", "container_upload");
  private static final Set<String> OF_ASSISTANT =
      Set.of("thinking", "redacted_thinking", "tool_use", "server_tool_use", "mcp_tool_use");

  /** What the provider or its beta features wrote, and instructions about tools. */
  private static final Set<String> OF_PROVIDER =
      Set.of(
          "server_tool_use",
          "mcp_tool_use",
          "mcp_tool_listing",
          "compaction",
          "fallback",
          "tool_addition",
          "tool_removal");

  /** Instructions about tools, which a system message may hold beside text. */
  private static final Set<String> ABOUT_TOOLS = Set.of("tool_addition", "tool_removal");

  private static final Set<String> OF_SYSTEM = Set.of("text", "tool_addition", "tool_removal");

  /** What the provider's own tools answered: many kinds, all with this ending. */
  private static final String RESULT_ENDING = "_tool_result";

  private final Reading reading;
  private final PartSizes sizes;
  private final BlockContents contents;

  AnthropicBlocks(Reading reading, DeferredTools deferred) {
    this.reading = reading;
    this.sizes = reading.sizes();
    this.contents = new BlockContents(reading, deferred);
  }

  /** Returns the parts of a content, which is a string or an array. */
  List<BodyPart> of(JsonValue content, Role role) {
    if (content.isString()) {
      return Reading.text(content, content);
    }
    List<BodyPart> parts = new ArrayList<>();
    for (JsonValue block : content.elements()) {
      parts.addAll(block(block, role));
    }
    return parts;
  }

  private List<BodyPart> block(JsonValue block, Role role) {
    String type = block.textOf("type");
    checkPlace(block, type, role);
    return switch (type) {
      case "text" -> text(block);
      case "tool_use" -> List.of(call(block));
      case "tool_result" -> List.of(result(block));
      case "thinking" ->
          whole(
              block, sizes.thinking(block, textOf(block, "thinking"), sealed(block, "signature")));
      case "redacted_thinking" ->
          whole(block, sizes.thinking(block, Utf8Text.EMPTY, sealed(block, "data")));
      case "image", "document", "search_result" -> passedOn(block);
      case "container_upload" -> whole(block, sizes.assumed(block, AssumedSize.Kind.FILE, 0));
      default -> ofServer(block, type);
    };
  }

  /** Returns true if a block is a call of a tool that the provider runs. */
  static boolean isServerCall(JsonValue block) {
    return block.is("type", "server_tool_use") || block.is("type", "mcp_tool_use");
  }

  private List<BodyPart> ofServer(JsonValue block, String type) {
    boolean isKnown = OF_PROVIDER.contains(type) || type.endsWith(RESULT_ENDING);
    if (!isKnown) {
      reading.problem(ShapeProblem.Kind.UNKNOWN_PART, block, "is not of a documented type");
      return whole(block, sizes.unknown(block));
    }
    return passedOn(block);
  }

  private List<BodyPart> passedOn(JsonValue block) {
    return contents.of(block).stream().map(part -> BodyPart.whole(block, part)).toList();
  }

  private void checkPlace(JsonValue block, String type, Role role) {
    if (OF_USER.contains(type) && role != Role.USER) {
      misplaced(block, "stands only in a user message");
    } else if (OF_ASSISTANT.contains(type) && role != Role.ASSISTANT) {
      misplaced(block, "stands only in an assistant message");
    } else if (role == Role.SYSTEM && !OF_SYSTEM.contains(type)) {
      misplaced(block, "must be text in a system message");
    } else if (role != Role.SYSTEM && ABOUT_TOOLS.contains(type)) {
      misplaced(block, "stands only in a system message");
    } else if (role == Role.USER && type.equals("text") && cites(block)) {
      misplaced(block, "has citations, which stand only in an assistant message");
    }
  }

  private void misplaced(JsonValue block, String what) {
    reading.problem(ShapeProblem.Kind.MISPLACED_PART, block, what);
  }

  private static boolean cites(JsonValue text) {
    JsonValue citations = text.member("citations");
    return citations != null && !citations.elements().isEmpty();
  }

  private static List<BodyPart> whole(JsonValue block, Part part) {
    return List.of(BodyPart.whole(block, part));
  }

  private List<BodyPart> text(JsonValue block) {
    JsonValue text = reading.required(block, "text", JsonKind.STRING);
    if (text == null) {
      return List.of();
    }
    return cites(block)
        ? whole(block, sizes.counted(block, List.of(text.text())))
        : Reading.text(block, text);
  }

  private BodyPart call(JsonValue block) {
    JsonValue input = block.member("input");
    return BodyPart.whole(
        block,
        new Part.ToolCall(
            reading.requiredText(block, "id"),
            reading.requiredText(block, "name"),
            input == null ? Utf8Text.EMPTY : input.raw()));
  }

  private BodyPart result(JsonValue block) {
    JsonValue content = block.member("content");
    List<Part> held = new ArrayList<>();
    if (content != null && content.isString()) {
      held.add(new Part.Text(content.text()));
    } else if (content != null) {
      for (JsonValue inner : content.elements()) {
        held.addAll(inResult(inner));
      }
    }
    JsonValue failed = block.member("is_error");
    Part result =
        new Part.ToolResult(
            reading.requiredText(block, "tool_use_id"), failed != null && failed.isTrue(), held);
    boolean hasContent = content != null && !content.isNull();
    return new BodyPart(block, result, hasContent ? content : null);
  }

  private List<Part> inResult(JsonValue block) {
    String type = block.textOf("type");
    return switch (type) {
      case "text" -> List.of(new Part.Text(textOf(block, "text")));
      case "image", "document", "search_result", "tool_reference", "browser_state" ->
          contents.of(block);
      default -> {
        reading.problem(
            ShapeProblem.Kind.UNKNOWN_PART, block, "is not of a documented type in a result");
        yield List.of(sizes.unknown(block));
      }
    };
  }

  private static Utf8Text textOf(JsonValue block, String name) {
    JsonValue text = block.string(name);
    return text == null ? Utf8Text.EMPTY : text.text();
  }

  private static int sealed(JsonValue block, String name) {
    return textOf(block, name).length();
  }
}
