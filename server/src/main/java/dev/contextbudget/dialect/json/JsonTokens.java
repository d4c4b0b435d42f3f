package dev.contextbudget.dialect.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Jackson's tokens of a text, and the byte at which each begins.
 *
 * <p>It has two readers. That of bytes is the faster one by far where strings are random, as images
 * are; but it keeps the names of members in a table that grows by 16 KiB at a time, so that 16 MB
 * of long names take 12 GB, and that slows down where names of one hash are many. That of
 * characters can do without a table. So a text is read as bytes until its names are more than that
 * is good for, and then again as characters.
 */
final class JsonTokens implements AutoCloseable {
  /** The table has grown 64 times then, and copied 32 MB. */
  private static final int MAX_LONG_NAME_BYTES = 1 << 20;

  /** Longer names go to the part of the table that grows so slowly. */
  private static final int SHORT_NAME_BYTES = 12 + 2; // and its quotes

  /** Strings, names and numbers may be as long as the text, the size of which has a limit. */
  private static final StreamReadConstraints LIMITS =
      StreamReadConstraints.builder()
          .maxNestingDepth(JsonIndexer.MAX_DEPTH + 1)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxStringLength(Integer.MAX_VALUE)
          .build();

  private static final JsonFactory OF_CHARACTERS = factory(false);

  private final byte[] bytes;
  private final JsonParser parser;
  private final boolean isOfBytes;
  private long longNameBytes;
  private boolean namesCollide;

  private JsonTokens(byte[] bytes, JsonParser parser, boolean isOfBytes) {
    this.bytes = bytes;
    this.parser = parser;
    this.isOfBytes = isOfBytes;
  }

  private static JsonFactory factory(boolean keepsNames) {
    return JsonFactory.builder()
        .configure(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES, keepsNames)
        .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
        .streamReadConstraints(LIMITS)
        .build();
  }

  /** Begins with a text, which may turn out to {@link #haveTooManyNames}. */
  static JsonTokens of(byte[] bytes) {
    if (!isPlainlyUtf8(bytes)) {
      return ofCharacters(bytes);
    }
    try {
      // one of its own, so that no names are left with the server
      return new JsonTokens(bytes, factory(true).createParser(bytes), true);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
  }

  /** Begins with a text that has too many names. */
  static JsonTokens ofCharacters(byte[] bytes) {
    try {
      return new JsonTokens(bytes, OF_CHARACTERS.createParser(new ByteReader(bytes)), false);
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
  }

  /** From bytes Jackson guesses the encoding: from zeros, and from a byte order mark. */
  private static boolean isPlainlyUtf8(byte[] bytes) {
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] <= 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Goes to the next token; null at the end.
   *
   * @throws JsonFault if the text is no JSON
   */
  @Nullable JsonToken next() throws JsonFault {
    try {
      return parser.nextToken();
    } catch (JsonProcessingException e) {
      // all other limits of Jackson's the indexer keeps itself
      namesCollide = isOfBytes && e instanceof StreamConstraintsException;
      if (namesCollide) {
        return JsonToken.NOT_AVAILABLE;
      }
      throw new JsonFault(JsonFault.Kind.MALFORMED, offset(e.getLocation()));
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
  }

  /** Returns the bytes before the token. */
  int at() {
    return offset(parser.currentTokenLocation());
  }

  private int offset(@Nullable JsonLocation place) {
    long at = place == null ? 0 : isOfBytes ? place.getByteOffset() : place.getCharOffset();
    return (int) Math.max(0, Math.min(at, bytes.length));
  }

  /** Notes a name that was read. */
  void name(int nameBytes) {
    longNameBytes += nameBytes > SHORT_NAME_BYTES ? nameBytes : 0;
  }

  /** Returns whether the names so far are too many, or too much alike, for this reader. */
  boolean haveTooManyNames() {
    return isOfBytes && (namesCollide || longNameBytes > MAX_LONG_NAME_BYTES);
  }

  @Override
  public void close() {
    try {
      parser.close();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory cannot fail", e);
    }
  }
}
