package dev.contextbudget.core.compact;

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
 * <p>Of an earlier digest each line is a text of its own and keeps the speaker it names. As one
 * text of the user it would gain one more name with every compaction, and the weight of the user's
 * words.
 *
 * @param item message that holds it, by index in the history
 * @param part index of its part
 * @param resultPart index inside a tool result, if it is in one
 * @param startByte where it starts in its part
 * @param label stands before what is quoted of it; may be empty
 */
record DigestSource(
    int item,
    int part,
    OptionalInt resultPart,
    int startByte,
    Utf8Text text,
    Role role,
    Segment label) {
  /** Two bytes that end a label. */
  private static final int LABEL_END_BYTES = 2;

  /** A name has at most 128 bytes; what is longer is a sentence with a colon in it. */
  private static final int MAX_LABEL_BYTES = 128 + LABEL_END_BYTES;

  private static final String USER_LABEL = label(Role.USER, "");

  /**
   * Returns the texts of messages, in order.
   *
   * @param items messages, by index
   * @param heading begins an earlier digest
   */
  static List<DigestSource> of(List<Item> history, List<Integer> items, Utf8Text heading) {
    List<DigestSource> sources = new ArrayList<>();
    for (int item : items) {
      List<Part> parts = ((Body.Message) history.get(item).body()).parts();
      for (int p = 0; p < parts.size(); p++) {
        if (parts.get(p) instanceof Part.Text text) {
          addText(history.get(item), item, p, text.text(), heading, sources);
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

  private static void addText(
      Item message, int item, int part, Utf8Text text, Utf8Text heading, List<DigestSource> to) {
    int body = heading.length() + 1;
    boolean digest =
        text.length() >= body
            && text.byteAt(body - 1) == '\n'
            && text.slice(0, body - 1).equals(heading);
    if (!digest) {
      to.add(whole(message, item, part, OptionalInt.empty(), text));
      return;
    }
    for (int start = body; start < text.length(); ) {
      int end = start;
      while (end < text.length() && text.byteAt(end) != '\n') {
        end++;
      }
      to.add(line(message.id(), item, part, text, start, end));
      start = end + 1;
    }
  }

  private static DigestSource whole(
      Item message, int item, int part, OptionalInt resultPart, Utf8Text text) {
    Body.Message body = (Body.Message) message.body();
    Segment label = new Segment.Inserted(Utf8Text.of(label(body.role(), body.name())));
    return new DigestSource(item, part, resultPart, 0, text, body.role(), label);
  }

  private static String label(Role role, String name) {
    return (name.isEmpty() ? role.wireName() : name) + ": ";
  }

  private static DigestSource line(
      String itemId, int item, int part, Utf8Text text, int start, int end) {
    int labelEnd = labelEnd(text, start, end);
    Utf8Text label = text.slice(start, labelEnd);
    return new DigestSource(
        item,
        part,
        OptionalInt.empty(),
        labelEnd,
        text.slice(labelEnd, end),
        label.decode().equals(USER_LABEL) ? Role.USER : Role.ASSISTANT,
        new Segment.Source(itemId, part, OptionalInt.empty(), start, label));
  }

  /** Returns where the label of a line ends; its start if it has none. */
  private static int labelEnd(Utf8Text text, int start, int end) {
    int last = Math.min(end, start + MAX_LABEL_BYTES) - LABEL_END_BYTES;
    for (int i = start; i <= last; i++) {
      if (text.byteAt(i) == ':' && text.byteAt(i + 1) == ' ') {
        return i + LABEL_END_BYTES;
      }
    }
    return start;
  }
}
