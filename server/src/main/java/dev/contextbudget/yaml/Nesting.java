package dev.contextbudget.yaml;

import java.util.ArrayDeque;
import java.util.Deque;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;

/**
 * Refuses what would overflow the stack of whoever walks a document: the library that builds its
 * nodes recurses, and so do readers of them.
 *
 * <p>The parser, whose events are watched here, does not.
 */
final class Nesting {
  /** The deepest bundled file has 6 levels. */
  private static final int MAX_DEPTH = 32;

  private final String file;
  private final Deque<String> openAnchors = new ArrayDeque<>();

  private Nesting(String file) {
    this.file = file;
  }

  /**
   * Checks a document. O(n).
   *
   * @throws BadYaml if it is nested too deep, or a part of it contains itself
   */
  static void check(String file, Iterable<Event> events) {
    Nesting nesting = new Nesting(file);
    events.forEach(nesting::read);
  }

  private void read(Event event) {
    if (event instanceof CollectionStartEvent start) {
      openAnchors.push(start.getAnchor().map(Object::toString).orElse(""));
      if (openAnchors.size() > MAX_DEPTH) {
        throw bad(event, "nested deeper than %d levels".formatted(MAX_DEPTH));
      }
    } else if (event instanceof CollectionEndEvent) {
      openAnchors.pop();
    } else if (event instanceof AliasEvent alias
        && openAnchors.contains(alias.getAlias().toString())) {
      throw bad(event, "*%s stands inside of what it names".formatted(alias.getAlias()));
    }
  }

  private BadYaml bad(Event event, String problem) {
    return new BadYaml(
        file, event.getStartMark().map(mark -> "line " + (mark.getLine() + 1)).orElse(""), problem);
  }
}
