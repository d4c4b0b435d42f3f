package dev.contextbudget.dialect.media;

import dev.contextbudget.dialect.media.ImageHeader.Size;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The size of an AVIF or HEIC image: the largest of the sizes among the properties of its items,
 * which are also its tiles and its preview. A rotation by 90 degrees swaps the sides.
 */
final class HeifHeader {
  private static final int BOX_HEADER = 8;
  private static final int FULL_BOX_HEADER = 12;
  private static final int TO_THE_END = 0;

  /** The boxes, each in the one before it, that the properties of the items are in. */
  private static final List<String> PATH = List.of("meta", "iprp", "ipco");

  private static final Set<String> BRANDS =
      Set.of("avif", "avis", "heic", "heix", "heim", "heis", "hevc", "mif1", "msf1");

  private final HeaderBytes header;
  private long width;
  private long height;
  private boolean turned;

  private HeifHeader(HeaderBytes header) {
    this.header = header;
  }

  /** Returns the size, if the properties are among the bytes. O(n). */
  static Optional<Size> size(HeaderBytes header) {
    if (BRANDS.stream().noneMatch(brand -> header.has(8, brand))) {
      return Optional.empty();
    }
    HeifHeader heif = new HeifHeader(header);
    heif.read(0, header.length(), 0);
    Optional<Size> size = ImageHeader.size(heif.width, heif.height);
    return heif.turned ? size.map(Size::turned) : size;
  }

  /** Reads the boxes of a range; {@code depth} of the ones that lead to the sizes are around it. */
  private void read(long start, long end, int depth) {
    long at = start;
    while (at + BOX_HEADER <= end) {
      long claimed = header.u32BigEndian(at);
      if (claimed < BOX_HEADER && claimed != TO_THE_END) {
        return; // 1 is a size of 64 bits, which only the data of pictures needs
      }
      long boxEnd = claimed == TO_THE_END ? end : Math.min(end, at + claimed);
      if (depth == PATH.size()) {
        readProperty(at);
      } else if (header.has(at + 4, PATH.get(depth))) {
        read(at + (depth == 0 ? FULL_BOX_HEADER : BOX_HEADER), boxEnd, depth + 1);
      }
      at = boxEnd;
    }
  }

  private void readProperty(long at) {
    if (header.has(at + 4, "ispe")) {
      addSize(header.u32BigEndian(at + 12), header.u32BigEndian(at + 16));
    } else if (header.has(at + 4, "irot")) {
      turned |= header.u8(at + 8) == 1 || header.u8(at + 8) == 3; // quarter turns
    }
  }

  private void addSize(long itemWidth, long itemHeight) {
    if (itemWidth > 0
        && itemHeight > 0
        && itemWidth * (double) itemHeight > width * (double) height) {
      width = itemWidth;
      height = itemHeight;
    }
  }
}
