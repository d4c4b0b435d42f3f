package dev.contextbudget.dialect.json;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Writes JSON texts in every form the grammar has: white space where it may stand, escapes of every
 * kind, numbers with all their parts. No member twice and no half surrogate pair.
 */
final class RandomJson {
  private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n", "   ", "\n\t  \r"};
  private static final String[] NAMES = {"content", "a/b", "m~n", "", "0", "ключ", "\"q\"", "role"};
  private static final String SHORT_ESCAPES = "\"\\/\b\f\n\r\t";
  private static final String SHORT_LETTERS = "\"\\/bfnrt";

  private final SplittableRandom random;
  private final StringBuilder out = new StringBuilder();
  private int values;

  private RandomJson(SplittableRandom random, int values) {
    this.random = random;
    this.values = values;
  }

  /** Returns a text of some values. */
  static String text(SplittableRandom random, int values) {
    RandomJson json = new RandomJson(random, values);
    json.space();
    json.value(0);
    json.space();
    return json.out.toString();
  }

  static byte[] utf8(SplittableRandom random, int values) {
    return text(random, values).getBytes(StandardCharsets.UTF_8);
  }

  private void value(int depth) {
    values--;
    boolean holdsOthers = values > 0 && depth < JsonIndexer.MAX_DEPTH - 1 && random.nextInt(3) > 0;
    if (holdsOthers || depth == 0) {
      if (random.nextBoolean()) {
        array(depth);
      } else {
        object(depth);
      }
      return;
    }
    switch (random.nextInt(8)) {
      case 0 -> out.append("true");
      case 1 -> out.append("false");
      case 2 -> out.append("null");
      case 3, 4 -> number();
      default -> string();
    }
  }

  /** A few elements, many of which hold others; one in ten holds as many as there may be. */
  private int children() {
    return Math.min(values, random.nextInt(10) == 0 ? 40 : random.nextInt(5));
  }

  private void array(int depth) {
    out.append('[');
    space();
    for (int n = children(), i = 0; i < n; i++) {
      out.append(i == 0 ? "" : ",");
      space();
      value(depth + 1);
      space();
    }
    out.append(']');
  }

  private void object(int depth) {
    Set<String> names = new HashSet<>();
    out.append('{');
    space();
    for (int n = children(), i = 0; i < n; i++) {
      out.append(i == 0 ? "" : ",");
      space();
      name(names);
      space();
      out.append(':');
      space();
      value(depth + 1);
      space();
    }
    out.append('}');
  }

  private void name(Set<String> names) {
    String name = NAMES[random.nextInt(NAMES.length)];
    while (!names.add(name)) {
      name = characters(random.nextInt(1, 12));
    }
    string(name);
  }

  private void space() {
    out.append(SPACES[random.nextInt(SPACES.length)]);
  }

  private void number() {
    out.append(random.nextInt(3) == 0 ? "-" : "");
    int digits = random.nextInt(4) == 0 ? random.nextInt(10, 40) : random.nextInt(1, 6);
    out.append(digits == 1 ? random.nextInt(10) : random.nextInt(1, 10));
    digits(digits - 1);
    if (random.nextInt(3) == 0) {
      out.append('.');
      digits(random.nextInt(1, 8));
    }
    if (random.nextInt(3) == 0) {
      out.append(random.nextBoolean() ? 'e' : 'E');
      out.append(new String[] {"", "+", "-"}[random.nextInt(3)]);
      digits(random.nextInt(1, 3));
    }
  }

  private void digits(int count) {
    for (int i = 0; i < count; i++) {
      out.append(random.nextInt(10));
    }
  }

  private void string() {
    string(characters(random.nextInt(8) == 0 ? random.nextInt(200) : random.nextInt(12)));
  }

  private String characters(int count) {
    return random
        .ints(count, 0, 8)
        .map(
            kind ->
                switch (kind) {
                  case 0 -> SHORT_ESCAPES.charAt(random.nextInt(SHORT_ESCAPES.length()));
                  case 1 -> random.nextInt(0x20);
                  case 2 -> random.nextInt(0x80, 0x800);
                  case 3 -> random.nextInt(0xE000, 0x10000);
                  case 4 -> random.nextInt(0x10000, 0x110000);
                  default -> random.nextInt(' ', 0x7F);
                })
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private void string(String text) {
    out.append('"');
    text.codePoints().forEach(this::character);
    out.append('"');
  }

  private void character(int codePoint) {
    int at = SHORT_ESCAPES.indexOf(codePoint);
    boolean mustEscape = codePoint < ' ' || codePoint == '"' || codePoint == '\\';
    if (at >= 0 && random.nextBoolean()) {
      out.append('\\').append(SHORT_LETTERS.charAt(at));
    } else if (mustEscape || random.nextInt(4) == 0) {
      for (char unit : Character.toChars(codePoint)) {
        String hex = String.format("%04x", (int) unit);
        out.append("\\u")
            .append(random.nextBoolean() ? hex : hex.toUpperCase(java.util.Locale.ROOT));
      }
    } else {
      out.appendCodePoint(codePoint);
    }
  }
}
