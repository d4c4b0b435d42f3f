package dev.contextbudget.bodies;

import dev.contextbudget.bodies.Message.Kind;
import dev.contextbudget.bodies.Message.Part;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Holds a body against the one it was made from: each part of it stands in the source, with the
 * same bytes and in the same order, or is a text of it shortened, or is a note.
 *
 * <p>Parts are matched one by one, so that neighbours of one role may have been made one message.
 */
final class Comparison {
  /** How a text begins with which the service tells what is missing. */
  private static final List<String> NOTES =
      List.of(
          "[Earlier parts of this conversation were left out",
          "[Some items were left out",
          "[Old tool result cleared",
          "[What was said earlier in this conversation");

  /** A part of the source and where it stands. */
  private record Place(int message, Part part, String role) {}

  private final Transcript source;
  private final Transcript fitted;
  private final List<Place> places = new ArrayList<>();
  private final BitSet whole = new BitSet();
  private final List<Problem> problems = new ArrayList<>();

  /** The messages of the source that each message was made of; none of a note. */
  private final List<TreeSet<Integer>> sources = new ArrayList<>();

  private int notes;

  private Comparison(Transcript source, Transcript fitted) {
    this.source = source;
    this.fitted = fitted;
    for (int i = 0; i < source.messages().size(); i++) {
      Message message = source.messages().get(i);
      for (Part part : message.parts()) {
        places.add(new Place(i, part, message.role()));
      }
    }
    fitted.messages().forEach(message -> sources.add(new TreeSet<>()));
    align();
  }

  static Comparison of(Transcript source, String fitted) {
    return new Comparison(source, Transcript.of(source.dialect(), fitted));
  }

  /** From the end, as what is said again later is more likely to be the one that was kept. */
  private void align() {
    int end = places.size();
    for (int i = fitted.messages().size() - 1; i >= 0; i--) {
      Message message = fitted.messages().get(i);
      for (int b = message.parts().size() - 1; b >= 0; b--) {
        Part part = message.parts().get(b);
        int at = find(message.role(), part, end);
        if (at >= 0) {
          sources.get(i).add(places.get(at).message());
          end = at;
        } else if (part.isText() && isNote(part.text())) {
          notes++;
          noted(message, part, i);
        } else {
          problems.add(new Problem("changed", "%s in message %d".formatted(part.type(), i)));
        }
      }
    }
  }

  private void noted(Message message, Part note, int place) {
    if (message.isFrom("assistant") || message.isFrom("tool")) {
      problems.add(
          new Problem("note", "said by %s in message %d".formatted(message.role(), place)));
    }
    if (message.parts().stream().filter(part -> part.text().equals(note.text())).count() > 1) {
      problems.add(new Problem("note", "twice in message " + place));
    }
  }

  private static boolean isNote(String text) {
    return NOTES.stream().anyMatch(text::startsWith);
  }

  /** Returns the last place that is the same; else the last that may have become this. */
  private int find(String role, Part part, int end) {
    for (int p = end - 1; p >= 0; p--) {
      Place place = places.get(p);
      if (place.role().equals(role) && isSame(place.part(), part)) {
        whole.set(p);
        return p;
      }
    }
    for (int p = end - 1; p >= 0 && !part.raw().isEmpty(); p--) {
      Place place = places.get(p);
      if (place.role().equals(role) && isShorter(place.part(), part)) {
        return p;
      }
    }
    return -1;
  }

  private static boolean isSame(Part sent, Part shown) {
    return sent.frame().equals(shown.frame()) && sent.raw().equals(shown.raw());
  }

  private boolean isShorter(Part sent, Part shown) {
    if (sent.kind() != shown.kind() || !sent.frame().equals(shown.frame())) {
      return false;
    }
    boolean cleared = shown.is(Kind.RESULT) && shown.text().contains("[Old tool result cleared");
    Optional<ShortenedText> cut = ShortenedText.of(sent.text(), shown.text());
    if (cut.isPresent() && !cleared && cut.get().breaksCharacter()) {
      problems.add(new Problem("broken-character", shown.type()));
    }
    return cleared || (cut.isPresent() && !isNote(shown.text()));
  }

  /** Returns the notes that stand for what is gone. */
  int notes() {
    return notes;
  }

  /** Returns what a fit must not do. */
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>(problems);
    int user = source.lastUserMessage();
    int turn = source.lastTurn();
    boolean inLoop = endsInLoop();
    for (int p = 0; p < places.size(); p++) {
      Place place = places.get(p);
      boolean opening = place.role().equals("system") && place.message() < firstSpoken();
      if (opening && !whole.get(p)) {
        all.add(new Problem("system-lost", "message " + place.message()));
      }
      if (place.message() == user && !place.part().is(Kind.RESULT) && !whole.get(p)) {
        all.add(new Problem("last-user-message-lost", place.part().type()));
      }
      boolean thought = place.part().is(Kind.SEALED) && place.message() > turn;
      if (inLoop && thought && !whole.get(p)) {
        all.add(new Problem("thinking-of-the-loop-lost", "message " + place.message()));
      }
      if (p == lastSummary() && !whole.get(p)) {
        all.add(new Problem("summary-lost", "message " + place.message()));
      }
    }
    checkNeighbours(all);
    return all;
  }

  /** What the provider has summed up is known to it from nothing else. */
  private int lastSummary() {
    int last = places.size() - 1;
    while (last >= 0 && !places.get(last).part().type().equals("compaction")) {
      last--;
    }
    return last;
  }

  private int firstSpoken() {
    int first = 0;
    while (first < source.messages().size() && source.messages().get(first).isFrom("system")) {
      first++;
    }
    return first;
  }

  private boolean endsInLoop() {
    if (source.messages().isEmpty()) {
      return false;
    }
    Message last = source.messages().get(source.messages().size() - 1);
    return last.has(Kind.CALL) || last.has(Kind.RESULT);
  }

  /**
   * Returns messages of one role in a row, where the source has none of that role. What has more
   * members than its role and its content says something of itself and stays alone; so does what
   * the user says behind responses of functions, as a content with one opens no turn of Gemini's.
   */
  private void checkNeighbours(List<Problem> all) {
    for (int i = 1; i < fitted.messages().size() && !fitted.is("openai-responses"); i++) {
      Message message = fitted.messages().get(i);
      Message before = fitted.messages().get(i - 1);
      boolean speaks = message.isFrom("user") || message.isFrom("assistant");
      if (speaks
          && before.isFrom(message.role())
          && isPlain(message)
          && isPlain(before)
          && !(fitted.is("gemini") && before.has(Kind.RESULT))
          && !stoodSo(sources.get(i - 1), sources.get(i))
          && alternates(message.role())) {
        all.add(new Problem("neighbours", "%s at %d and %d".formatted(message.role(), i - 1, i)));
      }
    }
  }

  private static boolean isPlain(Message message) {
    return message.parts().stream().noneMatch(part -> part.type().equals("members"));
  }

  private boolean alternates(String role) {
    for (int i = 1; i < source.messages().size(); i++) {
      if (source.messages().get(i).isFrom(role) && source.messages().get(i - 1).isFrom(role)) {
        return false;
      }
    }
    return true;
  }

  private static boolean stoodSo(TreeSet<Integer> before, TreeSet<Integer> after) {
    return !before.isEmpty() && !after.isEmpty() && before.last() + 1 == after.first();
  }
}
