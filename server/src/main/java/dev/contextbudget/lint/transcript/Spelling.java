package dev.contextbudget.lint.transcript;

import dev.contextbudget.dialect.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** Members that protobuf's JSON takes in two spellings: {@code maxItems} and {@code max_items}. */
public final class Spelling {
  private Spelling() {}

  /**
   * Returns a member in either spelling; null if there is none.
   *
   * @param camelCase its name
   */
  public static @Nullable JsonValue member(JsonValue object, String camelCase) {
    JsonValue member = object.member(camelCase);
    return member == null ? object.member(snakeCase(camelCase)) : member;
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
