package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.core.trim.Cut;
import dev.contextbudget.core.trim.Segment.Inserted;
import dev.contextbudget.core.trim.Segment.Source;
import dev.contextbudget.core.trim.Trimmer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Cuts one part of an item: a text, or the longest text of a tool result, whose call id and error
 * flag stay.
 */
record PartCut(ModelProfile model, PartCounter counter, Reduction.Side side, Utf8Text note) {

  /**
   * Returns the part with at most {@code limitTokens} tokens; empty if too little would be left.
   *
   * @param sent a text or a tool result
   */
  Optional<PromptPart.Spliced> cut(PromptPart.AsSent sent, int limitTokens) {
    if (sent.content() instanceof Part.Text text) {
      return splice(sent, OptionalInt.empty(), text.text(), limitTokens)
          .map(s -> done(sent, s, new Part.Text(join(s))));
    }
    Part.ToolResult result = (Part.ToolResult) sent.content();
    int longest = longestText(result);
    if (longest < 0) {
      return Optional.empty();
    }
    int empty =
        counter.partTokens(new Part.ToolResult(result.callId(), result.isError(), List.of()));
    Utf8Text text = ((Part.Text) result.parts().get(longest)).text();
    return splice(sent, OptionalInt.of(longest), text, limitTokens - empty)
        .map(
            s ->
                done(
                    sent,
                    s,
                    new Part.ToolResult(
                        result.callId(), result.isError(), List.of(new Part.Text(join(s))))));
  }

  private PromptPart.Spliced done(PromptPart.AsSent sent, List<Segment> segments, Part content) {
    return new PromptPart.Spliced(
        sent.itemId(), sent.partIndex(), segments, content, counter.partTokens(content));
  }

  private static int longestText(Part.ToolResult result) {
    int longest = -1;
    int length = 0;
    for (int i = 0; i < result.parts().size(); i++) {
      if (result.parts().get(i) instanceof Part.Text text && text.text().length() > length) {
        longest = i;
        length = text.text().length();
      }
    }
    return longest;
  }

  private Optional<List<Segment>> splice(
      PromptPart.AsSent sent, OptionalInt resultPart, Utf8Text text, int limitTokens) {
    Optional<Cut> cut = Trimmer.cut(text, Math.max(0, limitTokens), side, note, model.tokenizer());
    return cut.map(
        c -> {
          List<Segment> segments = new ArrayList<>();
          for (var piece : c.segments()) {
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
