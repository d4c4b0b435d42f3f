package dev.contextbudget.dialect.media;

import java.util.OptionalInt;

/**
 * The number of pages of a PDF, which is what providers charge, from its bytes as they stand.
 *
 * <p>The best that can be said without inflating anything: the objects of type {@code /Page}
 * outside of streams, those of one number once, as updates append newer ones. Since PDF 1.5 some of
 * them or all may be in compressed streams; then it is the largest of what was counted, of the
 * {@code /Count} of a {@code /Pages}, and of the {@code /N} of a linearized file. If nothing says
 * how many there are, the answer is empty.
 */
public final class PdfPages {
  private PdfPages() {}

  /**
   * Returns the number of pages, {@code > 0}, if the bytes tell. Time O(n), space O(n) at worst for
   * n bytes; never throws.
   */
  public static OptionalInt count(byte[] pdf) {
    PdfObjects objects = new PdfObjects();
    PdfScanner scanner = new PdfScanner(new HeaderBytes(pdf), objects);
    scanner.scan();
    int pages = objects.pages();
    if (pages == 0 || objects.someAreCompressed()) {
      pages = Math.max(pages, objects.claimedPages());
    }
    return pages > 0 ? OptionalInt.of(pages) : OptionalInt.empty();
  }
}
