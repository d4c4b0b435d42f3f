package dev.contextbudget.core.trim;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which markers of a text matter: all code fences, and the tags that have their counterpart.
 *
 * <p>A tag without one is {@code <br>}, a type parameter or a less-than sign, and nothing to close.
 * A walk that begins late goes on from a place remembered every {@value #CHECKPOINT_BYTES} bytes.
 * O(n).
 */
final class Markup {
  private static final int CHECKPOINT_BYTES = 1 << 16;

  private record Tag(String name, int ordinal) {}

  private final List<MarkupWalk> checkpoints = new ArrayList<>();
  private final MarkupWalk atEnd;

  private Markup(Utf8Text text, BitSet relevant, StopSignal stop) {
    MarkupWalk walk = new MarkupWalk(text, relevant, stop);
    checkpoints.add(walk.copy());
    for (int at = CHECKPOINT_BYTES; at < text.length(); at += CHECKPOINT_BYTES) {
      walk.moveTo(at);
      checkpoints.add(walk.copy());
    }
    walk.moveTo(text.length());
    atEnd = walk;
  }

  static Markup of(Utf8Text text, StopSignal stop) {
    BitSet relevant = new BitSet();
    List<Tag> open = new ArrayList<>();
    Map<String, Integer> openByName = new HashMap<>();
    MarkerScan scan = new MarkerScan(text, stop);
    for (int ordinal = 0; scan.next(); ordinal++) {
      switch (scan.kind()) {
        case FENCE_OPEN, FENCE_CLOSE -> relevant.set(ordinal);
        case TAG_OPEN -> {
          open.add(new Tag(scan.name(), ordinal));
          openByName.merge(scan.name(), 1, Integer::sum);
        }
        case TAG_CLOSE -> {
          if (openByName.getOrDefault(scan.name(), 0) > 0) {
            relevant.set(popUntil(scan.name(), open, openByName));
            relevant.set(ordinal);
          }
        }
      }
    }
    return new Markup(relevant.isEmpty() ? Utf8Text.EMPTY : text, relevant, stop);
  }

  /** Closes the innermost tag of this name, and with it those inside that were never closed. */
  private static int popUntil(String name, List<Tag> open, Map<String, Integer> openByName) {
    Tag tag;
    do {
      tag = open.remove(open.size() - 1);
      openByName.merge(tag.name(), -1, Integer::sum);
    } while (!tag.name().equals(name));
    return tag.ordinal();
  }

  /** Starts a walk for places at or after {@code fromByte}. O({@value #CHECKPOINT_BYTES}). */
  MarkupWalk walk(int fromByte) {
    return checkpoints.get(Math.min(fromByte / CHECKPOINT_BYTES, checkpoints.size() - 1)).copy();
  }

  /** Returns what is never closed: a fence, or nothing. */
  @Nullable Open openAtEnd() {
    return atEnd.open();
  }

  /** Returns the most bytes that any place takes to close and open again. */
  int mostWrapBytes() {
    return atEnd.mostWrapBytes();
  }
}
