package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Members that protobuf's JSON takes in two spellings: {@code maxItems} and {@code max_items}. */
public final class Spelling {
  private Spelling() {}

  /**
   * Returns a member in either spelling; null if there is none, and if it is null, which is the
   * same there.
   *
   * @param camelCase its name
   */
  public static @Nullable JsonValue member(JsonValue object, String camelCase) {
    JsonValue member = present(object, camelCase);
    return member == null ? present(object, snakeCase(camelCase)) : member;
  }

  private static @Nullable JsonValue present(JsonValue object, String name) {
    JsonValue member = object.member(name);
    return member == null || member.isNull() ? null : member;
  }

  /** Returns the other spelling of a name. */
  public static String snakeCase(String camelCase) {
    StringBuilder name = new StringBuilder(camelCase.length() + 4);
    for (int i = 0; i < camelCase.length(); i++) {
      char c = camelCase.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        name.append('_').append((char) (c - 'A' + 'a'));
      } else {
        name.append(c);
      }
    }
    return name.toString();
  }
}
