package dev.contextbudget.dialect.media;

/**
 * The first bytes of a file, read without ever failing: what lies beyond them is {@link #MISSING}.
 *
 * <p>Places are {@code long}, so that no length that a file claims can make one overflow.
 */
final class HeaderBytes {
  static final int MISSING = -1;

  private final byte[] bytes;

  HeaderBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  int length() {
    return bytes.length;
  }

  /** Returns the byte at a place, 0 to 255. */
  int u8(long at) {
    return at >= 0 && at < bytes.length ? bytes[(int) at] & 0xFF : MISSING;
  }

  int u16BigEndian(long at) {
    return holds(at, 2) ? u8(at) << 8 | u8(at + 1) : MISSING;
  }

  int u16LittleEndian(long at) {
    return holds(at, 2) ? u8(at + 1) << 8 | u8(at) : MISSING;
  }

  int u24LittleEndian(long at) {
    return holds(at, 3) ? u8(at + 2) << 16 | u16LittleEndian(at) : MISSING;
  }

  long u32BigEndian(long at) {
    return holds(at, 4) ? (long) u16BigEndian(at) << 16 | u16BigEndian(at + 2) : MISSING;
  }

  long u32LittleEndian(long at) {
    return holds(at, 4) ? (long) u16LittleEndian(at + 2) << 16 | u16LittleEndian(at) : MISSING;
  }

  /** Returns true if bytes stand at a place, of which each character of {@code latin1} is one. */
  boolean has(long at, String latin1) {
    if (!holds(at, latin1.length())) {
      return false;
    }
    for (int i = 0; i < latin1.length(); i++) {
      if (u8(at + i) != latin1.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private boolean holds(long at, int count) {
    return at >= 0 && at <= bytes.length - count;
  }
}
