package dev.contextbudget.dialect.json;

import java.io.Reader;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as characters, one each, so that Jackson's offsets are those of bytes; and a line break
 * behind them, as it misplaces a number that the text ends with.
 */
final class ByteReader extends Reader {
  private final byte[] bytes;
  private int at;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public int read(char[] buffer, int offset, int length) {
    int count = Math.min(length, bytes.length + 1 - at);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    int ofBytes = Math.min(count, bytes.length - at);
    // Two copies in bulk, as a loop takes four times as long.
    new String(bytes, at, ofBytes, StandardCharsets.ISO_8859_1)
        .getChars(0, ofBytes, buffer, offset);
    if (ofBytes < count) {
      buffer[offset + ofBytes] = '\n';
    }
    at += count;
    return count;
  }

  @Override
  public void close() {}
}
