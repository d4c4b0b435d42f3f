package dev.contextbudget.tokenizer;

import dev.contextbudget.core.token.Utf8Text;

/** What the bytes of a text come to by their {@link ContentRatios}, while the text changes. */
final class ContentMix {
  private final ContentRatios ratios;
  private long bytes;
  private long ratioPermilles;
  private long addedPermilles;

  ContentMix(ContentRatios ratios) {
    this.ratios = ratios;
  }

  /** Returns the same mix, apart from this one. */
  ContentMix copy() {
    ContentMix copy = new ContentMix(ratios);
    copy.bytes = bytes;
    copy.ratioPermilles = ratioPermilles;
    copy.addedPermilles = addedPermilles;
    return copy;
  }

  /** Adds a text. O(n). */
  ContentMix add(Utf8Text text) {
    return ratios.rate(text, this);
  }

  /** Adds bytes and the sums of what each has by its class. */
  ContentMix add(int length, long ratiosPermille, long addedPermille) {
    bytes += length;
    ratioPermilles += ratiosPermille;
    addedPermilles += addedPermille;
    return this;
  }

  /** Takes away a text that is part of the mix. O(n). */
  void remove(Utf8Text text) {
    ContentMix part = new ContentMix(ratios).add(text);
    bytes -= part.bytes;
    ratioPermilles -= part.ratioPermilles;
    addedPermilles -= part.addedPermilles;
  }

  /** Returns what the text comes to if it has {@code otherTokens}, rounded up. */
  int tokens(int otherTokens) {
    if (bytes == 0) {
      return 0;
    }
    long ratio = ceilDiv(ratioPermilles, bytes);
    return Math.toIntExact(ceilDiv(otherTokens * ratio + addedPermilles, ContentRatios.UNIT));
  }

  private static long ceilDiv(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }
}
