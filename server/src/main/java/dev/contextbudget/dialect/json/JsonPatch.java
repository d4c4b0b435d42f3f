package dev.contextbudget.dialect.json;

import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes as a JSON Patch (RFC 6902).
 *
 * <p>The last place comes first, so that each operation finds the places before it as they were
 * given. Of a place, what stands there is changed before anything is put in front of it.
 */
final class JsonPatch {
  private final JsonDocument document;
  private final List<Utf8Text> pieces = new ArrayList<>();

  /** Of arrays into which something is inserted; counted once, as that may be often. */
  private final Map<Integer, List<Integer>> places = new HashMap<>();

  private JsonPatch(JsonDocument document) {
    this.document = document;
  }

  static Utf8Text of(JsonDocument document, List<JsonEdit> edits) {
    JsonPatch patch = new JsonPatch(document);
    List<JsonEdit> ordered = new ArrayList<>(edits);
    Collections.reverse(ordered); // of insertions at one place the last comes first
    ordered.sort(
        Comparator.comparingInt(patch::place)
            .reversed()
            .thenComparing(edit -> edit instanceof JsonEdit.Insert));
    patch.add("[");
    for (int i = 0; i < ordered.size(); i++) {
      patch.add(i == 0 ? "" : ",");
      patch.add(ordered.get(i));
    }
    patch.add("]");
    return Utf8Text.concat(patch.pieces);
  }

  private void add(JsonEdit edit) {
    String path = edit.at().pointer();
    if (edit instanceof JsonEdit.Insert insert) {
      add("add", path + "/" + insert.index());
      addValue(insert.json());
    } else if (edit instanceof JsonEdit.Replace replace) {
      add("replace", path);
      addValue(replace.json());
    } else {
      add("remove", path);
    }
    add("}");
  }

  private void add(String operation, String path) {
    add("{\"op\":\"" + operation + "\",\"path\":");
    pieces.add(JsonStrings.quoted(Utf8Text.of(path)));
  }

  private void addValue(Utf8Text json) {
    add(",\"value\":");
    pieces.add(json);
  }

  private void add(String text) {
    pieces.add(Utf8Text.of(text));
  }

  /** Returns the byte at which an edit changes the document. */
  private int place(JsonEdit edit) {
    int node = edit.at().node();
    return edit instanceof JsonEdit.Insert insert
        ? places.computeIfAbsent(node, this::placesIn).get(insert.index())
        : document.start(node);
  }

  /** Returns where the elements of an array begin, and where it ends. */
  private List<Integer> placesIn(int array) {
    List<Integer> starts = new ArrayList<>();
    for (int child = document.firstChild(array); child != 0; child = document.next(child)) {
      starts.add(document.start(child));
    }
    starts.add(document.end(array) - 1);
    return starts;
  }
}
