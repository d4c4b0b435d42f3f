package dev.contextbudget.dialect.json;

import dev.contextbudget.core.token.Utf8Text;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private final Map<Integer, Map<Integer, List<Utf8Text>>> inserted = new HashMap<>();

  /** Objects and arrays in which something is changed. */
  private final BitSet touched = new BitSet();

  /**
   * @param edits in any order; of insertions at one place the first stands first
   */
  public JsonEdits(JsonDocument document, List<JsonEdit> edits) {
    this.document = document;
    this.edits = List.copyOf(edits);
    for (JsonEdit edit : edits) {
      note(edit);
    }
  }

  private void note(JsonEdit edit) {
    int node = edit.at().node();
    if (edit instanceof JsonEdit.Replace replace) {
      replaced.put(node, replace.json());
    } else if (edit instanceof JsonEdit.Insert insert) {
      inserted
          .computeIfAbsent(node, unused -> new HashMap<>())
          .computeIfAbsent(insert.index(), unused -> new ArrayList<>())
          .add(insert.json());
      touched.set(node);
    } else {
      removed.set(node);
    }
    for (int n = document.parent(node); n >= 0 && !touched.get(n); n = document.parent(n)) {
      touched.set(n);
    }
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
    ByteArrayOutputStream out = new ByteArrayOutputStream(document.bytes().length());
    append(out, slice(0, document.start(0)));
    write(out, 0);
    append(out, slice(document.end(0), document.bytes().length()));
    return Utf8Text.wrap(out.toByteArray());
  }

  /** Returns a value with what is changed inside of it. */
  public Utf8Text text(JsonValue value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(value.raw().length());
    write(out, value.node());
    return Utf8Text.wrap(out.toByteArray());
  }

  /** Returns the changes as a JSON Patch (RFC 6902). */
  public Utf8Text patch() {
    return JsonPatch.of(document, edits);
  }

  private void write(ByteArrayOutputStream out, int node) {
    Utf8Text other = replaced.get(node);
    if (other != null) {
      append(out, other);
    } else if (touched.get(node)) {
      writeInside(out, node);
    } else {
      append(out, slice(document.start(node), document.end(node)));
    }
  }

  /** What stands before an element goes with it: a comma, white space and its name. */
  private void writeInside(ByteArrayOutputStream out, int node) {
    Map<Integer, List<Utf8Text>> insertions = inserted.getOrDefault(node, Map.of());
    append(out, slice(document.start(node), document.start(node) + 1));
    Utf8Text lead = lead(node);
    boolean any = false;
    int index = 0;
    int from = document.start(node) + 1;
    for (int child = document.firstChild(node); child != 0; child = document.next(child)) {
      any |= insert(out, node, insertions.get(index), any);
      if (!removed.get(child)) {
        int start = startOf(child, from);
        append(out, !any ? lead : index == 0 ? separator(node) : slice(from, start));
        append(out, slice(start, document.start(child)));
        write(out, child);
        any = true;
      }
      from = document.end(child);
      index++;
    }
    any |= insert(out, node, insertions.get(index), any);
    append(out, slice(any ? from : document.end(node) - 1, document.end(node)));
  }

  /** Returns whether there was anything to insert. */
  private boolean insert(
      ByteArrayOutputStream out, int node, @Nullable List<Utf8Text> jsons, boolean any) {
    if (jsons == null) {
      return false;
    }
    for (int i = 0; i < jsons.size(); i++) {
      append(out, any || i > 0 ? separator(node) : lead(node));
      append(out, jsons.get(i));
    }
    return true;
  }

  /** Returns what stands before the first element that was given. */
  private Utf8Text lead(int node) {
    int start = document.start(node) + 1;
    int first = document.firstChild(node);
    return first == 0 ? Utf8Text.EMPTY : slice(start, startOf(first, start));
  }

  /** Returns what stands between two elements, as between the first two that were given. */
  private Utf8Text separator(int node) {
    int first = document.firstChild(node);
    int second = first == 0 ? 0 : document.next(first);
    return second == 0
        ? Utf8Text.concat(List.of(COMMA, lead(node)))
        : slice(document.end(first), startOf(second, document.end(first)));
  }

  /**
   * Returns where an element, or the name of a member, begins.
   *
   * @param from where what stands before it ends
   */
  private int startOf(int child, int from) {
    if (!document.isMember(child)) {
      return document.start(child);
    }
    int at = from;
    while (document.bytes().byteAt(at) != '"') {
      at++;
    }
    return at;
  }

  private Utf8Text slice(int start, int end) {
    return document.bytes().slice(start, end);
  }

  private static void append(ByteArrayOutputStream out, Utf8Text text) {
    text.read(
        (bytes, start, length) -> {
          out.write(bytes, start, length);
          return out;
        });
  }
}
