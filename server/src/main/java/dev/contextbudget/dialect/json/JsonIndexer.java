package dev.contextbudget.dialect.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a JSON text as a stream of Jackson's tokens, and notes where each value stands.
 *
 * <p>Strict RFC 8259, and stricter where readers differ: no member twice, no half surrogate pair,
 * UTF-8 only and without a byte order mark. Time and memory are linear: 20 bytes for each value,
 * and while it is read eight for each of a name or number. No value is decoded.
 *
 * <p>Jackson tells where a token begins, and skips a string without telling where it ends. Between
 * a scalar and the next token there is nothing but white space and at most one comma or colon, so
 * the end is found from there.
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

  /** Of a string that is asked behind: a million escapes take some milliseconds, twice. */
  private static final int LONG_BYTES = 1 << 16;

  private static final int NONE = -1;

  private final byte[] bytes;
  private final JsonTokens tokens;
  private final StopSignal stop;
  private final JsonDocument document;

  /** The object or array that is open. */
  private int open = NONE;

  private int depth;

  /** Where the name of the next member begins. */
  private int label;

  /** Where the name or scalar begins that was read last, until its end is found. */
  private int unendedStart = NONE;

  /** The value that it is; none if it is a name. */
  private int unended = NONE;

  /** Where a fault would be: the value that is read, or the one around it. */
  private int place = NONE;

  private JsonIndexer(byte[] bytes, JsonTokens tokens, StopSignal stop) {
    this.bytes = bytes;
    this.tokens = tokens;
    this.stop = stop;
    this.document = new JsonDocument(Utf8Text.wrap(bytes), stop);
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
    Optional<JsonDocument> document = new JsonIndexer(bytes, JsonTokens.of(bytes), stop).index();
    return document.isPresent()
        ? document.get()
        : new JsonIndexer(bytes, JsonTokens.ofCharacters(bytes), stop).index().orElseThrow();
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

  /** Returns the document; empty if it has too many names to be read so. */
  private Optional<JsonDocument> index() throws JsonFault {
    try (tokens) {
      return read() ? Optional.of(document) : Optional.empty();
    } catch (JsonFault e) {
      throw placed(e);
    }
  }

  private JsonFault placed(JsonFault fault) {
    return place == NONE ? fault : fault.within(document.publicPointer(place));
  }

  private boolean read() throws JsonFault {
    JsonToken token = tokens.next();
    while (token != null && !tokens.haveTooManyNames()) {
      int at = tokens.at();
      endBefore(at);
      switch (token) {
        case FIELD_NAME -> name(at);
        case START_OBJECT, START_ARRAY -> open(at);
        case END_OBJECT, END_ARRAY -> close(at);
        default -> scalar(at);
      }
      token = tokens.next();
    }
    if (token != null) {
      return false;
    }
    endBefore(bytes.length);
    if (document.size() == 0) {
      throw new JsonFault(JsonFault.Kind.MALFORMED, bytes.length);
    }
    return true;
  }

  /** Ends the name or scalar that stands before a token, or before the end. */
  private void endBefore(int token) throws JsonFault {
    if (unendedStart == NONE) {
      return;
    }
    int end = token;
    while (isBetweenTokens(bytes[end - 1])) {
      end--;
    }
    if (end - unendedStart > LONG_BYTES) {
      stop.check();
    }
    boolean isString = bytes[unendedStart] == '"';
    boolean escaped = isString && JsonEscapes.areIn(bytes, unendedStart + 1, end - 1);
    if (unended == NONE) {
      tokens.name(end - unendedStart);
    } else {
      document.end(unended, end, escaped);
    }
    unendedStart = NONE;
    unended = NONE;
    place = open;
  }

  private static boolean isBetweenTokens(byte b) {
    return b == ' ' || b == ',' || b == ':' || b == '\n' || b == '\r' || b == '\t';
  }

  private void name(int at) {
    label = at;
    unendedStart = at;
  }

  private void scalar(int at) throws JsonFault {
    unended = add(at);
    unendedStart = at;
    place = bytes[at] == '"' ? unended : open; // only of strings the end is yet to be read
  }

  private int add(int at) throws JsonFault {
    if (document.size() == MAX_VALUES) {
      throw new JsonFault(JsonFault.Kind.TOO_MANY_VALUES, at);
    }
    if (document.size() % VALUES_BETWEEN_STOPS == 0) {
      stop.check();
    }
    if (open == NONE) {
      if (document.size() > 0) {
        throw new JsonFault(JsonFault.Kind.MALFORMED, at); // a second value
      }
      return document.add(open, 0, at);
    }
    if (document.kind(open) == JsonKind.OBJECT) {
      return document.add(open, label, at);
    }
    int last = document.lastChild(open);
    return document.add(open, last == 0 ? 0 : document.label(last) + 1, at);
  }

  private void open(int at) throws JsonFault {
    place = add(at);
    if (depth == MAX_DEPTH) {
      throw new JsonFault(JsonFault.Kind.TOO_DEEP, at);
    }
    depth++;
    open = place;
  }

  private void close(int at) throws JsonFault {
    if (document.kind(open) == JsonKind.OBJECT) {
      refuseMembersOfOneName();
    }
    document.end(open, at + 1, false);
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
