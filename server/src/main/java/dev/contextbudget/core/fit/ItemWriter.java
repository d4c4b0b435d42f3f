package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.prompt.StaleResults;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the parts of single items: as they were sent, a variant, cleared or cut. */
final class ItemWriter {
  private final ItemTable table;
  private final ModelProfile model;
  private final PartCounter counter;
  private final Notes notes;
  private final NoteSizes noteSizes;
  private final Written written;
  private final StopSignal stop;

  ItemWriter(
      ItemTable table,
      ModelProfile model,
      PartCounter counter,
      Notes notes,
      NoteSizes noteSizes,
      Written written,
      StopSignal stop) {
    this.table = table;
    this.model = model;
    this.counter = counter;
    this.notes = notes;
    this.noteSizes = noteSizes;
    this.written = written;
    this.stop = stop;
  }

  Written written() {
    return written;
  }

  NoteSizes noteSizes() {
    return noteSizes;
  }

  /** Returns true if a message does not stand as it was sent. */
  boolean isChanged(Body.Message message, List<PromptPart> parts) {
    for (PromptPart part : parts) {
      if (!(part instanceof PromptPart.AsSent)) {
        return true;
      }
    }
    return parts.size() != message.parts().size();
  }

  /** Returns the parts of a message; none if it cannot be cut to its limit. */
  List<PromptPart> message(int ordinal) {
    Outcome outcome = written.outcome(ordinal);
    Item item = table.item(ordinal);
    Body.Message message = (Body.Message) item.body();
    List<PromptPart> parts = new ArrayList<>(message.parts().size());
    if (table.isBodiless(ordinal)) {
      int known = table.itemSize(ordinal).tokens();
      parts.add(new PromptPart.AsSent(item.id(), 0, new Part.Text(Utf8Text.EMPTY), known, true));
    }
    for (int i = 0; i < message.parts().size(); i++) {
      Part part = message.parts().get(i);
      if (outcome.action() == Action.REPLACE
          && part instanceof Part.ToolResult result
          && !result.parts().isEmpty()) {
        parts.add(cleared(item.id(), i, result));
      } else if (!ItemTable.isEmptyText(part)) {
        parts.add(new PromptPart.AsSent(item.id(), i, part, partTokens(ordinal, i), false));
      }
    }
    if (outcome.action() == Action.TRUNCATE && !cut(ordinal, parts)) {
      written.dropUncuttable(ordinal);
      return List.of();
    }
    int tokens = table.itemSize(ordinal).framingTokens();
    for (PromptPart part : parts) {
      tokens += part.tokens();
    }
    written.after(ordinal, tokens);
    return parts;
  }

  private int partTokens(int ordinal, int part) {
    List<Integer> tokens = table.itemSize(ordinal).partTokens();
    return tokens.isEmpty() ? table.itemSize(ordinal).tokens() : tokens.get(part);
  }

  private PromptPart cleared(String itemId, int index, Part.ToolResult result) {
    Part.ToolResult empty = StaleResults.cleared(result, notes.cleared());
    return new PromptPart.Spliced(
        itemId,
        index,
        List.of(new Segment.Inserted(notes.cleared())),
        empty,
        noteSizes.clearedResultTokens() + result.aroundTokens());
  }

  /** Returns the part of a passage, entry or text; empty if it cannot be cut to its limit. */
  Optional<PromptPart> single(int ordinal) {
    Item item = table.item(ordinal);
    int variant = written.outcome(ordinal).variant();
    Utf8Text text = text(item.body(), variant);
    PromptPart part =
        new PromptPart.AsSent(
            item.id(),
            variant,
            new Part.Text(text),
            table.itemSize(ordinal).partTokens().get(variant),
            variant == 0 && table.isBodiless(ordinal));
    if (written.outcome(ordinal).action() == Action.TRUNCATE) {
      List<PromptPart> parts = new ArrayList<>(List.of(part));
      if (!cut(ordinal, parts)) {
        written.dropUncuttable(ordinal);
        return Optional.empty();
      }
      part = parts.get(0);
    }
    written.after(ordinal, part.tokens());
    return Optional.of(part);
  }

  private static Utf8Text text(Body body, int variant) {
    if (body instanceof Body.Entry entry) {
      return Prompt.entryText(entry);
    }
    Body.Passage passage = (Body.Passage) body;
    if (variant > 0) {
      return passage.variants().get(variant - 1);
    }
    Utf8Text text = passage.text();
    return text == null ? Utf8Text.EMPTY : text;
  }

  /** Cuts the longest text among the parts so that the item meets its limit; false if it cannot. */
  private boolean cut(int ordinal, List<PromptPart> parts) {
    int at = -1;
    int total = table.itemSize(ordinal).framingTokens();
    for (int i = 0; i < parts.size(); i++) {
      total += parts.get(i).tokens();
      if (isCuttable(parts.get(i)) && (at < 0 || parts.get(i).tokens() > parts.get(at).tokens())) {
        at = i;
      }
    }
    if (at < 0 || !(parts.get(at) instanceof PromptPart.AsSent sent)) {
      return false;
    }
    int limit = written.outcome(ordinal).limitTokens() - (total - sent.tokens());
    Reduction.Side side = ((Reduction.Truncate) table.component(ordinal).reduction()).side();
    Utf8Text note = notes.enabled() ? notes.cut() : Utf8Text.EMPTY;
    Optional<PromptPart.Spliced> cut =
        new PartCut(model, counter, side, note, stop).cut(sent, limit);
    cut.ifPresent(
        spliced -> {
          written.kept(ordinal, sources(spliced));
        });
    if (cut.isPresent()) {
      parts.set(at, cut.get());
    }
    return cut.isPresent();
  }

  private static boolean isCuttable(PromptPart part) {
    return part instanceof PromptPart.AsSent sent
        && !sent.bodiless()
        && (sent.content() instanceof Part.Text
            || (sent.content() instanceof Part.ToolResult result
                && result.parts().stream().allMatch(p -> p instanceof Part.Text)));
  }

  private static List<Segment.Source> sources(PromptPart.Spliced spliced) {
    return spliced.segments().stream()
        .filter(s -> s instanceof Segment.Source)
        .map(s -> (Segment.Source) s)
        .toList();
  }
}
