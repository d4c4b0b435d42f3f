package dev.contextbudget.dialect.media;

/** The orientation in the EXIF data of a picture, which are a TIFF file of their own. */
final class ExifOrientation {
  private static final int ORIENTATION_TAG = 0x0112;
  private static final int SHORT_TYPE = 3;
  private static final int ENTRY_BYTES = 12;

  private ExifOrientation() {}

  /** Returns true if the picture is shown after a turn by 90 degrees to either side. */
  static boolean isTurned(HeaderBytes header, long start, long end) {
    boolean little = header.has(start, "II*\0");
    if (!little && !header.has(start, "MM\0*")) {
      return false;
    }
    long directory =
        start + (little ? header.u32LittleEndian(start + 4) : header.u32BigEndian(start + 4));
    int entries = u16(header, directory, little);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      if (entry + ENTRY_BYTES > end) {
        return false;
      }
      if (u16(header, entry, little) == ORIENTATION_TAG) {
        int orientation = u16(header, entry + 8, little);
        return u16(header, entry + 2, little) == SHORT_TYPE && orientation >= 5 && orientation <= 8;
      }
    }
    return false;
  }

  private static int u16(HeaderBytes header, long at, boolean little) {
    return little ? header.u16LittleEndian(at) : header.u16BigEndian(at);
  }
}
