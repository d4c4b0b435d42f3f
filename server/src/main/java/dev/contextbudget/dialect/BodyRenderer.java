package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonEdit;
import dev.contextbudget.dialect.json.JsonEdits;
import dev.contextbudget.dialect.json.JsonStrings;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a prompt back into the body it was read from: what was dropped leaves, what was cut is
 * replaced, what the service says is put in, and all else keeps its bytes.
 *
 * <p>Linear in the items of the body and the bytes of what changes.
 */
public final class BodyRenderer {
  private final Dialect dialect;
  private final ProviderBody body;
  private final Map<String, BodyMessage> messages = new HashMap<>();
  private final List<JsonEdit> edits = new ArrayList<>();

  private BodyRenderer(Dialect dialect, ProviderBody body) {
    this.dialect = dialect;
    this.body = body;
    body.messages().forEach(message -> messages.put(message.id(), message));
  }

  /** Returns the edits that make a body hold a prompt. */
  public static JsonEdits render(Dialect dialect, ProviderBody body, Prompt prompt) {
    BodyRenderer renderer = new BodyRenderer(dialect, body);
    renderer.removeTools(prompt);
    renderer.writeSystem(prompt);
    renderer.writeMessages(prompt.messages());
    return new JsonEdits(body.json(), renderer.edits);
  }

  /** Returns the edits that make the messages of a body another history. */
  public static JsonEdits renderHistory(Dialect dialect, ProviderBody body, Prompt history) {
    BodyRenderer renderer = new BodyRenderer(dialect, body);
    renderer.writeMessages(history.messages());
    return new JsonEdits(body.json(), renderer.edits);
  }

  private void removeTools(Prompt prompt) {
    Set<String> kept = new HashSet<>();
    prompt.tools().forEach(tool -> kept.add(tool.itemId()));
    List<BodyTool> dropped = new ArrayList<>();
    Set<JsonValue> staying = new HashSet<>();
    for (BodyTool tool : body.tools()) {
      if (kept.contains(tool.id())) {
        staying.addAll(tool.around());
      } else {
        dropped.add(tool);
      }
    }
    if (!dropped.isEmpty() && dropped.size() == body.tools().size()) {
      for (String name : dialect.membersAboutTools()) {
        JsonValue member = body.json().root().member(name);
        if (member != null) {
          edits.add(new JsonEdit.Remove(member));
        }
      }
      return;
    }
    dropped.stream()
        .map(tool -> outermost(tool, staying))
        .distinct()
        .forEach(value -> edits.add(new JsonEdit.Remove(value)));
    if (!dropped.isEmpty()) {
      dialect.withoutTools(body, kept).forEach(value -> edits.add(new JsonEdit.Remove(value)));
    }
  }

  /** Returns the largest value around a tool in which no other tool stays. */
  private static JsonValue outermost(BodyTool tool, Set<JsonValue> staying) {
    return tool.around().stream()
        .filter(value -> !staying.contains(value))
        .findFirst()
        .orElse(tool.value());
  }

  private void writeSystem(Prompt prompt) {
    Set<String> kept = new HashSet<>();
    List<PromptPart> notes = new ArrayList<>();
    for (PromptMessage message : prompt.messages()) {
      message.parts().forEach(part -> kept.add(part.sourceItemId()));
      if (message.itemId().isEmpty() && message.role() == Role.SYSTEM) {
        message.parts().stream().filter(part -> part.sourceItemId().isEmpty()).forEach(notes::add);
      }
    }
    List<JsonValue> dropped = new ArrayList<>();
    for (BodyText block : body.system()) {
      if (block.removable() && !kept.contains(block.id())) {
        dropped.add(block.value());
      }
    }
    JsonValue list = body.systemList();
    if (list != null && notes.isEmpty() && dropped.size() == list.elements().size()) {
      dropped = dropped.isEmpty() ? dropped : List.of(memberWith(list));
    }
    dropped.forEach(value -> edits.add(new JsonEdit.Remove(value)));
    notes.forEach(this::writeSystemNote);
  }

  /** Returns the member of the body that a list is, or that it is in: none is left empty. */
  private JsonValue memberWith(JsonValue list) {
    for (JsonValue.Member member : body.json().root().members()) {
      JsonValue value = member.value();
      if (value.equals(list) || value.members().stream().anyMatch(m -> m.value().equals(list))) {
        return value;
      }
    }
    throw new IllegalStateException("a list that stands nowhere");
  }

  /** Blocks leave only where they are a list. */
  private void writeSystemNote(PromptPart part) {
    JsonValue list = Objects.requireNonNull(body.systemList());
    Utf8Text string = JsonStrings.quoted(textOf(part.content()));
    Utf8Text json = dialect.textPart(Role.SYSTEM, string);
    edits.add(new JsonEdit.Insert(list, list.elements().size(), json));
  }

  private void writeMessages(List<PromptMessage> kept) {
    Set<String> written = new HashSet<>();
    int place = 0;
    List<Utf8Text> waiting = new ArrayList<>();
    for (PromptMessage message : kept) {
      BodyMessage host = messages.get(message.itemId());
      if (host != null) {
        place = host.index();
        insert(waiting, place);
        written.add(host.id());
        JsonValue content = host.content();
        boolean isOnePart = content != null && content.isObject();
        if (message.isJoined() || (isOnePart && message.changed())) {
          join(host, message.parts());
        } else if (message.changed()) {
          rewrite(host, message.parts());
        }
        place += host.elements().size();
      } else if (message.role() == Role.USER) {
        waiting.add(dialect.userMessage(quoted(message.parts())));
      }
    }
    insert(waiting, place);
    for (BodyMessage message : body.messages()) {
      if (!written.contains(message.id())) {
        message.elements().forEach(element -> edits.add(new JsonEdit.Remove(element)));
      }
    }
  }

  /**
   * Writes the parts of several messages as the list of one. What was read as several parts is
   * still one element, and a message without parts has none.
   */
  private void join(BodyMessage host, List<PromptPart> parts) {
    List<Utf8Text> list = new ArrayList<>();
    Set<JsonValue> written = new HashSet<>();
    for (PromptPart part : parts) {
      BodyMessage source = messages.get(part.sourceItemId());
      if (source == null) {
        list.add(dialect.textPart(host.role(), JsonStrings.quoted(textOf(part.content()))));
        continue;
      }
      BodyPart origin = source.parts().get(index(part));
      if (written.add(origin.value()) && !source.elements().contains(origin.value())) {
        list.add(element(source, origin, part));
      }
    }
    if (!list.isEmpty()) { // else all were empty, and so is this one
      JsonValue content = Objects.requireNonNull(host.content());
      edits.add(new JsonEdit.Replace(content, JsonStrings.list(list)));
    }
  }

  /**
   * Returns a part as an element of a list of parts; of a text that was a whole content as well.
   */
  private Utf8Text element(BodyMessage source, BodyPart origin, PromptPart part) {
    List<JsonEdit> changes = new ArrayList<>();
    if (part instanceof PromptPart.Spliced) {
      JsonValue place = Objects.requireNonNull(origin.text());
      changes.add(new JsonEdit.Replace(place, shorter(place, part.content())));
    }
    Utf8Text json = new JsonEdits(body.json(), changes).text(origin.value());
    boolean isText = origin.value().isString() && origin.value().equals(source.content());
    return isText ? dialect.textPart(source.role(), json) : json;
  }

  private void insert(List<Utf8Text> waiting, int place) {
    JsonValue list = body.list();
    if (list != null) {
      waiting.forEach(json -> edits.add(new JsonEdit.Insert(list, place, json)));
    }
    waiting.clear();
  }

  private static Utf8Text quoted(List<PromptPart> parts) {
    return JsonStrings.quoted(
        Utf8Text.concat(parts.stream().map(part -> textOf(part.content())).toList()));
  }

  private static Utf8Text textOf(Part part) {
    return ((Part.Text) part).text();
  }

  private void rewrite(BodyMessage host, List<PromptPart> parts) {
    removeMissing(host, parts);
    List<Utf8Text> before = new ArrayList<>();
    List<Utf8Text> after = new ArrayList<>();
    @Nullable Utf8Text shorterContent = null;
    boolean seen = false;
    for (PromptPart part : parts) {
      if (part.sourceItemId().isEmpty()) {
        Utf8Text string = JsonStrings.quoted(textOf(part.content()));
        (seen ? after : before).add(dialect.textPart(host.role(), string));
        continue;
      }
      seen = true;
      if (part instanceof PromptPart.Spliced spliced) {
        JsonValue place = Objects.requireNonNull(host.parts().get(spliced.partIndex()).text());
        Utf8Text shorter = shorter(place, spliced.content());
        if (place.equals(host.content())) {
          shorterContent = shorter;
        } else {
          edits.add(new JsonEdit.Replace(place, shorter));
        }
      }
    }
    surround(host, before, after, shorterContent);
  }

  /** Thinking leaves a message that stays. */
  private void removeMissing(BodyMessage host, List<PromptPart> parts) {
    Set<Integer> kept = new HashSet<>();
    for (PromptPart part : parts) {
      if (!part.sourceItemId().isEmpty()) {
        kept.add(index(part));
      }
    }
    for (int i = 0; i < host.parts().size(); i++) {
      if (!kept.contains(i)) {
        edits.add(new JsonEdit.Remove(host.parts().get(i).value()));
      }
    }
  }

  private static int index(PromptPart part) {
    return part instanceof PromptPart.Spliced spliced
        ? spliced.partIndex()
        : ((PromptPart.AsSent) part).partIndex();
  }

  private Utf8Text shorter(JsonValue place, Part part) {
    return part instanceof Part.ToolResult result
        ? dialect.shorterResult(place, JsonStrings.quoted(textOf(result.parts().get(0))))
        : JsonStrings.quoted(textOf(part));
  }

  /** A content that is one text becomes a list, in which the text keeps its bytes. */
  private void surround(
      BodyMessage host,
      List<Utf8Text> before,
      List<Utf8Text> after,
      @Nullable Utf8Text shorterContent) {
    JsonValue content = host.content();
    if (before.isEmpty() && after.isEmpty()) {
      if (content != null && shorterContent != null) {
        edits.add(new JsonEdit.Replace(content, shorterContent));
      }
      return;
    }
    Objects.requireNonNull(content);
    if (content.isArray()) {
      int end = content.elements().size();
      before.forEach(json -> edits.add(new JsonEdit.Insert(content, 0, json)));
      after.forEach(json -> edits.add(new JsonEdit.Insert(content, end, json)));
      return;
    }
    List<Utf8Text> list = new ArrayList<>(before);
    if (!content.text().isEmpty()) {
      Utf8Text string = shorterContent == null ? content.raw() : shorterContent;
      list.add(dialect.textPart(host.role(), string));
    }
    list.addAll(after);
    edits.add(new JsonEdit.Replace(content, JsonStrings.list(list)));
  }
}
