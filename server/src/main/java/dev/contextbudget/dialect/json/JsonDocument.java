package dev.contextbudget.dialect.json;

import dev.contextbudget.core.token.Utf8Text;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text and an index of what stands where in it.
 *
 * <p>Nothing is copied out of the text: a value is a range of its bytes, so what is passed on comes
 * out byte for byte, its numbers, escapes and white space as they were. The index has 25 bytes for
 * a value, in the order of the text; value 0 is the whole.
 */
public final class JsonDocument {
  private static final byte ESCAPED = 1 << 4;

  private final Utf8Text bytes;
  private int size;
  private byte[] kinds = new byte[64];
  private int[] starts = new int[64];
  private int[] ends = new int[64];
  private int[] nexts = new int[64];
  private int[] parents = new int[64];

  /** The last value inside of each so far; 0 if there is none. */
  private int[] lasts = new int[64];

  private @Nullable String[] names = new String[64];

  JsonDocument(Utf8Text bytes) {
    this.bytes = bytes;
  }

  /** Returns the value that the text is. */
  public JsonValue root() {
    return new JsonValue(this, 0);
  }

  /** Returns the text. */
  public Utf8Text bytes() {
    return bytes;
  }

  /** Returns the number of values. */
  public int size() {
    return size;
  }

  /** Adds a value behind all others and returns its number. */
  int add(JsonKind kind, int parent, @Nullable String name, int start) {
    if (size == kinds.length) {
      grow();
    }
    int node = size++;
    kinds[node] = (byte) kind.ordinal();
    parents[node] = parent;
    names[node] = name;
    starts[node] = start;
    if (parent >= 0) {
      int last = lasts[parent];
      if (last != 0) {
        nexts[last] = node;
      }
      lasts[parent] = node;
    }
    return node;
  }

  private void grow() {
    int capacity = size * 2;
    kinds = Arrays.copyOf(kinds, capacity);
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
    nexts = Arrays.copyOf(nexts, capacity);
    parents = Arrays.copyOf(parents, capacity);
    lasts = Arrays.copyOf(lasts, capacity);
    names = Arrays.copyOf(names, capacity);
  }

  void end(int node, int end) {
    ends[node] = end;
  }

  void escaped(int node) {
    kinds[node] |= ESCAPED;
  }

  JsonKind kind(int node) {
    return KINDS[kinds[node] & ~ESCAPED];
  }

  private static final JsonKind[] KINDS = JsonKind.values();

  int start(int node) {
    return starts[node];
  }

  int end(int node) {
    return ends[node];
  }

  /** Returns the value that follows in the same object or array; 0 if there is none. */
  int next(int node) {
    return nexts[node];
  }

  int parent(int node) {
    return parents[node];
  }

  /** Returns the first value inside of one; 0 if there is none. */
  int firstChild(int node) {
    int child = node + 1;
    return child < size && parents[child] == node ? child : 0;
  }

  /** Returns the name of a member; empty for an element. */
  String name(int node) {
    String name = names[node];
    return name == null ? "" : name;
  }

  boolean isMember(int node) {
    return names[node] != null;
  }

  Utf8Text text(int node) {
    Utf8Text inside = bytes.slice(starts[node] + 1, ends[node] - 1);
    return (kinds[node] & ESCAPED) == 0 ? inside : JsonStrings.unescaped(inside);
  }

  /** Returns a place as a JSON Pointer. Linear in the siblings on the way. */
  String pointer(int node) {
    return pointer(node, false);
  }

  String publicPointer(int node) {
    return pointer(node, true);
  }

  private String pointer(int node, boolean onlyPublic) {
    if (node == 0) {
      return "";
    }
    StringBuilder path = new StringBuilder();
    append(path, node, onlyPublic);
    return path.toString();
  }

  /** Returns whether the whole way was written. */
  private boolean append(StringBuilder path, int node, boolean onlyPublic) {
    int parent = parents[node];
    if (parent != 0 && !append(path, parent, onlyPublic)) {
      return false;
    }
    String name = names[node];
    if (name == null) {
      path.append('/').append(index(node));
      return true;
    }
    if (onlyPublic && !PublicNames.has(name)) {
      return false;
    }
    JsonPointers.append(path, name);
    return true;
  }

  private int index(int node) {
    int index = 0;
    for (int child = firstChild(parents[node]); child != node; child = nexts[child]) {
      index++;
    }
    return index;
  }
}
