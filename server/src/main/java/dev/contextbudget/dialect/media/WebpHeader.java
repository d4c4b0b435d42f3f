package dev.contextbudget.dialect.media;

import dev.contextbudget.dialect.media.ImageHeader.Size;
import java.util.Optional;

/** The size of a WebP image, whose first chunk is of one of three kinds. */
final class WebpHeader {
  private static final int CHUNK = 12;
  private static final int DATA = 20;
  private static final int SIDE_BITS = 14;
  private static final int SIDE_MASK = (1 << SIDE_BITS) - 1;

  private WebpHeader() {}

  static Optional<Size> size(HeaderBytes header) {
    if (header.has(CHUNK, "VP8 ") && header.has(DATA + 3, "\u009D\u0001*")) {
      return lossy(header.u16LittleEndian(DATA + 6), header.u16LittleEndian(DATA + 8));
    }
    if (header.has(CHUNK, "VP8L") && header.u8(DATA) == 0x2F) {
      long bits = header.u32LittleEndian(DATA + 1);
      return bits == HeaderBytes.MISSING
          ? Optional.empty()
          : ImageHeader.size((bits & SIDE_MASK) + 1, (bits >> SIDE_BITS & SIDE_MASK) + 1);
    }
    if (header.has(CHUNK, "VP8X")) { // a missing side is -1, and so becomes 0
      return ImageHeader.size(
          header.u24LittleEndian(DATA + 4) + 1L, header.u24LittleEndian(DATA + 7) + 1L);
    }
    return Optional.empty();
  }

  /** The upper two bits of a side say how to scale it, which is not done. */
  private static Optional<Size> lossy(int width, int height) {
    return width == HeaderBytes.MISSING || height == HeaderBytes.MISSING
        ? Optional.empty()
        : ImageHeader.size(width & SIDE_MASK, height & SIDE_MASK);
  }
}
