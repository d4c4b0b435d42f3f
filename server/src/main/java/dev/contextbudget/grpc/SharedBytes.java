package dev.contextbudget.grpc;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import dev.contextbudget.core.token.Utf8Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Learns where the bytes of a {@link ByteString} are, by being told to write them. Those of a field
 * that came over the wire lie in one array of their own; others are in several, or in none.
 */
final class SharedBytes extends ByteOutput {
  private byte[] bytes = {};
  private int start;
  private int length;

  /** Returns a text over the bytes where they are, or over a copy if they are not in one array. */
  Utf8Text text(ByteString of) throws CharacterCodingException {
    return length == of.size()
        ? Utf8Text.checked(bytes, start, length)
        : Utf8Text.checked(of.toByteArray());
  }

  /** Only bytes that are promised to stay as they are may be shared. */
  @Override
  public void writeLazy(byte[] value, int offset, int count) {
    bytes = value;
    start = offset;
    length = count;
  }

  @Override
  public void write(byte value) {}

  @Override
  public void write(byte[] value, int offset, int count) {}

  @Override
  public void write(ByteBuffer value) {}

  @Override
  public void writeLazy(ByteBuffer value) {}
}
