package dev.contextbudget.dialect.media;

import java.util.Optional;

/**
 * The size of an image from its first bytes: PNG, JPEG, GIF, WebP, BMP, AVIF and HEIC.
 *
 * <p>Providers charge images by their size in pixels, and a request carries them in base64; the
 * pixels themselves are never decoded.
 */
public final class ImageHeader {

  /**
   * The size in which an image is shown.
   *
   * @param widthPixels {@code > 0}
   * @param heightPixels {@code > 0}
   */
  public record Size(int widthPixels, int heightPixels) {
    public Size {
      if (widthPixels <= 0 || heightPixels <= 0) {
        throw new IllegalArgumentException(
            "want a size > 0, got %d x %d".formatted(widthPixels, heightPixels));
      }
    }

    /** Returns the size after a turn by 90 degrees. */
    Size turned() {
      return new Size(/* widthPixels= */ heightPixels, /* heightPixels= */ widthPixels);
    }
  }

  /**
   * Decoded one after the other until the size is found. Most formats have it in the first 32;
   * JPEGs behind EXIF data, or behind previews and colour profiles. AVIF and HEIC have a size of
   * each tile, none of them in the first 48, and all of them in one box of some kilobytes.
   */
  private static final int[] FIRST_BYTES = {48, 64 << 10, 1 << 20};

  private ImageHeader() {}

  /**
   * Returns the size of an image in base64, of which only as much is decoded as it takes, and never
   * more than 1 MiB.
   */
  public static Optional<Size> of(Base64Text base64) {
    for (int bytes : FIRST_BYTES) {
      byte[] first = base64.decode(bytes);
      Optional<Size> size = of(first);
      if (size.isPresent() || first.length < bytes || !mayTellLater(new HeaderBytes(first))) {
        return size;
      }
    }
    return Optional.empty();
  }

  private static boolean mayTellLater(HeaderBytes header) {
    return isJpeg(header) || isHeif(header);
  }

  private static boolean isJpeg(HeaderBytes header) {
    return header.has(0, "\u00FF\u00D8");
  }

  private static boolean isHeif(HeaderBytes header) {
    return header.has(4, "ftyp");
  }

  /**
   * Returns the size of an image from its first bytes; empty if they are of no known format, or too
   * few. Never throws. O(n) for n bytes, of which most formats read less than a hundred.
   */
  public static Optional<Size> of(byte[] bytes) {
    HeaderBytes header = new HeaderBytes(bytes);
    if (header.has(0, "\u0089PNG\r\n\u001A\n")) {
      return header.has(12, "IHDR")
          ? size(header.u32BigEndian(16), header.u32BigEndian(20))
          : Optional.empty();
    }
    if (isJpeg(header)) {
      return JpegHeader.size(header);
    }
    if (header.has(0, "GIF87a") || header.has(0, "GIF89a")) {
      return size(header.u16LittleEndian(6), header.u16LittleEndian(8));
    }
    if (header.has(0, "RIFF") && header.has(8, "WEBP")) {
      return WebpHeader.size(header);
    }
    if (isHeif(header)) {
      return HeifHeader.size(header);
    }
    return header.has(0, "BM") ? bitmap(header) : Optional.empty();
  }

  /** BMP: 16 bits a side in the header of 12 bytes, else 32; rows from the top have a sign. */
  private static Optional<Size> bitmap(HeaderBytes header) {
    long headerBytes = header.u32LittleEndian(14);
    if (headerBytes == 12) {
      return size(header.u16LittleEndian(18), header.u16LittleEndian(20));
    }
    long rows = header.u32LittleEndian(22);
    long height = rows > Integer.MAX_VALUE ? (1L << 32) - rows : rows; // less than zero
    return headerBytes >= 40 ? size(header.u32LittleEndian(18), height) : Optional.empty();
  }

  /** Returns a size if both sides are one; a missing one is negative. */
  static Optional<Size> size(long width, long height) {
    return width > 0 && height > 0 && width <= Integer.MAX_VALUE && height <= Integer.MAX_VALUE
        ? Optional.of(new Size((int) width, (int) height))
        : Optional.empty();
  }
}
