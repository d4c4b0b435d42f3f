package dev.contextbudget.dialect.anthropic;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.Reading;
import dev.contextbudget.dialect.json.JsonKind;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a block costs that is passed on as it is: its texts, its images and documents however deep
 * they stand, and what only the provider can read.
 *
 * <p>What a tool was given and how one is defined are JSON for the model, as in the blocks and
 * lists of the client's own tools. All else but names of places and marks is read as text.
 */
final class BlockContents {
  private static final Set<String> UNREAD =
      Set.of(
          "type",
          "id",
          "tool_use_id",
          "cache_control",
          "caller",
          "citations",
          "media_type",
          "file_id",
          "signature");

  private static final Set<String> JSON = Set.of("input", "definition", "tools");

  private static final Set<String> SOURCED = Set.of("image", "document");

  /** Results of the provider's tools; citations in them are charged with the text they are on. */
  private static final Set<String> SEALED = Set.of("encrypted_content", "encrypted_stdout", "data");

  private final Reading reading;
  private final PartSizes sizes;
  private final DeferredTools deferred;

  BlockContents(Reading reading, DeferredTools deferred) {
    this.reading = reading;
    this.sizes = reading.sizes();
    this.deferred = deferred;
  }

  /** What was met so far. */
  private static final class Found {
    private final JsonValue block;
    private final List<Utf8Text> texts = new ArrayList<>();
    private final List<Part> others = new ArrayList<>();

    private Found(JsonValue block) {
      this.block = block;
    }
  }

  /** Returns the parts that a block is; one part if the caller states what it costs. */
  List<Part> of(JsonValue block) {
    if (SOURCED.contains(block.textOf("type"))
        && reading.required(block, "source", JsonKind.OBJECT) == null) {
      return List.of(sizes.unknown(block));
    }
    Found found = new Found(block);
    if (!sizes.isStated(block)) {
      add(block, found);
    }
    List<Part> parts = new ArrayList<>();
    if (!found.texts.isEmpty() || found.others.isEmpty()) {
      parts.add(sizes.counted(block, found.texts));
    }
    parts.addAll(found.others);
    return parts;
  }

  private void add(JsonValue value, Found found) {
    switch (value.textOf("type")) {
      case "image" -> addImage(value, found);
      case "document" -> addDocument(value, found);
      case "compaction" -> addTexts(value, found, Set.of("encrypted_content"));
      case "fallback" -> {
        // is not rendered into the prompt (request types of anthropic-sdk-python 2.12.0)
      }
      case "tool_reference" -> {
        addTexts(value, found, Set.of());
        deferred
            .found(value)
            .ifPresent(tokens -> found.others.add(sizes.told(DeferredTools.named(value), tokens)));
      }
      case "tool_removal" -> addNames(value, found);
      default -> addTexts(value, found, Set.of());
    }
  }

  /** What leaves is named, and not defined once more. */
  private void addNames(JsonValue value, Found found) {
    JsonValue tool = value.member("tool");
    if (tool != null) {
      addTexts(tool, found, Set.of());
    }
    addTexts(value, found, Set.of("tool"));
  }

  /**
   * @param unread members that are not read here, beside those that never are
   */
  private void addTexts(JsonValue value, Found found, Set<String> unread) {
    if (value.isString()) {
      found.texts.add(value.text());
    }
    value.elements().forEach(element -> add(element, found));
    for (JsonValue.Member member : value.members()) {
      String name = member.name();
      JsonValue held = member.value();
      if (UNREAD.contains(name) || unread.contains(name) || held.isNull()) {
        continue;
      }
      if (JSON.contains(name)) {
        found.texts.add(held.raw());
      } else if (SEALED.contains(name) && held.isString()) {
        found.others.add(sizes.sealed(held));
      } else {
        add(held, found);
      }
    }
  }

  /** Servers of tools (MCP) have their data beside the type, and no source. */
  private void addImage(JsonValue block, Found found) {
    JsonValue inside = block.member("source");
    JsonValue source = inside == null ? block : inside;
    found.others.add(sizes.image(block, data(source), "", source.textOf("media_type")));
  }

  /**
   * A document of plain text or of blocks is read as text, another page by page. It may hold
   * others, and each is copied with what it holds, so of these only the source is.
   */
  private void addDocument(JsonValue block, Found found) {
    JsonValue inside = block.member("source");
    JsonValue source = inside == null ? block : inside;
    switch (source.textOf("type")) {
      case "text" -> found.texts.add(data(source));
      case "content" -> addTexts(source, found, Set.of());
      default -> {
        JsonValue small = inside == null ? Objects.requireNonNull(block.member("type")) : inside;
        JsonValue copied = block.equals(found.block) ? block : small;
        found.others.add(sizes.file(copied, data(source), source.textOf("media_type")));
      }
    }
    addTexts(block, found, Set.of("source", "data"));
  }

  private static Utf8Text data(JsonValue source) {
    JsonValue data = source.string("data");
    return data == null ? Utf8Text.EMPTY : data.text();
  }
}
