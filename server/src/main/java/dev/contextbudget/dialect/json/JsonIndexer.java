package dev.contextbudget.dialect.json;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a JSON text once and notes where each value stands.
 *
 * <p>Strict RFC 8259, and stricter where readers differ: no member twice, no half surrogate pair,
 * UTF-8 only and without a byte order mark. Time and memory are linear in the bytes, and nothing is
 * decoded but the names of objects with many members.
 */
public final class JsonIndexer {
  /** Deeper than any body of a provider: the deepest schema that OpenAI takes has 10 levels. */
  public static final int MAX_DEPTH = 64;

  /**
   * A body of 16 MiB has some 100,000 if it is a conversation; one of empty arrays has 5 million.
   */
  public static final int MAX_VALUES = 1_000_000;

  /** Up to so many, comparing each name with each is faster than a set. */
  private static final int FEW_MEMBERS = 12;

  private static final int VALUES_BETWEEN_STOPS = 4096;

  private final JsonScanner scanner;
  private final StopSignal stop;
  private final JsonDocument document;

  /** The object or array that is open; -1 outside of the value. */
  private int open = -1;

  private int depth;

  /** Where a fault would be: the value that is read, or the one around it. */
  private int place = -1;

  private JsonIndexer(byte[] bytes, StopSignal stop) {
    this.scanner = new JsonScanner(bytes);
    this.stop = stop;
    this.document = new JsonDocument(Utf8Text.wrap(bytes));
  }

  /**
   * Reads a text.
   *
   * @param bytes kept and not copied; must not change afterwards
   * @param stop asked now and then
   * @throws JsonFault if it cannot be worked on
   */
  public static JsonDocument index(byte[] bytes, StopSignal stop) throws JsonFault {
    try {
      Utf8Text.checked(bytes);
    } catch (CharacterCodingException e) {
      throw new JsonFault(JsonFault.Kind.NOT_UTF8, utf8Bytes(bytes));
    }
    return new JsonIndexer(bytes, stop).index();
  }

  /** Returns the bytes before the first that is not UTF-8. */
  private static int utf8Bytes(byte[] bytes) {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(1024);
    while (decoder.decode(in, out, true).isOverflow()) {
      out.clear();
    }
    return in.position();
  }

  private JsonDocument index() throws JsonFault {
    try {
      scanner.skipSpace();
      add(0);
      while (open >= 0) {
        step();
      }
      scanner.skipSpace();
      scanner.expectEnd();
      return document;
    } catch (JsonFault e) {
      throw place < 0 ? e : e.within(document.publicPointer(place));
    }
  }

  /** Reads what stands behind an opening bracket or a value: a closing one, or the next value. */
  private void step() throws JsonFault {
    boolean isObject = document.kind(open) == JsonKind.OBJECT;
    scanner.skipSpace();
    if (scanner.peek() == (isObject ? '}' : ']')) {
      close(isObject);
      return;
    }
    int last = document.lastChild(open);
    if (last != 0) {
      scanner.expect(',');
      scanner.skipSpace();
    }
    add(isObject ? name() : last == 0 ? 0 : document.label(last) + 1);
  }

  /** Returns where the name stands that is read. */
  private int name() throws JsonFault {
    int quote = scanner.at();
    scanner.string();
    scanner.skipSpace();
    scanner.expect(':');
    scanner.skipSpace();
    return quote;
  }

  private void add(int label) throws JsonFault {
    if (document.size() == MAX_VALUES) {
      throw new JsonFault(JsonFault.Kind.TOO_MANY_VALUES, scanner.at());
    }
    if (document.size() % VALUES_BETWEEN_STOPS == 0) {
      stop.check();
    }
    int node = document.add(open, label, scanner.at());
    place = node;
    if (scanner.peek() == '{' || scanner.peek() == '[') {
      open(node);
    } else {
      boolean escaped = scanner.scalar();
      document.end(node, scanner.at(), escaped);
    }
    place = open;
  }

  private void open(int node) throws JsonFault {
    if (depth == MAX_DEPTH) {
      throw new JsonFault(JsonFault.Kind.TOO_DEEP, scanner.at());
    }
    depth++;
    open = node;
    scanner.skip();
  }

  private void close(boolean isObject) throws JsonFault {
    if (isObject) {
      refuseMembersOfOneName();
    }
    scanner.skip();
    document.end(open, scanner.at(), false);
    depth--;
    open = document.parent(open);
    place = open;
  }

  private void refuseMembersOfOneName() throws JsonFault {
    int few = 0;
    for (int child = document.firstChild(open); child != 0; child = document.next(child)) {
      if (++few > FEW_MEMBERS) {
        refuseNamesInSet();
        return;
      }
      for (int other = document.firstChild(open); other != child; other = document.next(other)) {
        if (document.haveOneName(child, other)) {
          throw duplicate(child);
        }
      }
    }
  }

  private void refuseNamesInSet() throws JsonFault {
    Set<String> names = new HashSet<>();
    for (int child = document.firstChild(open); child != 0; child = document.next(child)) {
      stop.check();
      if (!names.add(document.name(child))) {
        throw duplicate(child);
      }
    }
  }

  private JsonFault duplicate(int child) {
    place = child;
    return new JsonFault(JsonFault.Kind.DUPLICATE_MEMBER, document.label(child));
  }
}
