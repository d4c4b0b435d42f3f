package dev.contextbudget.dialect.json;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What a text is put through; {@link dev.contextbudget.Steps} tells what it takes. */
public enum JsonWork implements Consumer<byte[]> {
  INDEXING {
    @Override
    void on(JsonDocument document) {}
  },
  /** Every value, and where it stands. */
  READING {
    @Override
    void on(JsonDocument document) {
      read(document.root());
    }

    private void read(JsonValue value) {
      int ignored = value.text().length() + value.pointer().length();
      if (!value.holds("content") && value.wholeNumber().isEmpty()) {
        value.members().forEach(member -> read(member.value()));
        value.elements().forEach(this::read);
      }
    }
  },
  /** Every second element leaves, and others come between and after. */
  EDITING {
    @Override
    void on(JsonDocument document) {
      List<JsonEdit> edits = new ArrayList<>();
      List<JsonValue> elements = document.root().elements();
      for (int i = 0; i < elements.size(); i += 2) {
        edits.add(new JsonEdit.Remove(elements.get(i)));
        edits.add(new JsonEdit.Insert(document.root(), i, Utf8Text.of("0")));
      }
      JsonEdits changed = new JsonEdits(document, edits);
      int ignored = changed.text().length() + changed.patch().length();
    }
  },
  /** Where every element comes from, behind one that is new. */
  TRACING {
    @Override
    void on(JsonDocument document) {
      List<JsonValue> elements = document.root().elements();
      List<JsonEdit> edits =
          document.root().isArray()
              ? List.of(new JsonEdit.Insert(document.root(), 0, Utf8Text.of("0")))
              : List.of();
      JsonEdits changed = new JsonEdits(document, edits);
      int found = 0;
      for (int i = 0; i < elements.size(); i++) {
        found += changed.origin("/" + (i + 1)).equals(elements.get(i)) ? 1 : 0;
      }
      if (found < elements.size()) {
        throw new IllegalStateException(found + " of " + elements.size());
      }
    }
  };

  @Override
  public void accept(byte[] text) {
    try {
      on(JsonIndexer.index(text, StopSignal.NEVER));
    } catch (JsonFault e) {
      // hostile texts are not all JSON, and then the work is what was done until this was seen
    }
  }

  abstract void on(JsonDocument document);
}
