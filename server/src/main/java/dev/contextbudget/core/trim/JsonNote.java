package dev.contextbudget.core.trim;

import dev.contextbudget.core.token.Utf8Text;
import org.jspecify.annotations.Nullable;

/**
 * A note that stands in JSON without breaking it.
 *
 * @param escaped the note as it stands between quotes; may be empty
 */
record JsonNote(String escaped) {
  /** Key of the note where members of an object were cut away. */
  private static final String KEY = "truncated";

  static JsonNote of(Utf8Text note) {
    String text = note.decode();
    StringBuilder escaped = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        escaped.append('\\').append(c);
      } else if (c < ' ') {
        escaped.append("\\u%04x".formatted((int) c));
      } else {
        escaped.append(c);
      }
    }
    return new JsonNote(escaped.toString());
  }

  /** Returns the note for behind the last thing that is kept of {@code open}. */
  Utf8Text behind(@Nullable Open open) {
    if (escaped.isEmpty() || open == null) {
      return Utf8Text.EMPTY;
    }
    return Utf8Text.of(open.kind() == Open.Kind.STRING ? " " + escaped : "," + item(open));
  }

  /** Returns the note for before the first thing that is kept of {@code open}. */
  Utf8Text before(@Nullable Open open) {
    if (escaped.isEmpty() || open == null) {
      return Utf8Text.EMPTY;
    }
    return Utf8Text.of(open.kind() == Open.Kind.STRING ? escaped + " " : item(open) + ",");
  }

  private String item(Open open) {
    String value = '"' + escaped + '"';
    return open.kind() == Open.Kind.OBJECT ? "\"" + KEY + "\":" + value : value;
  }

  /** Returns the size only: text must not reach logs and errors. */
  @Override
  public String toString() {
    return "JsonNote[" + escaped.length() + " chars]";
  }
}
