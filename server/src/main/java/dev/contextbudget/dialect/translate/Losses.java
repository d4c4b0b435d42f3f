package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.Format;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Collects what of a body has no place in another API, so that a caller learns all of it. */
final class Losses {
  /** Enough to mend a body; a hostile one has a million parts that fit nowhere. */
  private static final int MAX_COLLECTED = 100;

  private final Format target;
  private final List<Loss> found = new ArrayList<>();

  Losses(Format target) {
    this.target = target;
  }

  /**
   * Notes a loss.
   *
   * @param what has no place, in the singular, such as {@code a refusal}
   */
  void add(JsonValue at, String what) {
    if (found.size() < MAX_COLLECTED) {
      found.add(new Loss(at, what + " has no place in " + name(target)));
    }
  }

  /**
   * Notes a loss that may only follow from another, as where a message is lost the next one is the
   * first: if there is one in the same list, that one is told alone.
   */
  void addIfNone(JsonValue at, String what) {
    String list = list(at);
    if (found.stream().noneMatch(loss -> list.isEmpty() || list(loss.at()).equals(list))) {
      add(at, what);
    }
  }

  /** Returns the member of the body that a place is in; empty for the body. */
  private static String list(JsonValue at) {
    String pointer = at.pointer();
    int end = pointer.indexOf('/', 1);
    return end < 0 ? pointer : pointer.substring(0, end);
  }

  private static String name(Format format) {
    return switch (format) {
      case OPENAI_CHAT -> "OpenAI Chat Completions";
      case OPENAI_RESPONSES -> "OpenAI Responses";
      case ANTHROPIC_MESSAGES -> "Anthropic Messages";
      case GEMINI -> "Gemini generateContent";
    };
  }

  /**
   * Ends a translation that lost something.
   *
   * @throws NotConvertible with all that was found
   */
  void throwIfAny() throws NotConvertible {
    if (!found.isEmpty()) {
      throw new NotConvertible(found);
    }
  }
}
