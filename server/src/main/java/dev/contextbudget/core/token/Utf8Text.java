package dev.contextbudget.core.token;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * An immutable text as UTF-8 bytes, or a range of one.
 *
 * <p>Bytes and not characters, because tokenizers, byte ranges of the contract, hashes and the wire
 * all speak UTF-8: a text that arrives as bytes is never decoded on its way through. {@link
 * #toString} does not show the text, so that no log or error can.
 */
public final class Utf8Text {
  public static final Utf8Text EMPTY = new Utf8Text(new byte[0], 0, 0);

  private final byte[] bytes;
  private final int start;
  private final int end;

  private Utf8Text(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
  }

  /** Returns the text of a string; lone surrogates become {@code ?}, as the JDK encodes them. */
  public static Utf8Text of(String text) {
    return text.isEmpty() ? EMPTY : wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Returns a text over {@code bytes}, which must not change afterwards. O(n) for the check.
   *
   * @throws CharacterCodingException if the bytes are not UTF-8
   */
  public static Utf8Text checked(byte[] bytes) throws CharacterCodingException {
    return checked(bytes, 0, bytes.length);
  }

  /**
   * Returns a text over a range of {@code bytes}, which must not change afterwards. O(n) for the
   * check.
   *
   * @throws CharacterCodingException if the range is not UTF-8
   */
  public static Utf8Text checked(byte[] bytes, int start, int length)
      throws CharacterCodingException {
    if (!Utf8Check.isUtf8(bytes, start, start + length)) {
      throw new CharacterCodingException();
    }
    return new Utf8Text(bytes, start, start + length);
  }

  /** Returns a text over {@code bytes}, which are known to be UTF-8 and must not change. */
  public static Utf8Text wrap(byte[] bytes) {
    return new Utf8Text(bytes, 0, bytes.length);
  }

  /** Returns texts one after the other, without anything between them. O(n). */
  public static Utf8Text concat(List<Utf8Text> texts) {
    int length = 0;
    for (Utf8Text text : texts) {
      length = Math.addExact(length, text.length());
    }
    byte[] bytes = new byte[length];
    int at = 0;
    for (Utf8Text text : texts) {
      System.arraycopy(text.bytes, text.start, bytes, at, text.length());
      at += text.length();
    }
    return wrap(bytes);
  }

  /** Returns this text and another behind it; a copy unless one of the two is empty. */
  public Utf8Text followedBy(Utf8Text rest) {
    return isEmpty() ? rest : rest.isEmpty() ? this : concat(List.of(this, rest));
  }

  /** Returns the text with bytes of its own, so that it does not hold what it is a range of. */
  public Utf8Text detached() {
    return length() == bytes.length ? this : concat(List.of(this));
  }

  /** Returns the number of bytes. */
  public int length() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }

  /** Returns the byte at {@code index}. */
  public byte byteAt(int index) {
    return bytes[start + index];
  }

  /** Returns true if a code point starts at {@code index}, or the text ends there. */
  public boolean isCodePointBoundary(int index) {
    return index == length() || (byteAt(index) & 0xC0) != 0x80;
  }

  /**
   * Returns the range of bytes from {@code from} to before {@code to}, without copying.
   *
   * @throws IllegalArgumentException if either end is inside a code point
   */
  public Utf8Text slice(int from, int to) {
    if (from < 0 || to < from || to > length()) {
      throw new IllegalArgumentException(
          "want 0 <= from <= to <= %d, got from=%d to=%d".formatted(length(), from, to));
    }
    if (!isCodePointBoundary(from) || !isCodePointBoundary(to)) {
      throw new IllegalArgumentException(
          "range %d to %d ends inside a code point".formatted(from, to));
    }
    return from == 0 && to == length() ? this : new Utf8Text(bytes, start + from, start + to);
  }

  /** Returns the text as a string. O(n). */
  public String decode() {
    return new String(bytes, start, length(), StandardCharsets.UTF_8);
  }

  /** Reads bytes where they are. */
  public interface Reader<T> {
    /** Reads a range, and leaves the bytes as they are. */
    T read(byte[] bytes, int start, int length);
  }

  /** Returns what a reader makes of the bytes, which it gets without a copy and must not change. */
  public <T> T read(Reader<T> reader) {
    return reader.read(bytes, start, length());
  }

  /** Returns a read-only view of the bytes. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(bytes, start, length()).slice().asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Utf8Text that
        && Arrays.equals(bytes, start, end, that.bytes, that.start, that.end);
  }

  @Override
  public int hashCode() {
    return asByteBuffer().hashCode();
  }

  /** Returns the size only: text must not reach logs and errors. */
  @Override
  public String toString() {
    return "Utf8Text[" + length() + " bytes]";
  }
}
