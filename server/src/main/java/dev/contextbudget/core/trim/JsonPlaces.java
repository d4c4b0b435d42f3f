package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Places in a JSON text [1]: between the elements of arrays, the members of objects, and the words
 * of strings that are values.
 *
 * <p>A place counts as deeper the more is open around it, so that whole elements are dropped while
 * that costs little, and a long string is cut when nothing else will do. O(1) per byte; remembers
 * only what is open.
 *
 * <p>[1] RFC 8259.
 */
final class JsonPlaces implements Places {
  /** Deeper nesting is not taken for JSON; common parsers stop there too. */
  private static final int MAX_DEPTH = 1000;

  private enum Expect {
    VALUE,
    VALUE_OR_CLOSE,
    KEY,
    KEY_OR_CLOSE,
    COMMA_OR_CLOSE,
    REST_OF_STRING,
    NOTHING
  }

  private static final Utf8Text OBJECT_CLOSER = Utf8Text.of("}");
  private static final Utf8Text ARRAY_CLOSER = Utf8Text.of("]");
  private static final Utf8Text STRING_CLOSER = Utf8Text.of("\"");

  private final Utf8Text text;
  private final Edge edge;
  private final JsonScalars scalars;
  private Expect expect = Expect.VALUE;
  private @Nullable Open open;

  /** The next byte to read; -1 if the text is not JSON. */
  private int at;

  private int keyStart;
  private int mostWrapBytes;
  private int position;
  private Boundary boundary = Boundary.PARAGRAPH;
  private @Nullable Open openAtPosition;

  JsonPlaces(Utf8Text text, Edge edge, StopSignal stop) {
    this.text = text;
    this.edge = edge;
    this.scalars = new JsonScalars(text, stop);
  }

  /**
   * Returns the most bytes that any place takes to close and open again; nothing if the text is not
   * one object or array and no more. O(n).
   */
  static OptionalInt mostWrapBytes(Utf8Text text, StopSignal stop) {
    JsonPlaces places = new JsonPlaces(text, Edge.END, stop);
    places.at = places.scalars.skipSpace(0);
    boolean container =
        places.at < text.length()
            && (text.byteAt(places.at) == '{' || text.byteAt(places.at) == '[');
    while (container && places.next()) {
      // Reads to the end, or to the first byte that is wrong.
    }
    boolean json = container && places.at == text.length() && places.expect == Expect.NOTHING;
    return json ? OptionalInt.of(places.mostWrapBytes) : OptionalInt.empty();
  }

  @Override
  public boolean next() {
    while (at >= 0 && at < text.length()) {
      at = expect == Expect.REST_OF_STRING ? at : scalars.skipSpace(at);
      if (at < text.length() && read(text.byteAt(at))) {
        return true;
      }
    }
    return false;
  }

  private boolean read(byte b) {
    return switch (expect) {
      case VALUE -> value(b);
      case VALUE_OR_CLOSE -> b == ']' ? close() : value(b);
      case KEY -> key(b);
      case KEY_OR_CLOSE -> b == '}' ? close() : key(b);
      case COMMA_OR_CLOSE -> comma(b);
      case REST_OF_STRING -> readString();
      case NOTHING -> broken();
    };
  }

  private boolean comma(byte b) {
    boolean object = open != null && open.kind() == Open.Kind.OBJECT;
    if (b == ',') {
      at++;
      expect = object ? Expect.KEY : Expect.VALUE;
      return false;
    }
    return b == (object ? '}' : ']') ? close() : broken();
  }

  private boolean close() {
    at++;
    open = open == null ? null : open.outer();
    expect = open == null ? Expect.NOTHING : Expect.COMMA_OR_CLOSE;
    return open != null && place(Edge.END, at, Boundary.PARAGRAPH);
  }

  private boolean key(byte b) {
    int start = at;
    int colon = b == '"' ? scalars.skipSpace(scalars.endOfString(at)) : -1;
    if (colon < 0 || colon >= text.length() || text.byteAt(colon) != ':') {
      return broken();
    }
    keyStart = start;
    at = colon + 1;
    expect = Expect.VALUE;
    return place(Edge.START, start, Boundary.PARAGRAPH);
  }

  private boolean value(byte b) {
    Open container = open;
    boolean member = container != null && container.kind() == Open.Kind.OBJECT;
    int valueStart = at;
    int start = member ? keyStart : valueStart;
    switch (b) {
      case '{' -> push(Open.Kind.OBJECT, start, OBJECT_CLOSER, Expect.KEY_OR_CLOSE);
      case '[' -> push(Open.Kind.ARRAY, start, ARRAY_CLOSER, Expect.VALUE_OR_CLOSE);
      case '"' -> push(Open.Kind.STRING, start, STRING_CLOSER, Expect.REST_OF_STRING);
      default -> {
        at = scalars.endOfScalar(at);
        expect = Expect.COMMA_OR_CLOSE;
      }
    }
    if (at < 0 || container == null || (edge == Edge.START && member)) {
      return false;
    }
    boundary = Boundary.PARAGRAPH;
    openAtPosition = container;
    position = edge == Edge.START ? valueStart : at;
    return edge == Edge.START || expect == Expect.COMMA_OR_CLOSE;
  }

  private void push(Open.Kind kind, int start, Utf8Text closer, Expect inside) {
    at++;
    open = Open.in(open, kind, start, at, closer);
    mostWrapBytes = Math.max(mostWrapBytes, open.wrapBytes());
    expect = inside;
    if (open.depth() > MAX_DEPTH) {
      broken();
    }
  }

  /** Reads on to the next place in a string, or to its end. */
  private boolean readString() {
    int stop = scalars.nextStop(at);
    if (stop < 0) {
      return broken();
    }
    if (text.byteAt(stop) == '"') {
      at = stop;
      return close();
    }
    boolean inside = open != null && stop > open.endByte();
    if (scalars.isUnspacedStop(stop)) {
      at = scalars.endOfUnspacedStop(stop);
      return inside
          && scalars.isBetweenClusters(at, at)
          && SentenceEnds.withoutSpace(text, at)
          && place(edge, at, Boundary.SENTENCE);
    }
    int lineEndBytes = scalars.lineEndBytes(stop);
    boolean line = lineEndBytes > 0;
    at = stop + (line ? lineEndBytes : 1);
    return inside
        && scalars.isBetweenClusters(stop, at)
        && place(edge, edge == Edge.END ? stop : at, line ? Boundary.LINE : Boundary.WORD);
  }

  private boolean place(Edge found, int place, Boundary quality) {
    position = place;
    boundary = quality;
    openAtPosition = open;
    return found == edge;
  }

  private boolean broken() {
    at = -1;
    return false;
  }

  @Override
  public int position() {
    return position;
  }

  @Override
  public Boundary boundary() {
    return boundary;
  }

  @Override
  public @Nullable Open open() {
    return openAtPosition;
  }
}
