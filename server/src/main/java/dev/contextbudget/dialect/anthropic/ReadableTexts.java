package dev.contextbudget.dialect.anthropic;

import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The strings of a block that its model reads: all but types, ids, marks and what is sealed or
 * base64.
 */
final class ReadableTexts {
  private static final Set<String> UNREAD =
      Set.of(
          "type",
          "id",
          "tool_use_id",
          "cache_control",
          "caller",
          "data",
          "media_type",
          "encrypted_content",
          "encrypted_index",
          "encrypted_stdout",
          "file_id",
          "signature");

  private ReadableTexts() {}

  static List<Utf8Text> of(JsonValue block) {
    List<Utf8Text> texts = new ArrayList<>();
    add(block, texts);
    return texts;
  }

  private static void add(JsonValue value, List<Utf8Text> texts) {
    if (value.isString()) {
      texts.add(value.text());
    }
    value.elements().forEach(element -> add(element, texts));
    for (JsonValue.Member member : value.members()) {
      if (!UNREAD.contains(member.name())) {
        add(member.value(), texts);
      }
    }
  }
}
