package dev.contextbudget.core.compact;

/** A range of bytes of a text, from {@code startByte} to before {@code endByte}; never empty. */
public record ByteRange(int startByte, int endByte) {
  public ByteRange {
    if (startByte < 0 || endByte <= startByte) {
      throw new IllegalArgumentException(
          "want 0 <= start < end, got %d, %d".formatted(startByte, endByte));
    }
  }
}
