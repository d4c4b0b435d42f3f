package dev.contextbudget.core.model;

import dev.contextbudget.core.item.Json;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes JSON so that equal values give equal bytes: members by name, no white space, the shortest
 * escapes.
 *
 * <p>This is RFC 8785 but for numbers, which keep their digits as they were written: a caller who
 * writes {@code 1.0} means it, and a provider counts three characters. Providers cache prompts by
 * their bytes, so a schema whose members change places would cost the whole prefix.
 */
public final class CanonicalJson {
  private CanonicalJson() {}

  /** Returns the text of a value. Linear but for the sorting of members. */
  public static String write(Json value) {
    StringBuilder out = new StringBuilder();
    append(out, value);
    return out.toString();
  }

  private static void append(StringBuilder out, Json value) {
    if (value instanceof Json.Obj object) {
      appendMembers(out, object);
    } else if (value instanceof Json.Arr array) {
      appendElements(out, array);
    } else if (value instanceof Json.Str string) {
      appendString(out, string.value());
    } else if (value instanceof Json.Num number) {
      out.append(number.digits());
    } else if (value instanceof Json.Bool bool) {
      out.append(bool.value());
    } else {
      out.append("null");
    }
  }

  /** Names are sorted by UTF-16 code units, as RFC 8785 has it and {@link String} compares. */
  private static void appendMembers(StringBuilder out, Json.Obj object) {
    out.append('{');
    Iterator<Map.Entry<String, Json>> members =
        new TreeMap<>(object.members()).entrySet().iterator();
    while (members.hasNext()) {
      Map.Entry<String, Json> member = members.next();
      appendString(out, member.getKey());
      out.append(':');
      append(out, member.getValue());
      if (members.hasNext()) {
        out.append(',');
      }
    }
    out.append('}');
  }

  private static void appendElements(StringBuilder out, Json.Arr array) {
    out.append('[');
    for (int i = 0; i < array.elements().size(); i++) {
      if (i > 0) {
        out.append(',');
      }
      append(out, array.elements().get(i));
    }
    out.append(']');
  }

  private static void appendString(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (c < ' ') {
            out.append("\\u00").append(Character.forDigit(c >> 4, 16));
            out.append(Character.forDigit(c & 0xF, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
