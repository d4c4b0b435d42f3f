package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Cut;
import dev.contextbudget.core.trim.Piece.Inserted;
import dev.contextbudget.core.trim.Piece.Source;
import dev.contextbudget.core.trim.Trimmer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Cuts one part of an item: a text, or the longest text of a tool result, whose call id and error
 * flag stay.
 */
record PartCut(
    ModelProfile model, PartCounter counter, Reduction.Side side, Utf8Text note, StopSignal stop) {
  private static final Utf8Text NEWLINE = Utf8Text.of("\n");

  /**
   * Returns the part with at most {@code limitTokens} tokens; empty if too little would be left, or
   * if it is a result that does not only hold texts.
   *
   * @param sent a text or a tool result
   */
  Optional<PromptPart.Spliced> cut(PromptPart.AsSent sent, int limitTokens) {
    if (sent.content() instanceof Part.Text text) {
      return splice(sent, OptionalInt.empty(), text.text(), limitTokens)
          .map(s -> done(sent, s, new Part.Text(join(s))));
    }
    Part.ToolResult result = (Part.ToolResult) sent.content();
    return result.parts().stream().allMatch(part -> part instanceof Part.Text)
            && !result.parts().isEmpty()
        ? cutResult(sent, result, limitTokens)
        : Optional.empty();
  }

  /**
   * Texts of a result are joined by line ends, for each of which a token is set aside. What they
   * cost together is known only afterwards; if that is more, one more try has so much less.
   */
  private Optional<PromptPart.Spliced> cutResult(
      PromptPart.AsSent sent, Part.ToolResult result, int limitTokens) {
    int longest = longestText(result);
    List<Part> others = new ArrayList<>(result.parts());
    Utf8Text text = ((Part.Text) others.remove(longest)).text();
    int left = limitTokens - counter.partTokens(result.holding(others)) - others.size();
    for (int round = 0; round < 2 && left > 0; round++) {
      Optional<PromptPart.Spliced> cut =
          splice(sent, OptionalInt.of(longest), text, left)
              .map(segments -> joined(sent, result, longest, segments));
      if (cut.isEmpty() || cut.get().tokens() <= limitTokens) {
        return cut;
      }
      left -= cut.get().tokens() - limitTokens;
    }
    return Optional.empty();
  }

  /** Returns the result with its texts in one, of which one is cut. */
  private PromptPart.Spliced joined(
      PromptPart.AsSent sent, Part.ToolResult result, int cutPart, List<Segment> cut) {
    List<Segment> all = new ArrayList<>();
    for (int i = 0; i < result.parts().size(); i++) {
      Utf8Text text = ((Part.Text) result.parts().get(i)).text();
      if (i > 0) {
        all.add(new Segment.Inserted(NEWLINE));
      }
      if (i == cutPart) {
        all.addAll(cut);
      } else if (!text.isEmpty()) {
        all.add(new Segment.Source(sent.itemId(), sent.partIndex(), OptionalInt.of(i), 0, text));
      }
    }
    return done(sent, all, result.holding(List.of(new Part.Text(join(all)))));
  }

  private PromptPart.Spliced done(PromptPart.AsSent sent, List<Segment> segments, Part content) {
    return new PromptPart.Spliced(
        sent.itemId(), sent.partIndex(), segments, content, counter.partTokens(content));
  }

  private static int longestText(Part.ToolResult result) {
    int longest = 0;
    int bytes = -1;
    for (int i = 0; i < result.parts().size(); i++) {
      if (((Part.Text) result.parts().get(i)).text().length() > bytes) {
        longest = i;
        bytes = ((Part.Text) result.parts().get(i)).text().length();
      }
    }
    return longest;
  }

  private Optional<List<Segment>> splice(
      PromptPart.AsSent sent, OptionalInt resultPart, Utf8Text text, int limitTokens) {
    Optional<Cut> cut =
        Trimmer.cut(text, Math.max(0, limitTokens), side, note, model.tokenizer(), stop);
    return cut.map(
        c -> {
          List<Segment> segments = new ArrayList<>();
          for (var piece : c.pieces()) {
            if (piece instanceof Inserted inserted) {
              segments.add(new Segment.Inserted(inserted.text()));
            } else {
              Source source = (Source) piece;
              segments.add(
                  new Segment.Source(
                      sent.itemId(),
                      sent.partIndex(),
                      resultPart,
                      source.startByte(),
                      text.slice(source.startByte(), source.endByte())));
            }
          }
          return segments;
        });
  }

  private static Utf8Text join(List<Segment> segments) {
    return Utf8Text.concat(segments.stream().map(Segment::text).toList());
  }
}
