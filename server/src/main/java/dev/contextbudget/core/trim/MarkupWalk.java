package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** Goes forward through a text and knows which tags and code fences are open. O(1) per byte. */
final class MarkupWalk {
  private final MarkerScan scan;
  private final BitSet relevant;
  private int ordinal;
  private boolean hasMarker;
  private @Nullable Open open;
  private int mostWrapBytes;

  MarkupWalk(Utf8Text text, BitSet relevant, StopSignal stop) {
    this.scan = new MarkerScan(text, stop);
    this.relevant = relevant;
    ordinal = -1;
    hasMarker = nextMarker();
  }

  private MarkupWalk(MarkupWalk that) {
    this.scan = new MarkerScan(that.scan);
    this.relevant = that.relevant;
    this.ordinal = that.ordinal;
    this.hasMarker = that.hasMarker;
    this.open = that.open;
    this.mostWrapBytes = that.mostWrapBytes;
  }

  /** Returns a walk that goes on from here. */
  MarkupWalk copy() {
    return new MarkupWalk(this);
  }

  private boolean nextMarker() {
    while (scan.next()) {
      ordinal++;
      if (relevant.get(ordinal)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Moves forward; returns false if the place is inside a marker.
   *
   * @param position at least that of the last call
   */
  boolean moveTo(int position) {
    while (hasMarker && scan.end() <= position) {
      pass();
      hasMarker = nextMarker();
    }
    return !hasMarker || scan.start() >= position;
  }

  private void pass() {
    switch (scan.kind()) {
      case TAG_OPEN -> push(Open.Kind.TAG, "</" + scan.name() + ">");
      case FENCE_OPEN -> push(Open.Kind.FENCE, scan.name());
      case TAG_CLOSE, FENCE_CLOSE -> open = open == null ? null : open.outer();
    }
  }

  private void push(Open.Kind kind, String closer) {
    open = Open.in(open, kind, scan.start(), scan.end(), Utf8Text.of(closer));
    mostWrapBytes = Math.max(mostWrapBytes, open.wrapBytes());
  }

  /** Returns the most bytes that any place so far took to close and open again. */
  int mostWrapBytes() {
    return mostWrapBytes;
  }

  /** Returns the innermost structure that is open. */
  @Nullable Open open() {
    return open;
  }
}
