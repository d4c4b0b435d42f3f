package dev.contextbudget.dialect.media;

import java.nio.charset.StandardCharsets;
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
  /** Readers look so far for the signature (ISO 32000-1, annex H.3). */
  private static final int SIGNATURE_WITHIN_BYTES = 1024;

  private static final String SIGNATURE = "%PDF-";

  private PdfPages() {}

  /** Returns the number of pages of a PDF in base64; empty if it is another file. */
  public static OptionalInt count(Base64Text base64) {
    byte[] first = base64.decode(SIGNATURE_WITHIN_BYTES);
    return new String(first, StandardCharsets.ISO_8859_1).contains(SIGNATURE)
        ? count(base64.decode(base64.text().length()))
        : OptionalInt.empty();
  }

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
