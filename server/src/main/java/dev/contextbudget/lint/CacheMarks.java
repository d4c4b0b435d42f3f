package dev.contextbudget.lint;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds the cache marks of a body, in the order of its prompt. Linear in the body. */
final class CacheMarks {
  /** What a caller's own JSON holds is no mark. */
  private static final Set<String> FREE =
      Set.of("input_schema", "parameters", "input_examples", "arguments", "definition");

  private static final Set<String> PARTS_OF_OPENAI =
      Set.of("text", "image_url", "input_audio", "file", "input_text", "input_image", "input_file");

  private final String name;
  private final StopSignal stop;
  private final List<CacheMark> marks = new ArrayList<>();

  private CacheMarks(String name, StopSignal stop) {
    this.name = name;
    this.stop = stop;
  }

  /** Returns the marks; none of a format without them. */
  static List<CacheMark> of(Linted body) {
    return switch (body.format()) {
      case ANTHROPIC_MESSAGES -> ofAnthropic(body);
      case OPENAI_CHAT, OPENAI_RESPONSES -> ofOpenAi(body);
      case GEMINI -> List.of();
    };
  }

  private static List<CacheMark> ofAnthropic(Linted body) {
    CacheMarks found = new CacheMarks("cache_control", body.stop());
    JsonValue root = body.root();
    for (JsonValue tool : root.elementsOf("tools")) {
      JsonValue deferred = tool.member("defer_loading");
      found.add(tool, deferred == null || !deferred.isTrue());
      found.addInside(tool, false);
    }
    root.elementsOf("system").forEach(found::addBlock);
    for (JsonValue message : root.elementsOf("messages")) {
      found.add(message, false);
      message.elementsOf("content").forEach(found::addBlock);
    }
    JsonValue automatic = root.member(found.name);
    if (automatic != null && !automatic.isNull()) {
      found.marks.add(new CacheMark(automatic, root, true, true));
    }
    return found.marks;
  }

  private void addBlock(JsonValue block) {
    boolean thinking = block.is("type", "thinking") || block.is("type", "redacted_thinking");
    boolean empty = block.is("type", "text") && block.textOf("text").isEmpty();
    add(block, !thinking && !empty);
    addInside(block, block.is("type", "tool_result"));
  }

  private static List<CacheMark> ofOpenAi(Linted body) {
    CacheMarks found = new CacheMarks("prompt_cache_breakpoint", body.stop());
    JsonValue root = body.root();
    root.elementsOf("tools").forEach(tool -> found.addAll(tool, false));
    String list = body.isFor(Format.OPENAI_CHAT) ? "messages" : "input";
    for (JsonValue message : root.elementsOf(list)) {
      boolean bears = !message.is("role", "assistant");
      found.add(message, false);
      for (String parts : List.of("content", "output")) {
        for (JsonValue part : message.elementsOf(parts)) {
          found.add(part, bears && PARTS_OF_OPENAI.contains(part.textOf("type")));
          found.addInside(part, false);
        }
      }
    }
    return found.marks;
  }

  private void add(JsonValue bearer, boolean mayStand) {
    stop.check();
    JsonValue mark = bearer.member(name);
    if (mark != null && !mark.isNull()) {
      marks.add(new CacheMark(mark, bearer, mayStand, false));
    }
  }

  private void addAll(JsonValue value, boolean mayStand) {
    add(value, mayStand);
    addInside(value, mayStand);
  }

  /** Adds the marks of what is inside of a part. */
  private void addInside(JsonValue part, boolean mayStand) {
    part.elements().forEach(element -> addAll(element, mayStand));
    boolean call = part.textOf("type").endsWith("tool_use");
    for (JsonValue.Member member : part.members()) {
      boolean free = FREE.contains(member.name()) || (call && member.name().equals("input"));
      if (!free && !member.name().equals(name)) {
        addAll(member.value(), mayStand);
      }
    }
  }
}
