package dev.contextbudget.dialect.anthropic;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.BodyText;
import dev.contextbudget.dialect.BodyTool;
import dev.contextbudget.dialect.CallSpans;
import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.ShapeProblem;
import dev.contextbudget.dialect.ToolDefinitions;
import dev.contextbudget.dialect.json.JsonDocument;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the messages, instructions, tools and settings of a body. */
final class AnthropicReader {
  private static final Set<String> RUNNING_CODE =
      Set.of("bash_code_execution", "text_editor_code_execution");

  private final JsonDocument json;
  private final JsonValue root;
  private final Reading reading;
  private final DeferredTools deferred;
  private final AnthropicBlocks blocks;
  private final AnthropicBonds bonds = new AnthropicBonds();

  AnthropicReader(JsonDocument json, PartSizes sizes) {
    this.json = json;
    this.root = json.root();
    this.reading = new Reading(sizes);
    this.deferred = new DeferredTools(root, sizes);
    this.blocks = new AnthropicBlocks(reading, deferred);
  }

  ProviderBody read() {
    JsonValue list = reading.required(root, "messages", JsonKind.ARRAY);
    List<BodyMessage> messages = new ArrayList<>();
    if (list != null) {
      for (JsonValue element : list.elements()) {
        messages.add(bonds.tied(messages, message(messages.size(), element)));
      }
    }
    keepSummary(messages);
    JsonValue system = root.member("system");
    return new ProviderBody(
        Format.ANTHROPIC_MESSAGES,
        json,
        Reading.tokens(root, "max_tokens"),
        tools(),
        system != null && system.isArray() ? system : null,
        system == null ? List.of() : system(system),
        hidden(),
        list,
        CallSpans.ANSWER.mark(messages),
        reading.problems(),
        reading.leftOut(),
        reading.sizes().assumed());
  }

  private BodyMessage message(int index, JsonValue message) {
    Role role = role(message);
    JsonValue content = message.member("content");
    JsonValue taken = content != null && (content.isArray() || content.isString()) ? content : null;
    if (taken == null && !(content == null && role == Role.SYSTEM)) { // that sets the effort alone
      reading.problem(
          ShapeProblem.Kind.INVALID,
          content == null ? message : content,
          "must have `content`: want a string or an array of blocks");
    }
    List<BodyPart> parts = taken == null ? List.of() : blocks.of(taken, role);
    return new BodyMessage(
        index, List.of(message), taken, role, "", Reading.atLeastOne(message, parts));
  }

  /** Of what the provider has summarised it reads nothing but the last summary. */
  private static void keepSummary(List<BodyMessage> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      JsonValue content = messages.get(i).content();
      if (content != null
          && content.elements().stream().anyMatch(b -> b.is("type", "compaction"))) {
        messages.set(i, messages.get(i).kept());
        return;
      }
    }
  }

  private Role role(JsonValue message) {
    return switch (message.textOf("role")) {
      case "user" -> Role.USER;
      case "assistant" -> Role.ASSISTANT;
      case "system" -> Role.SYSTEM;
      default -> {
        JsonValue role = message.member("role");
        reading.problem(
            ShapeProblem.Kind.UNKNOWN_ROLE,
            role == null ? message : role,
            "must be user, assistant or system");
        yield Role.USER;
      }
    };
  }

  private List<BodyText> system(JsonValue system) {
    if (system.isString()) {
      return List.of(new BodyText(system, system.text(), false));
    }
    List<BodyText> found = new ArrayList<>();
    for (JsonValue block : system.elements()) {
      if (block.isObject() && !block.is("type", "text")) {
        reading.problem(
            ShapeProblem.Kind.MISPLACED_PART, block, "must be text among the instructions");
      }
      JsonValue text = reading.required(block, "text", JsonKind.STRING);
      if (text != null) {
        found.add(new BodyText(block, text.text(), true));
      }
    }
    if (!system.isArray() && !system.isNull()) {
      reading.problem(
          ShapeProblem.Kind.INVALID, system, "must be a string or an array of text blocks");
    }
    return found;
  }

  /**
   * Each of the `mcp_servers` of a body must have its set of tools (MCP connector, 2025-11-20), and
   * a budget of thinking may be above `max_tokens` only between calls of tools. Deferred tools need
   * one that is not: their search, or where the caller searches, any.
   */
  private List<BodyTool> tools() {
    List<JsonValue> loaded =
        root.elementsOf("tools").stream().filter(t -> !ToolDefinitions.isDeferred(t)).toList();
    boolean searched = loaded.stream().anyMatch(AnthropicReader::isSearch);
    boolean needed = thinksBetweenCalls() || (deferred.isOfBody() && !searched);
    List<BodyTool> tools = new ArrayList<>();
    for (JsonValue tool : loaded) {
      BodyTool read = named(ToolDefinitions.of(tool, tool, "input_schema"));
      boolean stays = tool.is("type", "mcp_toolset") || (deferred.isAny() && isSearch(tool));
      tools.add(needed || stays ? read.kept() : read);
    }
    return tools;
  }

  private static boolean isSearch(JsonValue tool) {
    return tool.textOf("type").startsWith("tool_search_tool");
  }

  /** The tool that runs code is called by three names. */
  private static BodyTool named(BodyTool tool) {
    if (!tool.value().textOf("type").startsWith("code_execution")) {
      return tool;
    }
    Set<String> names = new HashSet<>(RUNNING_CODE);
    names.add(tool.value().textOf("name"));
    return tool.calledBy(names);
  }

  private boolean thinksBetweenCalls() {
    JsonValue thinking = root.member("thinking");
    OptionalInt budget =
        thinking == null ? OptionalInt.empty() : Reading.tokens(thinking, "budget_tokens");
    OptionalInt most = Reading.tokens(root, "max_tokens");
    return budget.isPresent() && most.isPresent() && budget.getAsInt() >= most.getAsInt();
  }

  /** The schema of the answer is rendered into the prompt; it has two names (2025-11, 2026-01). */
  private List<BodyText> hidden() {
    List<BodyText> found = new ArrayList<>();
    JsonValue config = root.member("output_config");
    for (JsonValue holder : config == null ? List.of(root) : List.of(root, config)) {
      JsonValue format = holder.member(holder.equals(root) ? "output_format" : "format");
      JsonValue schema = format == null ? null : format.member("schema");
      if (schema != null) {
        found.add(new BodyText(schema, schema.raw(), false));
      }
    }
    return found;
  }
}
