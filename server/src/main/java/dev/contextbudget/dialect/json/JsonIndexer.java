package dev.contextbudget.dialect.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a JSON text once and notes where each value stands.
 *
 * <p>Strict RFC 8259, and stricter where readers differ: no member twice, no half surrogate pair,
 * UTF-8 only and without a byte order mark. Time and memory are linear in the bytes; nothing is
 * decoded but the names of members.
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

  /** Names are not interned, as a caller may send a million of them. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private final byte[] bytes;
  private final StopSignal stop;
  private final JsonDocument document;

  /** The object or array that is open; -1 outside of the value. */
  private int open = -1;

  private JsonIndexer(byte[] bytes, StopSignal stop) {
    this.bytes = bytes;
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
      throw new JsonFault(JsonFault.Kind.NOT_UTF8, "", 0);
    }
    return new JsonIndexer(bytes, stop).index();
  }

  private JsonDocument index() throws JsonFault {
    // Jackson reads UTF-16 and UTF-32 too, of which ASCII has zeros, and skips a byte order mark
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0 || (i == 0 && bytes[i] == (byte) 0xEF)) {
        throw fault(JsonFault.Kind.MALFORMED, i);
      }
    }
    try (JsonParser parser = JSON.createParser(bytes)) {
      JsonToken token = parser.nextToken();
      while (token != null) {
        read(parser, token);
        token = parser.nextToken();
        if (token != null && open < 0) {
          throw fault(JsonFault.Kind.MALFORMED, offset(parser)); // a second value
        }
      }
      if (document.size() == 0) {
        throw fault(JsonFault.Kind.MALFORMED, 0);
      }
      return document;
    } catch (StreamConstraintsException e) {
      throw fault(JsonFault.Kind.TOO_DEEP, e.getLocation().getByteOffset());
    } catch (IOException | IllegalStateException e) { // the latter for names that collide
      throw fault(JsonFault.Kind.MALFORMED, bytes.length);
    }
  }

  private void read(JsonParser parser, JsonToken token) throws IOException, JsonFault {
    if (token == JsonToken.FIELD_NAME) {
      return;
    }
    int at = offset(parser);
    if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
      close(at + 1);
      return;
    }
    int node = add(kind(token), at, parser.currentName());
    switch (token) {
      case START_OBJECT, START_ARRAY -> open = node;
      case VALUE_STRING -> document.end(node, stringEnd(node, at));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> document.end(node, numberEnd(at));
      default -> document.end(node, at + (token == JsonToken.VALUE_FALSE ? 5 : 4));
    }
  }

  private static JsonKind kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> JsonKind.OBJECT;
      case START_ARRAY -> JsonKind.ARRAY;
      case VALUE_STRING -> JsonKind.STRING;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> JsonKind.NUMBER;
      case VALUE_TRUE -> JsonKind.TRUE;
      case VALUE_FALSE -> JsonKind.FALSE;
      default -> JsonKind.NULL;
    };
  }

  private int add(JsonKind kind, int at, @Nullable String name) throws JsonFault {
    if (document.size() == MAX_VALUES) {
      throw fault(JsonFault.Kind.TOO_MANY_VALUES, at);
    }
    if (document.size() % VALUES_BETWEEN_STOPS == 0) {
      stop.check();
    }
    return document.add(kind, open, name, at);
  }

  private void close(int end) throws JsonFault {
    if (document.kind(open) == JsonKind.OBJECT) {
      refuseMembersOfOneName();
    }
    document.end(open, end);
    open = document.parent(open);
  }

  private void refuseMembersOfOneName() throws JsonFault {
    int few = 0;
    for (int child = document.firstChild(open); child != 0; child = document.next(child)) {
      if (++few > FEW_MEMBERS) {
        refuseNamesInSet();
        return;
      }
      for (int other = document.firstChild(open); other != child; other = document.next(other)) {
        if (document.name(child).equals(document.name(other))) {
          throw fault(JsonFault.Kind.DUPLICATE_MEMBER, document.start(child));
        }
      }
    }
  }

  private void refuseNamesInSet() throws JsonFault {
    Set<String> names = new HashSet<>();
    for (int child = document.firstChild(open); child != 0; child = document.next(child)) {
      if (!names.add(document.name(child))) {
        throw fault(JsonFault.Kind.DUPLICATE_MEMBER, document.start(child));
      }
    }
  }

  /** Returns the byte after the closing quote; Jackson checks the rest of the string afterwards. */
  private int stringEnd(int node, int start) throws JsonFault {
    int at = start + 1;
    while (at < bytes.length && bytes[at] != '"') {
      if (bytes[at] != '\\') {
        at++;
        continue;
      }
      document.escaped(node);
      at = at + 1 < bytes.length && bytes[at + 1] == 'u' ? afterUnicode(at) : at + 2;
    }
    return Math.min(bytes.length, at + 1);
  }

  /** Returns the byte after an escape of a code point, which may be two escapes. */
  private int afterUnicode(int at) throws JsonFault {
    char unit = unit(at);
    if (!Character.isSurrogate(unit)) {
      return at + 6;
    }
    if (Character.isLowSurrogate(unit) || !Character.isLowSurrogate(unit(at + 6))) {
      throw fault(JsonFault.Kind.LONE_SURROGATE, at);
    }
    return at + 12;
  }

  /** Returns the code unit that an escape is, 0 if there is no such escape. */
  private char unit(int at) {
    if (at + 6 > bytes.length || bytes[at] != '\\' || bytes[at + 1] != 'u') {
      return 0;
    }
    int unit = 0;
    for (int i = at + 2; i < at + 6; i++) {
      unit = unit << 4 | Math.max(0, Character.digit(bytes[i], 16));
    }
    return (char) unit;
  }

  private int numberEnd(int start) {
    int at = start;
    while (at < bytes.length && "+-.0123456789Ee".indexOf(bytes[at]) >= 0) {
      at++;
    }
    return at;
  }

  private static int offset(JsonParser parser) {
    return (int) parser.currentTokenLocation().getByteOffset();
  }

  private JsonFault fault(JsonFault.Kind kind, long at) {
    String place = open < 0 ? "" : document.publicPointer(open);
    return new JsonFault(kind, place, at);
  }
}
