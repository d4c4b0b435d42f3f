package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names of tools that a body holds beside their definitions: in calls, in what refers to a tool, in
 * the tools that it may call, and in the choice of tools.
 *
 * <p>A provider refuses a choice or a reference without the definition, and some refuse a call.
 */
final class ToolsInUse {
  /** Members of a choice that name tools: functions, a provider's own by type, a server's. */
  private static final List<String> NAMING = List.of("name", "type", "server_label");

  private static final Pattern VERSION = Pattern.compile("_[0-9]{8}$");

  private final Set<String> names = new HashSet<>();

  private ToolsInUse() {}

  /** Returns the names, with some that no tool has. Linear in the values of the body. */
  static Set<String> names(ProviderBody body) {
    ToolsInUse inUse = new ToolsInUse();
    for (BodyMessage message : body.messages()) {
      @Nullable JsonValue last = null; // what was read as several parts is one value
      for (BodyPart part : message.parts()) {
        if (!part.value().equals(last)) {
          inUse.addCalled(part);
        }
        last = part.value();
      }
    }
    JsonValue root = body.json().root();
    inUse.addCallers(root);
    root.elementsOf("input").forEach(inUse::addCallers);
    for (String choice : List.of("tool_choice", "function_call")) {
      JsonValue chosen = root.member(choice);
      if (chosen != null) {
        inUse.addNamed(chosen);
      }
    }
    return inUse.names;
  }

  /** Names of tools that may call a tool, which Anthropic writes with a version. */
  private void addCallers(JsonValue tool) {
    tool.elementsOf("tools").forEach(this::addCallers);
    for (JsonValue caller : tool.elementsOf("allowed_callers")) {
      String name = caller.isString() ? caller.text().decode() : "";
      names.add(name);
      names.add(VERSION.matcher(name).replaceFirst(""));
    }
  }

  private void addCalled(BodyPart part) {
    if (part.part() instanceof Part.ToolCall call) {
      names.add(call.name());
    } else {
      addReferences(part.value());
    }
  }

  /** They stand in results of searches, in changes of the tools, and in what sums up those. */
  private void addReferences(JsonValue value) {
    if (value.is("type", "server_tool_use")) {
      names.add(value.textOf("name"));
    } else if (value.is("type", "tool_reference")) {
      names.add(value.textOf("name"));
      names.add(value.textOf("tool_name"));
    }
    value.members().forEach(member -> addReferences(member.value()));
    value.elements().forEach(this::addReferences);
  }

  private void addNamed(JsonValue value) {
    for (String naming : NAMING) {
      names.add(value.textOf(naming));
    }
    value.members().forEach(member -> addNamed(member.value()));
    value.elements().forEach(this::addNamed);
  }
}
