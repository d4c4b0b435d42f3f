package dev.contextbudget.dialect.json;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.Arrays;

/**
 * A JSON text and an index of what stands where in it.
 *
 * <p>Nothing is copied out of the text: a value is a range of its bytes, so what is passed on comes
 * out byte for byte, its numbers, escapes and white space as they were. The index has 20 bytes for
 * a value, in the order of the text; value 0 is the whole. What a value is, its first byte tells.
 */
public final class JsonDocument {
  private final Utf8Text bytes;
  private final StopSignal stop;
  private int size;
  private int[] starts = new int[64];

  /** Of a string with escapes, the complement; of what is still open, the last value inside. */
  private int[] ends = new int[64];

  private int[] nexts = new int[64];
  private int[] parents = new int[64];

  /** Where the name of a member begins, with its quote; the index of an element. */
  private int[] labels = new int[64];

  /**
   * @param stop asked while a string is read without its escapes
   */
  JsonDocument(Utf8Text bytes, StopSignal stop) {
    this.bytes = bytes;
    this.stop = stop;
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
  int add(int parent, int label, int start) {
    if (size == starts.length) {
      grow();
    }
    int node = size++;
    starts[node] = start;
    parents[node] = parent;
    labels[node] = label;
    if (parent >= 0) {
      int last = ends[parent];
      if (last != 0) {
        nexts[last] = node;
      }
      ends[parent] = node;
    }
    return node;
  }

  private void grow() {
    int capacity = size * 2;
    starts = Arrays.copyOf(starts, capacity);
    ends = Arrays.copyOf(ends, capacity);
    nexts = Arrays.copyOf(nexts, capacity);
    parents = Arrays.copyOf(parents, capacity);
    labels = Arrays.copyOf(labels, capacity);
  }

  void end(int node, int end, boolean escaped) {
    ends[node] = escaped ? ~end : end;
  }

  /** Returns the last value so far of one that is still open; 0 if there is none. */
  int lastChild(int open) {
    return ends[open];
  }

  JsonKind kind(int node) {
    return switch (bytes.byteAt(starts[node])) {
      case '{' -> JsonKind.OBJECT;
      case '[' -> JsonKind.ARRAY;
      case '"' -> JsonKind.STRING;
      case 't' -> JsonKind.TRUE;
      case 'f' -> JsonKind.FALSE;
      case 'n' -> JsonKind.NULL;
      default -> JsonKind.NUMBER;
    };
  }

  int start(int node) {
    return starts[node];
  }

  int end(int node) {
    int end = ends[node];
    return end < 0 ? ~end : end;
  }

  /** Returns the value that follows in the same object or array; 0 if there is none. */
  int next(int node) {
    return nexts[node];
  }

  /** Returns the object or array around a value; -1 if it is the whole. */
  int parent(int node) {
    return parents[node];
  }

  /** Returns the first value inside of one; 0 if there is none. */
  int firstChild(int node) {
    int child = node + 1;
    return child < size && parents[child] == node ? child : 0;
  }

  /** Returns where the name of a member begins, with its quote; the index of an element. */
  int label(int node) {
    return labels[node];
  }

  boolean isMember(int node) {
    return node != 0 && kind(parents[node]) == JsonKind.OBJECT;
  }

  /** Returns the name of a member. */
  String name(int member) {
    return string(labels[member]).decode();
  }

  /** Returns whether the name of a member is this one. */
  boolean isNamed(int member, String name) {
    return isString(labels[member], name);
  }

  /** Returns the text of the string that begins with a quote, which may be a name. */
  private Utf8Text string(int quote) {
    int to = quote + 1;
    boolean escaped = false;
    while (bytes.byteAt(to) != '"') {
      boolean escape = bytes.byteAt(to) == '\\';
      escaped |= escape;
      to += escape ? 2 : 1;
    }
    Utf8Text inside = bytes.slice(quote + 1, to);
    return escaped ? JsonStrings.unescaped(inside, stop) : inside;
  }

  /** Returns whether the string that begins with a quote is this one; decodes what is not ASCII. */
  boolean isString(int quote, String text) {
    for (int i = 0; i < text.length(); i++) {
      byte b = bytes.byteAt(quote + 1 + i);
      if (b < 0 || b == '\\') {
        return string(quote).decode().equals(text);
      }
      if (b != text.charAt(i) || b == '"') {
        return false;
      }
    }
    return bytes.byteAt(quote + 1 + text.length()) == '"';
  }

  /** Returns whether two members have the same name, in whatever escapes. */
  boolean haveOneName(int member, int other) {
    int at = labels[member] + 1;
    int otherAt = labels[other] + 1;
    while (true) {
      byte b = bytes.byteAt(at++);
      byte c = bytes.byteAt(otherAt++);
      if (b == '\\' || c == '\\') {
        return name(member).equals(name(other));
      }
      if (b != c || b == '"') {
        return b == c;
      }
    }
  }

  Utf8Text text(int string) {
    Utf8Text inside = bytes.slice(starts[string] + 1, end(string) - 1);
    return ends[string] < 0 ? JsonStrings.unescaped(inside, stop) : inside;
  }

  /** Returns a place as a JSON Pointer. Linear in its length. */
  String pointer(int node) {
    return pointer(node, false);
  }

  String publicPointer(int node) {
    return pointer(node, true);
  }

  private String pointer(int node, boolean onlyPublic) {
    StringBuilder path = new StringBuilder();
    append(path, node, onlyPublic);
    return path.toString();
  }

  /** Returns whether the whole way was written. */
  private boolean append(StringBuilder path, int node, boolean onlyPublic) {
    if (node == 0) {
      return true;
    }
    if (!append(path, parents[node], onlyPublic)) {
      return false;
    }
    if (!isMember(node)) {
      path.append('/').append(labels[node]);
      return true;
    }
    if (onlyPublic && !hasPublicName(node)) {
      return false;
    }
    JsonPointers.append(path, name(node));
    return true;
  }

  /** Returns whether APIs document every name on the way to a place. */
  boolean isPublic(int node) {
    for (int at = node; at > 0; at = parents[at]) {
      if (isMember(at) && !hasPublicName(at)) {
        return false;
      }
    }
    return true;
  }

  /** Reads no more of a name than the longest that is documented has, each sign as an escape. */
  private boolean hasPublicName(int member) {
    int from = labels[member] + 1;
    int most = Math.min(bytes.length(), from + PublicNames.LONGEST_ESCAPED);
    for (int at = from; at < most; at++) {
      if (bytes.byteAt(at) == '"') {
        return PublicNames.has(name(member));
      }
    }
    return false;
  }
}
