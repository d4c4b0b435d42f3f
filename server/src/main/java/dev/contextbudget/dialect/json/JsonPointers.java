package dev.contextbudget.dialect.json;

import java.util.ArrayList;
import java.util.List;

/** JSON Pointers (RFC 6901). */
final class JsonPointers {

  private JsonPointers() {}

  /** Adds a name as the next step of a pointer. */
  static void append(StringBuilder pointer, String name) {
    pointer.append('/').append(name.replace("~", "~0").replace("/", "~1"));
  }

  /** Returns the names and indexes of a pointer that is one. */
  static List<String> steps(String pointer) {
    List<String> steps = new ArrayList<>();
    int from = 1;
    while (from <= pointer.length()) {
      int slash = pointer.indexOf('/', from);
      int to = slash < 0 ? pointer.length() : slash;
      steps.add(pointer.substring(from, to).replace("~1", "/").replace("~0", "~"));
      from = to + 1;
    }
    return steps;
  }
}
