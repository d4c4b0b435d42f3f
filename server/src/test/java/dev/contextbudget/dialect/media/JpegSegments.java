package dev.contextbudget.dialect.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Segments of a JPEG, which stand before its frame. */
final class JpegSegments {
  private JpegSegments() {}

  /** Returns a JPEG with one more segment behind the start of the image. */
  static byte[] insert(byte[] jpeg, int marker, byte[] data) {
    return ByteBuffer.allocate(jpeg.length + 4 + data.length)
        .put(jpeg, 0, 2)
        .put((byte) 0xFF)
        .put((byte) marker)
        .putShort((short) (2 + data.length))
        .put(data)
        .put(jpeg, 2, jpeg.length - 2)
        .array();
  }

  /** Returns a JPEG with an orientation in EXIF data, behind two other tags. */
  static byte[] withOrientation(byte[] jpeg, int orientation, ByteOrder order) {
    ByteBuffer exif = ByteBuffer.allocate(6 + 8 + 2 + 3 * 12 + 4).order(order);
    exif.put("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
    exif.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    exif.putShort((short) 42).putInt(8).putShort((short) 3);
    entry(exif, 0x0100, 4, 1);
    entry(exif, 0x0111, 4, 6);
    exif.putShort((short) 0x0112).putShort((short) 3).putInt(1);
    exif.putShort((short) orientation).putShort((short) 0).putInt(0);
    return insert(jpeg, 0xE1, exif.array());
  }

  private static void entry(ByteBuffer exif, int tag, int type, int value) {
    exif.putShort((short) tag).putShort((short) type).putInt(1).putInt(value);
  }
}
