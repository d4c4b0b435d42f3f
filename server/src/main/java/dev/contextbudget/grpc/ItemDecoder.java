package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Json;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.Entry;
import dev.contextbudget.v1.KnownTokens;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decodes items and checks their references to each other. */
final class ItemDecoder {
  private static final int MAX_SOURCE_BYTES = 1024;
  private static final int MAX_NAME_BYTES = 128;
  private static final int MAX_VARIANTS = 8;
  private static final int MAX_REFERENCES = 256;
  private static final String TOOL_ID_PREFIX = "tool:";

  /** A field that names another item. */
  private record Reference(String field, String itemId) {}

  private final Limits limits;
  private final Violations violations;
  private final String tokenizerId;
  private final StatedTokens stated;
  private final PartDecoder parts;
  private final Set<String> ids = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();
  private final Supersessions supersessions = new Supersessions();
  private int messages;
  private int others;

  /**
   * @param model in use: known tokens are held against its tokenizer
   */
  ItemDecoder(Limits limits, Violations violations, ModelProfile model) {
    this.limits = limits;
    this.violations = violations;
    this.tokenizerId = model.tokenizer().id();
    this.stated = new StatedTokens(violations);
    this.parts = new PartDecoder(limits, violations, model.images(), stated);
  }

  /** Decodes the items of a component. */
  List<Item> items(String path, dev.contextbudget.v1.Component component) {
    String id = component.getId();
    return switch (component.getContentCase()) {
      case TEXT -> text(path + ".text", id, component.getText());
      case MESSAGES ->
          messages(path + ".messages.messages", id, component.getMessages().getMessagesList());
      case CHUNKS -> chunks(path + ".chunks.chunks", id, component.getChunks().getChunksList());
      case TOOLS -> tools(path + ".tools.tools", component.getTools().getToolsList());
      case ENTRIES ->
          entries(path + ".entries.entries", id, component.getEntries().getEntriesList());
      case CONTENT_NOT_SET -> List.of();
    };
  }

  private List<Item> text(String path, String id, TextContent text) {
    addId(path, id);
    Utf8Text body =
        switch (text.getTextCase()) {
          case VALUE -> Texts.of(path + ".value", text.getValue(), limits, violations);
          case UTF8 -> Texts.of(path + ".utf8", text.getUtf8(), limits, violations);
          case TEXT_NOT_SET -> null;
        };
    OptionalInt known = known(path, text.hasKnownTokens(), text.getKnownTokens(), body != null);
    return List.of(
        new Item(id, 0, false, "", List.of(), 1, known, new Body.Passage(body, "", List.of())));
  }

  /** Decodes messages. */
  List<Item> messages(String path, String componentId, List<Message> list) {
    messages += list.size();
    if (!violations.atMost(
        path, Reason.TOO_MANY_MESSAGES, "the number of messages", limits.maxMessages(), messages)) {
      return List.of();
    }
    List<Item> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(
          message("%s[%d]".formatted(path, i), "%s:%d".formatted(componentId, i), list.get(i)));
    }
    return items;
  }

  private Item message(String path, String derivedId, Message message) {
    Role role = Enums.requiredRole(path + ".role", message.getRole(), violations);
    violations.atMost(
        path + ".name",
        Reason.TEXT_TOO_LARGE,
        "a name in bytes",
        MAX_NAME_BYTES,
        Violations.utf8Bytes(message.getName()));
    List<Part> decoded = parts.parts(path + ".parts", message.getPartsList(), role);
    return new Item(
        itemId(path, message.getId(), derivedId),
        priority(path, message.getPriority()),
        message.getPinned(),
        group(path, message.getGroup()),
        references(path, message.getKeepWithList()),
        message.hasScore() ? violations.notNegative(path + ".score", message.getScore()) : 1,
        known(path, message.hasKnownTokens(), message.getKnownTokens(), !decoded.isEmpty()),
        new Body.Message(role, message.getName(), decoded));
  }

  private List<Item> chunks(String path, String componentId, List<Chunk> list) {
    if (!countOthers(path, list.size())) {
      return List.of();
    }
    List<Item> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(chunk("%s[%d]".formatted(path, i), "%s:%d".formatted(componentId, i), list.get(i)));
    }
    return items;
  }

  private Item chunk(String path, String derivedId, Chunk chunk) {
    @Nullable Utf8Text text =
        switch (chunk.getTextCase()) {
          case VALUE -> Texts.of(path + ".value", chunk.getValue(), limits, violations);
          case UTF8 -> Texts.of(path + ".utf8", chunk.getUtf8(), limits, violations);
          case TEXT_NOT_SET -> null;
        };
    violations.atMost(
        path + ".variants",
        Reason.TOO_MANY_ITEMS,
        "the number of variants",
        MAX_VARIANTS,
        chunk.getVariantsCount());
    List<Utf8Text> variants = new ArrayList<>();
    for (int i = 0; i < Math.min(MAX_VARIANTS, chunk.getVariantsCount()); i++) {
      variants.add(
          Texts.of("%s.variants[%d]".formatted(path, i), chunk.getVariants(i), limits, violations));
    }
    return new Item(
        itemId(path, chunk.getId(), derivedId),
        priority(path, chunk.getPriority()),
        chunk.getPinned(),
        group(path, chunk.getGroup()),
        references(path, chunk.getKeepWithList()),
        chunk.hasScore() ? violations.notNegative(path + ".score", chunk.getScore()) : 1,
        known(path, chunk.hasKnownTokens(), chunk.getKnownTokens(), text != null),
        new Body.Passage(text, source(path, chunk.getSource()), variants));
  }

  private List<Item> tools(String path, List<Tool> list) {
    if (!violations.atMost(
        path, Reason.TOO_MANY_ITEMS, "the number of tools", limits.maxTools(), list.size())) {
      return List.of();
    }
    List<Item> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(tool("%s[%d]".formatted(path, i), list.get(i)));
    }
    return items;
  }

  private Item tool(String path, Tool tool) {
    violations.name(path + ".name", tool.getName(), MAX_NAME_BYTES);
    String id = TOOL_ID_PREFIX + tool.getName();
    addId(path + ".name", id);
    return new Item(
        id,
        priority(path, tool.getPriority()),
        tool.getPinned(),
        group(path, tool.getGroup()),
        references(path, tool.getKeepWithList()),
        1,
        OptionalInt.empty(),
        new Body.Tool(
            tool.getName(),
            tool.getDescription(),
            schema(path + ".parameters_json_schema", tool.getParametersJsonSchema()),
            tool.getParametersJsonSchema()));
  }

  private Json.@Nullable Obj schema(String field, String schema) {
    boolean fits =
        violations.atMost(
            field,
            Reason.SCHEMA_TOO_LARGE,
            "a schema in bytes",
            limits.maxSchemaBytes(),
            Violations.utf8Bytes(schema));
    if (schema.isEmpty() || !fits) {
      return null;
    }
    try {
      return JsonText.object(schema, limits.maxSchemaDepth());
    } catch (JsonText.BadJson e) {
      violations.add(
          field,
          e.isTooDeep() ? Reason.SCHEMA_TOO_LARGE : Reason.BAD_JSON,
          String.valueOf(e.getMessage()));
      return null;
    }
  }

  private List<Item> entries(String path, String componentId, List<Entry> list) {
    if (!countOthers(path, list.size())) {
      return List.of();
    }
    List<Item> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(entry("%s[%d]".formatted(path, i), "%s:%d".formatted(componentId, i), list.get(i)));
    }
    return items;
  }

  private Item entry(String path, String derivedId, Entry entry) {
    violations.name(path + ".key", entry.getKey(), MAX_SOURCE_BYTES);
    String id = itemId(path, entry.getId(), derivedId);
    supersessions.add(path, id, entry);
    return new Item(
        id,
        priority(path, entry.getPriority()),
        entry.getPinned(),
        group(path, entry.getGroup()),
        references(path, entry.getKeepWithList()),
        entry.hasScore() ? violations.notNegative(path + ".score", entry.getScore()) : 1,
        OptionalInt.empty(),
        new Body.Entry(
            entry.getKey(),
            Texts.of(path + ".value", entry.getValue(), limits, violations),
            source(path, entry.getSource()),
            entry.getSupersededBy()));
  }

  private boolean countOthers(String path, int more) {
    others += more;
    return violations.atMost(
        path, Reason.TOO_MANY_ITEMS, "the number of items", limits.maxItems(), others);
  }

  private String itemId(String path, String given, String derived) {
    if (given.isEmpty()) {
      addId(path, derived);
      return derived;
    }
    violations.id(path + ".id", given);
    addId(path + ".id", given);
    return given.isBlank() ? derived : given;
  }

  private void addId(String field, String id) {
    if (!ids.add(id)) {
      violations.add(field, Reason.DUPLICATE_ID, "stands twice among the items of the request");
    }
  }

  private int priority(String path, int priority) {
    return violations.inRange(
        path + ".priority",
        priority,
        -ComponentDecoder.MAX_PRIORITY,
        ComponentDecoder.MAX_PRIORITY);
  }

  private String group(String path, String group) {
    if (!group.isEmpty()) {
      violations.id(path + ".group", group);
    }
    return group;
  }

  private String source(String path, String source) {
    violations.atMost(
        path + ".source",
        Reason.TEXT_TOO_LARGE,
        "a source in bytes",
        MAX_SOURCE_BYTES,
        Violations.utf8Bytes(source));
    return source;
  }

  private List<String> references(String path, List<String> keepWith) {
    if (!violations.atMost(
        path + ".keep_with",
        Reason.TOO_MANY_ITEMS,
        "the number of ids",
        MAX_REFERENCES,
        keepWith.size())) {
      return List.of();
    }
    for (int i = 0; i < keepWith.size(); i++) {
      references.add(new Reference("%s.keep_with[%d]".formatted(path, i), keepWith.get(i)));
    }
    return keepWith;
  }

  private OptionalInt known(String path, boolean set, KnownTokens known, boolean hasBody) {
    if (!set) {
      return OptionalInt.empty();
    }
    String field = path + ".known_tokens";
    int count = violations.inRange(field + ".count", known.getCount(), 0, Limits.MAX_TOKENS);
    if (known.getTokenizerId().equals(tokenizerId)) {
      return OptionalInt.of(stated.add(field + ".count", count));
    }
    if (!hasBody) {
      violations.add(
          field + ".tokenizer_id",
          Reason.TOKENIZER_MISMATCH,
          "is not the tokenizer in use, and there is no body to count");
    }
    return OptionalInt.empty();
  }

  /** Checks that references name items of the request. */
  void checkReferences() {
    for (Reference reference : references) {
      if (!ids.contains(reference.itemId())) {
        violations.add(reference.field(), Reason.UNKNOWN_ITEM, "names no item of the request");
      }
    }
    supersessions.check(violations);
  }
}
