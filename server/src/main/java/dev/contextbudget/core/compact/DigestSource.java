package dev.contextbudget.core.compact;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * A text that a digest may quote, and the name of its speaker.
 *
 * @param item message that holds it, by index in the history
 * @param part index of its part
 * @param resultPart index inside a tool result, if it is in one
 * @param startByte where it starts in its part
 * @param label stands before what is quoted of it and ends in a blank or a line end; may be empty
 */
record DigestSource(
    int item,
    int part,
    OptionalInt resultPart,
    int startByte,
    Utf8Text text,
    Role role,
    Segment label) {
  private static final Utf8Text LINE_END = Utf8Text.of("\n");
  private static final Utf8Text SPACE = Utf8Text.of(" ");

  /**
   * Returns the texts of messages, in order; those of an earlier digest one by one.
   *
   * @param items messages, by index
   * @param heading begins an earlier digest
   * @param stop asked for every part
   */
  static List<DigestSource> of(
      List<Item> history, List<Integer> items, Utf8Text heading, StopSignal stop) {
    List<DigestSource> sources = new ArrayList<>();
    for (int item : items) {
      List<Part> parts = ((Body.Message) history.get(item).body()).parts();
      for (int p = 0; p < parts.size(); p++) {
        stop.check();
        if (parts.get(p) instanceof Part.Text text) {
          if (EarlierDigest.is(text.text(), heading)) {
            String id = history.get(item).id();
            sources.addAll(new EarlierDigest(id, item, p, text.text(), heading).quotes(stop));
          } else {
            sources.add(whole(history.get(item), item, p, OptionalInt.empty(), text.text()));
          }
        } else if (parts.get(p) instanceof Part.ToolResult result) {
          for (int r = 0; r < result.parts().size(); r++) {
            if (result.parts().get(r) instanceof Part.Text text) {
              sources.add(whole(history.get(item), item, p, OptionalInt.of(r), text.text()));
            }
          }
        }
      }
    }
    return sources;
  }

  private static DigestSource whole(
      Item message, int item, int part, OptionalInt resultPart, Utf8Text text) {
    Body.Message body = (Body.Message) message.body();
    Segment label = new Segment.Inserted(Utf8Text.of(label(body.role(), body.name()) + " "));
    return new DigestSource(item, part, resultPart, 0, text, body.role(), label);
  }

  /** Returns how a digest names a speaker. */
  static String label(Role role, String name) {
    return (name.isEmpty() ? role.wireName() : name) + ":";
  }

  /** Returns the label before a quote, on a line of its own if the quote needs one. */
  List<Segment> labelBefore(Utf8Text quote) {
    int nameEnd = label.text().length() - 1;
    if (nameEnd < 0) {
      return List.of();
    }
    Utf8Text blank = Sentences.needsItsLine(quote, 0) ? LINE_END : SPACE;
    if (label.text().byteAt(nameEnd) == blank.byteAt(0)) {
      return List.of(label);
    }
    Utf8Text name = label.text().slice(0, nameEnd);
    Segment shown =
        label instanceof Segment.Source source
            ? new Segment.Source(
                source.itemId(),
                source.partIndex(),
                source.resultPartIndex(),
                source.startByte(),
                name)
            : new Segment.Inserted(name);
    return List.of(shown, new Segment.Inserted(blank));
  }
}
