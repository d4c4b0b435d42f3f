package dev.contextbudget.dialect.json;

import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A document with changes: what is not changed keeps its bytes, the white space between elements
 * included.
 *
 * <p>No value is changed twice, and none inside of one that is removed or replaced.
 */
public final class JsonEdits {
  private static final Utf8Text COMMA = Utf8Text.of(",");

  private final JsonDocument document;
  private final List<JsonEdit> edits;
  private final Map<Integer, Utf8Text> replaced = new HashMap<>();
  private final BitSet removed = new BitSet();
  private final Map<Integer, TreeMap<Integer, List<Utf8Text>>> inserted = new HashMap<>();

  /** By object or array: what is left in it, as far as anybody asked. */
  private final Map<Integer, Map<String, Integer>> origins = new HashMap<>();

  /** Objects and arrays in which something is changed. */
  private final BitSet touched = new BitSet();

  /**
   * @param edits in any order; of insertions at one place the first stands first
   * @throws IllegalArgumentException if they do not go together
   */
  public JsonEdits(JsonDocument document, List<JsonEdit> edits) {
    this.document = document;
    this.edits = List.copyOf(edits);
    edits.forEach(this::note);
    replaced.keySet().forEach(this::checkUntouched);
    removed.stream().forEach(this::checkUntouched);
    inserted.forEach((array, at) -> checkIndex(array, at.lastKey()));
  }

  private void note(JsonEdit edit) {
    int node = edit.at().node();
    boolean again = false;
    if (edit instanceof JsonEdit.Replace replace) {
      again = replaced.put(node, replace.json()) != null || removed.get(node);
    } else if (edit instanceof JsonEdit.Insert insert) {
      inserted
          .computeIfAbsent(node, unused -> new TreeMap<>())
          .computeIfAbsent(insert.index(), unused -> new ArrayList<>())
          .add(insert.json());
      touched.set(node);
    } else {
      again = removed.get(node) || replaced.containsKey(node);
      removed.set(node);
    }
    if (again) {
      throw new IllegalArgumentException(edit.at() + " is changed twice");
    }
    for (int n = document.parent(node); n >= 0 && !touched.get(n); n = document.parent(n)) {
      touched.set(n);
    }
  }

  private void checkUntouched(int node) {
    if (touched.get(node)) {
      throw new IllegalArgumentException(
          new JsonValue(document, node) + " is removed or replaced, and changed inside");
    }
  }

  private void checkIndex(int array, int index) {
    int child = document.firstChild(array);
    for (int i = 0; i < index; i++) {
      if (child == 0) {
        throw new IllegalArgumentException(
            "%s: want an index up to %d, got %d"
                .formatted(new JsonValue(document, array), i, index));
      }
      child = document.next(child);
    }
  }

  /** Returns whether nothing is changed. */
  public boolean isEmpty() {
    return edits.isEmpty();
  }

  /** Returns the changes. */
  public List<JsonEdit> edits() {
    return edits;
  }

  /** Returns the changed text; the very document if nothing is changed. Linear in the bytes. */
  public Utf8Text text() {
    if (edits.isEmpty()) {
      return document.bytes();
    }
    List<Utf8Text> out = new ArrayList<>();
    out.add(slice(0, document.start(0)));
    write(out, 0);
    out.add(slice(document.end(0), document.bytes().length()));
    return Utf8Text.concat(out);
  }

  /** Returns a value with what is changed inside of it. */
  public Utf8Text text(JsonValue value) {
    List<Utf8Text> out = new ArrayList<>();
    write(out, value.node());
    return out.size() == 1 ? out.get(0) : Utf8Text.concat(out);
  }

  /**
   * Returns where a place of the changed text comes from: the value that stands there, or the
   * nearest one around it if what stands there is new. All places together are linear in the text.
   *
   * @param pointer a JSON Pointer into the changed text
   */
  public JsonValue origin(String pointer) {
    int node = 0;
    for (String step : JsonPointers.steps(pointer)) {
      int child = replaced.containsKey(node) ? 0 : origin(node, step);
      if (child == 0) {
        break;
      }
      node = child;
    }
    return new JsonValue(document, node);
  }

  /** Returns what a step leads to in the changed text; 0 if that is new. */
  private int origin(int node, String step) {
    return origins.computeIfAbsent(node, this::origins).getOrDefault(step, 0);
  }

  /** Returns by its name or place what is left of what was in a value. */
  private Map<String, Integer> origins(int node) {
    Map<Integer, List<Utf8Text>> insertions = inserted.getOrDefault(node, new TreeMap<>());
    Map<String, Integer> left = new HashMap<>();
    int index = 0;
    int place = 0;
    for (int child = document.firstChild(node); child != 0; child = document.next(child)) {
      place += insertions.getOrDefault(index++, List.of()).size();
      if (!removed.get(child)) {
        boolean isMember = document.isMember(child);
        left.put(isMember ? document.name(child) : Integer.toString(place), child);
        place++;
      }
    }
    return left;
  }

  /** Returns the changes as a JSON Patch (RFC 6902). */
  public Utf8Text patch() {
    return JsonPatch.of(document, edits);
  }

  private void write(List<Utf8Text> out, int node) {
    Utf8Text other = replaced.get(node);
    if (other != null) {
      out.add(other);
    } else if (touched.get(node)) {
      writeInside(out, node);
    } else {
      out.add(slice(document.start(node), document.end(node)));
    }
  }

  /** What stands before an element goes with it: a comma, white space and its name. */
  private void writeInside(List<Utf8Text> out, int node) {
    Map<Integer, List<Utf8Text>> insertions = inserted.getOrDefault(node, new TreeMap<>());
    int index = 0;
    int from = document.start(node) + 1;
    out.add(slice(from - 1, from));
    boolean any = false;
    for (int child = document.firstChild(node); child != 0; child = document.next(child)) {
      any |= insert(out, node, insertions.get(index), any);
      if (!removed.get(child)) {
        int start = startOf(child);
        out.add(!any ? lead(node) : index == 0 ? separator(node) : slice(from, start));
        out.add(slice(start, document.start(child)));
        write(out, child);
        any = true;
      }
      from = document.end(child);
      index++;
    }
    any |= insert(out, node, insertions.get(index), any);
    out.add(slice(any ? from : document.end(node) - 1, document.end(node)));
  }

  /** Returns whether there was anything to insert. */
  private boolean insert(
      List<Utf8Text> out, int node, @Nullable List<Utf8Text> jsons, boolean any) {
    if (jsons == null) {
      return false;
    }
    for (int i = 0; i < jsons.size(); i++) {
      out.add(any || i > 0 ? separator(node) : lead(node));
      out.add(jsons.get(i));
    }
    return true;
  }

  /** Returns what stands before the first element that was given. */
  private Utf8Text lead(int node) {
    int first = document.firstChild(node);
    return first == 0 ? Utf8Text.EMPTY : slice(document.start(node) + 1, startOf(first));
  }

  /** Returns what stands between two elements, as between the first two that were given. */
  private Utf8Text separator(int node) {
    int first = document.firstChild(node);
    int second = first == 0 ? 0 : document.next(first);
    if (second == 0) {
      return Utf8Text.concat(List.of(COMMA, lead(node)));
    }
    int from = document.end(first);
    return slice(from, startOf(second));
  }

  /** Returns where an element, or the name of a member, begins. */
  private int startOf(int child) {
    return document.isMember(child) ? document.label(child) : document.start(child);
  }

  private Utf8Text slice(int start, int end) {
    return document.bytes().slice(start, end);
  }
}
