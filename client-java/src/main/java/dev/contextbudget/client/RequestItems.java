package dev.contextbudget.client;

import dev.contextbudget.v1.Chunk;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.Entry;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Tool;
import dev.contextbudget.v1.ToolResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The items of a request by id, each as the parts that a prompt may name.
 *
 * <p>Of a message these are its parts; of a passage its text and then its variants; of an entry
 * {@code key: value}; of a text the text. A part is as the service gives it back: bytes are text.
 * What was sent without its body is a part without body.
 */
final class RequestItems {
  private static final String MESSAGES = "messages";

  private final Map<String, List<Part>> parts = new HashMap<>();
  private final Map<String, String> speakers = new HashMap<>();
  private final Map<String, Tool> tools = new HashMap<>();

  private RequestItems() {}

  static RequestItems of(FitContextRequest request) {
    RequestItems items = new RequestItems();
    request.getComponentsList().forEach(items::add);
    return items;
  }

  static RequestItems of(CompactRequest request) {
    RequestItems items = new RequestItems();
    items.add(MESSAGES, request.getMessagesList());
    return items;
  }

  /** Returns the definition as a prompt has it. */
  Tool tool(String itemId) {
    return known(itemId, tools.get(itemId));
  }

  /** Returns the name of the message's speaker, which may be empty. */
  String speaker(String itemId) {
    return known(itemId, speakers.get(itemId));
  }

  int partCount(String itemId) {
    return known(itemId, parts.get(itemId)).size();
  }

  Part part(String itemId, int index) {
    List<Part> of = known(itemId, parts.get(itemId));
    if (index < 0 || index >= of.size()) {
      throw Edits.foreign(itemId);
    }
    return of.get(index);
  }

  private static <T> T known(String itemId, @Nullable T found) {
    if (found == null) {
      throw Edits.foreign(itemId);
    }
    return found;
  }

  private void add(Component component) {
    String id = component.getId();
    switch (component.getContentCase()) {
      case TEXT -> parts.put(id, List.of(text(component.getText())));
      case MESSAGES -> add(id, component.getMessages().getMessagesList());
      case CHUNKS -> {
        List<Chunk> chunks = component.getChunks().getChunksList();
        for (int i = 0; i < chunks.size(); i++) {
          parts.put(itemId(chunks.get(i).getId(), id, i), texts(chunks.get(i)));
        }
      }
      case TOOLS ->
          component
              .getTools()
              .getToolsList()
              .forEach(tool -> tools.put("tool:" + tool.getName(), definition(tool)));
      case ENTRIES -> {
        List<Entry> entries = component.getEntries().getEntriesList();
        for (int i = 0; i < entries.size(); i++) {
          parts.put(itemId(entries.get(i).getId(), id, i), List.of(text(entries.get(i))));
        }
      }
      case CONTENT_NOT_SET -> {} // an empty component has no items
    }
  }

  private void add(String componentId, List<Message> messages) {
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      String id = itemId(message.getId(), componentId, i);
      boolean bodiless = message.getPartsCount() == 0 && message.hasKnownTokens();
      parts.put(
          id,
          bodiless
              ? List.of(Part.getDefaultInstance())
              : message.getPartsList().stream().map(RequestItems::asText).toList());
      speakers.put(id, message.getName());
    }
  }

  private static String itemId(String given, String componentId, int index) {
    return given.isEmpty() ? componentId + ":" + index : given;
  }

  /** Leaves out what the model does not read: priority, pin and ties to other items. */
  private static Tool definition(Tool tool) {
    return Tool.newBuilder()
        .setName(tool.getName())
        .setDescription(tool.getDescription())
        .setParametersJsonSchema(tool.getParametersJsonSchema())
        .build();
  }

  private static Part text(TextContent content) {
    return switch (content.getTextCase()) {
      case VALUE -> Part.newBuilder().setText(content.getValue()).build();
      case UTF8 -> Part.newBuilder().setTextBytes(content.getUtf8()).build();
      case TEXT_NOT_SET -> Part.getDefaultInstance();
    };
  }

  private static Part text(Entry entry) {
    return !entry.hasValue() && entry.hasKnownTokens()
        ? Part.getDefaultInstance()
        : Part.newBuilder().setText(entry.getKey() + ": " + entry.getValue()).build();
  }

  private static List<Part> texts(Chunk chunk) {
    List<Part> texts = new ArrayList<>(1 + chunk.getVariantsCount());
    texts.add(
        switch (chunk.getTextCase()) {
          case VALUE -> Part.newBuilder().setText(chunk.getValue()).build();
          case UTF8 -> Part.newBuilder().setTextBytes(chunk.getUtf8()).build();
          case TEXT_NOT_SET -> Part.getDefaultInstance();
        });
    chunk.getVariantsList().forEach(v -> texts.add(Part.newBuilder().setText(v).build()));
    return texts;
  }

  private static Part asText(Part part) {
    if (part.hasTextUtf8()) {
      return Part.newBuilder().setTextBytes(part.getTextUtf8()).build();
    }
    if (part.hasToolResult()) {
      ToolResult.Builder result = part.getToolResult().toBuilder().clearParts();
      part.getToolResult().getPartsList().forEach(p -> result.addParts(asText(p)));
      return Part.newBuilder().setToolResult(result).build();
    }
    return part;
  }
}
