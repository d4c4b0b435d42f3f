package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.dialect.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which tools to call, as the two APIs of OpenAI write it: a word, one function, or some of the
 * tools. Chat Completions has what is said of a function one level deeper.
 */
final class OpenAiChoice {
  private static final String MEMBER = "tool_choice";

  private OpenAiChoice() {}

  /** Takes the choice of a body; empty if it has none. */
  static Optional<ToolChoice> read(Format format, Members root, Losses losses) {
    JsonValue word = root.take(MEMBER, JsonKind.STRING);
    if (word != null) {
      ToolChoice.Mode mode = mode(word.text().decode());
      if (mode == null) {
        losses.add(word, "this choice of tools");
      }
      return Optional.ofNullable(mode).map(known -> new ToolChoice(word, known, List.of()));
    }
    Members choice = root.inside(MEMBER);
    if (!choice.isPresent()) {
      return Optional.empty();
    }
    if (choice.takeIf("type", "function")) {
      String name = named(format, choice);
      return Optional.of(new ToolChoice(choice.at(), ToolChoice.Mode.REQUIRED, List.of(name)));
    }
    ToolChoice some = choice.takeIf("type", "allowed_tools") ? some(format, choice, losses) : null;
    if (some == null) {
      choice.lost("this choice of tools");
    }
    return Optional.ofNullable(some);
  }

  private static ToolChoice.@Nullable Mode mode(String word) {
    return switch (word) {
      case "auto" -> ToolChoice.Mode.AUTO;
      case "none" -> ToolChoice.Mode.NONE;
      case "required" -> ToolChoice.Mode.REQUIRED;
      default -> null;
    };
  }

  private static String named(Format format, Members holder) {
    return format == Format.OPENAI_CHAT
        ? holder.inside("function").name("name")
        : holder.name("name");
  }

  private static @Nullable ToolChoice some(Format format, Members choice, Losses losses) {
    Members inside = format == Format.OPENAI_CHAT ? choice.inside("allowed_tools") : choice;
    ToolChoice.Mode mode = mode(inside.name("mode"));
    List<String> names = new ArrayList<>();
    for (JsonValue value : inside.elements("tools")) {
      Members tool = Members.of(format, value, losses);
      if (!tool.takeIf("type", "function")) {
        return null;
      }
      names.add(named(format, tool));
      tool.close();
    }
    return mode == null || names.isEmpty() ? null : new ToolChoice(choice.at(), mode, names);
  }

  /** Writes a choice as a member of the body. */
  static void write(Format format, ToolChoice choice, JsonWriter out) {
    out.name(MEMBER);
    String word = choice.mode().name().toLowerCase(Locale.ROOT);
    if (choice.names().isEmpty()) {
      out.string(word);
    } else if (choice.isOfOne()) {
      function(format, choice.names().get(0), out);
    } else {
      boolean deeper = format == Format.OPENAI_CHAT;
      out.beginObject().name("type").string("allowed_tools");
      if (deeper) {
        out.name("allowed_tools").beginObject();
      }
      out.name("mode").string(word).name("tools").beginArray();
      choice.names().forEach(name -> function(format, name, out));
      out.endArray();
      if (deeper) {
        out.endObject();
      }
      out.endObject();
    }
  }

  private static void function(Format format, String name, JsonWriter out) {
    out.beginObject().name("type").string("function");
    if (format == Format.OPENAI_CHAT) {
      out.name("function").beginObject().name("name").string(name).endObject();
    } else {
      out.name("name").string(name);
    }
    out.endObject();
  }
}
