package dev.contextbudget.lint;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.gemini.GeminiDialect;
import dev.contextbudget.dialect.json.JsonValue;
import dev.contextbudget.lint.transcript.Message;
import dev.contextbudget.lint.transcript.Piece;
import dev.contextbudget.lint.transcript.Speaker;
import dev.contextbudget.lint.transcript.Spelling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tools of a body, as each API lists them.
 *
 * @param tools in order
 * @param isOpen whether calls may name others too: of a server, of a toolset, or found on the way
 */
record DefinedTools(List<Tool> tools, boolean isOpen) {

  /**
   * A definition.
   *
   * @param scope its namespace, or empty
   * @param schema of its arguments; null if it has none
   * @param isOwn whether the provider defines it, and its name stands for itself
   */
  record Tool(JsonValue at, String scope, String name, @Nullable JsonValue schema, boolean isOwn) {}

  DefinedTools {
    tools = List.copyOf(tools);
  }

  static DefinedTools of(Linted body) {
    return switch (body.format()) {
      case OPENAI_CHAT -> chat(body.root());
      case OPENAI_RESPONSES -> responses(body.root());
      case ANTHROPIC_MESSAGES -> anthropic(body);
      case GEMINI -> gemini(body.root());
    };
  }

  /** Returns the names of all of them. */
  Set<String> names() {
    Set<String> names = new HashSet<>();
    tools.forEach(tool -> names.add(tool.name()));
    return names;
  }

  /** Of a definition without a name nothing more is said than that. */
  private static void add(
      JsonValue at,
      String scope,
      JsonValue definition,
      @Nullable JsonValue schema,
      List<Tool> tools) {
    JsonValue name = definition.string("name");
    if (name != null) {
      tools.add(new Tool(at, scope, name.text().decode(), schema, false));
    }
  }

  private static DefinedTools chat(JsonValue root) {
    List<Tool> tools = new ArrayList<>();
    for (JsonValue tool : root.elementsOf("tools")) {
      JsonValue function = tool.member("function");
      JsonValue definition = function == null ? tool.member("custom") : function;
      String type = tool.textOf("type");
      if (definition != null && Set.of("", "function", "custom").contains(type)) {
        add(tool, "", definition, definition.member("parameters"), tools);
      } else if (definition != null) {
        tools.add(new Tool(tool, "", definition.textOf("name"), null, true));
      }
    }
    root.elementsOf("functions").forEach(f -> add(f, "", f, f.member("parameters"), tools));
    return new DefinedTools(tools, false);
  }

  private static DefinedTools responses(JsonValue root) {
    List<Tool> tools = new ArrayList<>();
    boolean open = root.member("prompt") != null;
    for (JsonValue tool : root.elementsOf("tools")) {
      open |= addOfResponses(tool, "", tools);
    }
    for (JsonValue item : root.elementsOf("input")) {
      String type = item.textOf("type");
      open |= type.equals("additional_tools") || type.equals("tool_search_output");
    }
    return new DefinedTools(tools, open);
  }

  /** Returns true if calls may name other tools by this one. */
  private static boolean addOfResponses(JsonValue tool, String scope, List<Tool> tools) {
    switch (tool.textOf("type")) {
      case "function", "custom" -> add(tool, scope, tool, tool.member("parameters"), tools);
      case "namespace" ->
          tool.elementsOf("tools").forEach(t -> addOfResponses(t, tool.textOf("name"), tools));
      case "tool_search", "mcp" -> {
        return true;
      }
      default -> {
        // the provider's own tools are called by items of their own kind
      }
    }
    return false;
  }

  private static DefinedTools anthropic(Linted body) {
    List<Tool> tools = new ArrayList<>();
    boolean open = !body.root().elementsOf("mcp_servers").isEmpty();
    for (JsonValue tool : body.root().elementsOf("tools")) {
      String type = tool.textOf("type");
      if (type.isEmpty() || type.equals("custom")) {
        add(tool, "", tool, tool.member("input_schema"), tools);
      } else if (type.contains("toolset")) {
        open = true;
      } else {
        tools.add(new Tool(tool, "", tool.textOf("name"), null, true));
      }
    }
    return new DefinedTools(tools, open || addsTools(body));
  }

  private static boolean addsTools(Linted body) {
    for (Message message : body.transcript().messages()) {
      for (Piece piece : message.pieces()) {
        boolean mayAdd = message.speaker() == Speaker.SYSTEM || piece.is(Piece.Kind.COMPACTION);
        if (mayAdd && !piece.is(Piece.Kind.TEXT)) {
          return true;
        }
      }
    }
    return false;
  }

  private static DefinedTools gemini(JsonValue root) {
    List<Tool> tools = new ArrayList<>();
    boolean open = Spelling.member(root, "cachedContent") != null;
    for (JsonValue entry : GeminiDialect.elements(root.member("tools"))) {
      JsonValue list = Spelling.member(entry, "functionDeclarations");
      GeminiDialect.elements(list).forEach(f -> add(f, "", f, schema(f), tools));
      open |= Spelling.member(entry, "computerUse") != null;
      open |= Spelling.member(entry, "mcpServers") != null;
    }
    return new DefinedTools(tools, open);
  }

  private static @Nullable JsonValue schema(JsonValue declaration) {
    JsonValue schema = Spelling.member(declaration, "parametersJsonSchema");
    return schema == null ? declaration.member("parameters") : schema;
  }

  /** Returns true if a provider takes a name. */
  static boolean isName(Format format, String name) {
    int most = format == Format.ANTHROPIC_MESSAGES || format == Format.GEMINI ? 128 : 64;
    if (name.isEmpty() || name.length() > most) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      boolean other = (c >= '0' && c <= '9') || c == '-';
      boolean taken =
          format == Format.GEMINI
              ? letter || (i > 0 && (other || c == '.' || c == ':'))
              : letter || other;
      if (!taken) {
        return false;
      }
    }
    return true;
  }
}
