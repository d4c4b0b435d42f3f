package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Decodes items. */
final class ItemDecoder {
  private static final String TOOL_ID_PREFIX = "tool:";

  private final Limits limits;
  private final Violations violations;
  private final String tokenizerId;
  private final StatedTokens stated;
  private final PartDecoder parts;
  private final ItemReferences references;
  private int messages;
  private int others;

  /**
   * @param model in use: known tokens are held against its tokenizer
   * @param stop asked for each item
   */
  ItemDecoder(Limits limits, Violations violations, ModelProfile model, StopSignal stop) {
    this.limits = limits;
    this.violations = violations;
    this.tokenizerId = model.tokenizer().id();
    this.stated = new StatedTokens(violations);
    this.references = new ItemReferences(violations, stop);
    this.parts = new PartDecoder(limits, violations, model.images(), stated);
  }

  /** Decodes the items of a component. */
  List<Item> items(FieldPath path, dev.contextbudget.v1.Component component) {
    String id = component.getId();
    return switch (component.getContentCase()) {
      case TEXT -> text(path.member("text"), id, component.getText());
      case MESSAGES ->
          messages(
              path.member("messages").member("messages"),
              id,
              component.getMessages().getMessagesList());
      case CHUNKS ->
          chunks(path.member("chunks").member("chunks"), id, component.getChunks().getChunksList());
      case TOOLS ->
          tools(path.member("tools").member("tools"), component.getTools().getToolsList());
      case ENTRIES ->
          entries(
              path.member("entries").member("entries"),
              id,
              component.getEntries().getEntriesList());
      case CONTENT_NOT_SET -> List.of();
    };
  }

  private List<Item> text(FieldPath path, String id, TextContent text) {
    references.addId(path, id);
    Utf8Text body =
        switch (text.getTextCase()) {
          case VALUE -> Texts.of(path.member("value"), text.getValue(), limits, violations);
          case UTF8 -> Texts.of(path.member("utf8"), text.getUtf8(), limits, violations);
          case TEXT_NOT_SET -> null;
        };
    OptionalInt known = known(path, text.hasKnownTokens(), text.getKnownTokens(), body != null);
    return List.of(
        new Item(id, 0, false, "", List.of(), 1, known, new Body.Passage(body, "", List.of())));
  }

  /** Decodes messages. */
  List<Item> messages(FieldPath path, String componentId, List<Message> list) {
    messages += list.size();
    if (!violations.atMost(
        path, Reason.TOO_MANY_MESSAGES, "the number of messages", limits.maxMessages(), messages)) {
      return List.of();
    }
    List<Item> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(message(path.at(i), componentId + ":" + i, list.get(i)));
    }
    return items;
  }

  private Item message(FieldPath path, String derivedId, Message message) {
    Role role = Enums.requiredRole(path.member("role"), message.getRole(), violations);
    violations.atMost(
        path.member("name"),
        FixedLimit.NAME_BYTES,
        "the bytes of a name",
        Violations.utf8Bytes(message.getName()));
    List<Part> decoded = parts.parts(path.member("parts"), message.getPartsList(), role);
    return new Item(
        references.itemId(path, message.getId(), derivedId),
        priority(path, message.getPriority()),
        message.getPinned(),
        references.group(path, message.getGroup()),
        references.keepWith(path, message.getKeepWithList()),
        message.hasScore() ? violations.notNegative(path.member("score"), message.getScore()) : 1,
        known(path, message.hasKnownTokens(), message.getKnownTokens(), !decoded.isEmpty()),
        new Body.Message(role, message.getName(), decoded));
  }

  private List<Item> chunks(FieldPath path, String componentId, List<Chunk> list) {
    if (!countOthers(path, list.size())) {
      return List.of();
    }
    List<Item> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(chunk(path.at(i), componentId + ":" + i, list.get(i)));
    }
    return items;
  }

  private Item chunk(FieldPath path, String derivedId, Chunk chunk) {
    @Nullable Utf8Text text =
        switch (chunk.getTextCase()) {
          case VALUE -> Texts.of(path.member("value"), chunk.getValue(), limits, violations);
          case UTF8 -> Texts.of(path.member("utf8"), chunk.getUtf8(), limits, violations);
          case TEXT_NOT_SET -> null;
        };
    violations.atMost(
        path.member("variants"),
        FixedLimit.VARIANTS,
        "the number of variants",
        chunk.getVariantsCount());
    List<Utf8Text> variants = new ArrayList<>();
    for (int i = 0; i < Math.min(FixedLimit.VARIANTS.value(), chunk.getVariantsCount()); i++) {
      variants.add(
          Texts.of(path.member("variants").at(i), chunk.getVariants(i), limits, violations));
    }
    return new Item(
        references.itemId(path, chunk.getId(), derivedId),
        priority(path, chunk.getPriority()),
        chunk.getPinned(),
        references.group(path, chunk.getGroup()),
        references.keepWith(path, chunk.getKeepWithList()),
        chunk.hasScore() ? violations.notNegative(path.member("score"), chunk.getScore()) : 1,
        known(path, chunk.hasKnownTokens(), chunk.getKnownTokens(), text != null),
        new Body.Passage(text, source(path, chunk.getSource()), variants));
  }

  private List<Item> tools(FieldPath path, List<Tool> list) {
    if (!violations.atMost(
        path, Reason.TOO_MANY_ITEMS, "the number of tools", limits.maxTools(), list.size())) {
      return List.of();
    }
    List<Item> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(tool(path.at(i), list.get(i)));
    }
    return items;
  }

  private Item tool(FieldPath path, Tool tool) {
    violations.name(path.member("name"), tool.getName(), FixedLimit.NAME_BYTES);
    String id = TOOL_ID_PREFIX + tool.getName();
    references.addId(path.member("name"), id);
    return new Item(
        id,
        priority(path, tool.getPriority()),
        tool.getPinned(),
        references.group(path, tool.getGroup()),
        references.keepWith(path, tool.getKeepWithList()),
        1,
        OptionalInt.empty(),
        new Body.Tool(
            tool.getName(),
            tool.getDescription(),
            schema(path.member("parameters_json_schema"), tool.getParametersJsonSchema()),
            tool.getParametersJsonSchema()));
  }

  private Json.@Nullable Obj schema(FieldPath field, String schema) {
    boolean fits =
        violations.atMost(
            field,
            Reason.SCHEMA_TOO_LARGE,
            "the bytes of a schema",
            limits.maxSchemaBytes(),
            Violations.utf8Bytes(schema));
    if (schema.isEmpty() || !fits) {
      return null;
    }
    try {
      return JsonText.object(schema, limits.maxSchemaDepth());
    } catch (JsonText.BadJson e) {
      Map<String, String> limit = Map.of("limit", Integer.toString(limits.maxSchemaDepth()));
      violations.add(
          new Violation(
              field.toString(),
              e.isTooDeep() ? Reason.SCHEMA_TOO_LARGE : Reason.BAD_JSON,
              String.valueOf(e.getMessage()),
              e.isTooDeep() ? limit : Map.of()));
      return null;
    }
  }

  private List<Item> entries(FieldPath path, String componentId, List<Entry> list) {
    if (!countOthers(path, list.size())) {
      return List.of();
    }
    List<Item> items = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      items.add(entry(path.at(i), componentId + ":" + i, list.get(i)));
    }
    return items;
  }

  private Item entry(FieldPath path, String derivedId, Entry entry) {
    violations.name(path.member("key"), entry.getKey(), FixedLimit.KEY_BYTES);
    String id = references.itemId(path, entry.getId(), derivedId);
    references.supersession(path, id, entry);
    boolean stated = !entry.hasValue() && entry.hasKnownTokens();
    @Nullable Utf8Text value =
        stated ? null : Texts.of(path.member("value"), entry.getValue(), limits, violations);
    return new Item(
        id,
        priority(path, entry.getPriority()),
        entry.getPinned(),
        references.group(path, entry.getGroup()),
        references.keepWith(path, entry.getKeepWithList()),
        entry.hasScore() ? violations.notNegative(path.member("score"), entry.getScore()) : 1,
        known(path, entry.hasKnownTokens(), entry.getKnownTokens(), value != null),
        new Body.Entry(
            entry.getKey(), value, source(path, entry.getSource()), entry.getSupersededBy()));
  }

  private boolean countOthers(FieldPath path, int more) {
    others += more;
    return violations.atMost(
        path, Reason.TOO_MANY_ITEMS, "the number of items", limits.maxItems(), others);
  }

  private int priority(FieldPath path, int priority) {
    return violations.priority(path.member("priority"), priority);
  }

  private String source(FieldPath path, String source) {
    violations.atMost(
        path.member("source"),
        FixedLimit.SOURCE_BYTES,
        "the bytes of a source",
        Violations.utf8Bytes(source));
    return source;
  }

  private OptionalInt known(FieldPath path, boolean set, KnownTokens known, boolean hasBody) {
    if (!set) {
      return OptionalInt.empty();
    }
    FieldPath field = path.member("known_tokens");
    int count =
        violations.upTo(FixedLimit.TOKENS, field.member("token_count"), known.getTokenCount(), 0);
    if (known.getTokenizerId().equals(tokenizerId)) {
      return OptionalInt.of(stated.add(field.member("token_count"), count));
    }
    if (!hasBody) {
      violations.add(
          field.member("tokenizer_id"),
          Reason.TOKENIZER_MISMATCH,
          "must be the tokenizer in use where there is no body to count");
    }
    return OptionalInt.empty();
  }

  /** Checks that references name items of the request. */
  void checkReferences() {
    references.check();
  }
}
