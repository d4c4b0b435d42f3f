package dev.contextbudget.dialect.media;

import dev.contextbudget.dialect.media.ImageHeader.Size;
import java.util.Optional;

/**
 * The size of a JPEG: in its frame header, which may stand behind any number of other segments.
 * Orientations 5 to 8 of EXIF are turned by 90 degrees, and providers charge the turned image.
 */
final class JpegHeader {
  private static final int FIRST_FRAME = 0xC0;
  private static final int LAST_FRAME = 0xCF;
  private static final int HUFFMAN_TABLES = 0xC4;
  private static final int EXTENSION = 0xC8;
  private static final int ARITHMETIC_TABLES = 0xCC;
  private static final int FIRST_RESTART = 0xD0;
  private static final int START_OF_IMAGE = 0xD8;
  private static final int END_OF_IMAGE = 0xD9;
  private static final int START_OF_SCAN = 0xDA;
  private static final int EXIF = 0xE1;
  private static final int TEMPORARY = 0x01;

  private JpegHeader() {}

  /** Returns the size, if the frame header is among the bytes. O(n). */
  static Optional<Size> size(HeaderBytes header) {
    boolean turned = false;
    long at = 2;
    while (header.u8(at) == 0xFF) {
      int marker = header.u8(at + 1);
      if (marker == 0xFF || isAlone(marker)) {
        at += marker == 0xFF ? 1 : 2; // any number of 0xFF may stand before a marker
        continue;
      }
      if (isFrame(marker)) {
        Optional<Size> size =
            ImageHeader.size(header.u16BigEndian(at + 7), header.u16BigEndian(at + 5));
        return turned ? size.map(Size::turned) : size;
      }
      int segmentBytes = header.u16BigEndian(at + 2);
      if (marker == START_OF_SCAN || marker == END_OF_IMAGE || segmentBytes < 2) {
        return Optional.empty();
      }
      if (marker == EXIF && header.has(at + 4, "Exif\0\0")) {
        turned = ExifOrientation.isTurned(header, at + 10, at + 2 + segmentBytes);
      }
      at += 2 + segmentBytes;
    }
    return Optional.empty();
  }

  /** Returns true for markers without a length. */
  private static boolean isAlone(int marker) {
    return marker == TEMPORARY || (marker >= FIRST_RESTART && marker <= START_OF_IMAGE);
  }

  private static boolean isFrame(int marker) {
    return marker >= FIRST_FRAME
        && marker <= LAST_FRAME
        && marker != HUFFMAN_TABLES
        && marker != EXTENSION
        && marker != ARITHMETIC_TABLES;
  }
}
