package dev.contextbudget.core.trim;

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
 * O(n).
 */
final class Markup {

  private record Tag(String name, int ordinal) {}

  private final Utf8Text text;
  private final BitSet relevant;

  private Markup(Utf8Text text, BitSet relevant) {
    this.text = text;
    this.relevant = relevant;
  }

  static Markup of(Utf8Text text) {
    BitSet relevant = new BitSet();
    List<Tag> open = new ArrayList<>();
    Map<String, Integer> openByName = new HashMap<>();
    MarkerScan scan = new MarkerScan(text);
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
    return new Markup(text, relevant);
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

  boolean isEmpty() {
    return relevant.isEmpty();
  }

  /** Starts a walk at the start of the text. */
  MarkupWalk walk() {
    return new MarkupWalk(isEmpty() ? Utf8Text.EMPTY : text, relevant);
  }

  /** Returns what is never closed: a fence, or nothing. O(n). */
  @Nullable Open openAtEnd() {
    MarkupWalk walk = walk();
    walk.moveTo(text.length());
    return walk.open();
  }
}
