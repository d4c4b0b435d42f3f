package dev.contextbudget.edge;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a mark into every text of a request, wherever it is. */
final class Marked {
  /**
   * Names, which may be told: with a mark in them nearly every request would fail in the same way.
   */
  private static final Set<String> NAMES =
      Set.of(
          "model",
          "preset",
          "tokenizer_id",
          "prefix_token",
          "commit_token",
          "contextbudget.v1.Component.id",
          "contextbudget.v1.Slot.name",
          "contextbudget.v1.SlotDemand.slot",
          "contextbudget.v1.Tool.name",
          "contextbudget.v1.ToolCall.id",
          "contextbudget.v1.ToolResult.call_id",
          "contextbudget.v1.Message.id",
          "contextbudget.v1.Message.group",
          "contextbudget.v1.Chunk.id",
          "contextbudget.v1.Chunk.group",
          "contextbudget.v1.Entry.id",
          "contextbudget.v1.Entry.superseded_by",
          "keep_with");

  private Marked() {}

  /** Returns the request with the mark before each text. */
  static Message with(String mark, Message request) {
    Message.Builder marked = request.toBuilder();
    for (Map.Entry<FieldDescriptor, Object> entry : request.getAllFields().entrySet()) {
      FieldDescriptor field = entry.getKey();
      if (NAMES.contains(field.getName()) || NAMES.contains(field.getFullName())) {
        continue;
      }
      if (field.isRepeated()) {
        List<Object> values = new ArrayList<>();
        ((List<?>) entry.getValue()).forEach(value -> values.add(marked(mark, value)));
        marked.setField(field, values);
      } else {
        marked.setField(field, marked(mark, entry.getValue()));
      }
    }
    return marked.build();
  }

  private static Object marked(String mark, Object value) {
    if (value instanceof String text) {
      return mark + text;
    }
    if (value instanceof ByteString bytes) {
      return ByteString.copyFromUtf8(mark).concat(bytes);
    }
    return value instanceof Message message ? with(mark, message) : value;
  }
}
