package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Tokenizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The most telling sentences of messages, in one message: a heading, then a line for each message
 * that has any, with who said it.
 *
 * <p>The message speaks as the user, because what was said is data and must not gain the authority of
 * the system.
 *
 * @param message the digest
 * @param tokensOf tokens of each source message in it, by index; sentences and label
 */
record Digest(PromptMessage message, Map<Integer, Integer> tokensOf) {
  /** Rounds in which sentences are taken out until the joined text is short enough. */
  private static final int MAX_ROUNDS = 8;

  private static final Utf8Text LINE_END = Utf8Text.of("\n");
  private static final Utf8Text GAP = Utf8Text.of(" ");

  /** A text of a message. */
  private record Source(int item, int part, OptionalInt resultPart, Utf8Text text) {}

  /**
   * Makes the digest of messages.
   *
   * @param items messages that it stands for, by index in the history
   * @param limitTokens most tokens of the digest, framing included
   * @return empty if no sentence fits
   */
  static Optional<Digest> of(
      CompactionRequest request, PartCounter counter, List<Integer> items, int limitTokens) {
    List<Source> sources = sources(request.history().items(), items);
    Tokenizer tokenizer = request.model().tokenizer();
    List<Utterance> utterances = new ArrayList<>();
    for (Source source : sources) {
      Item item = request.history().items().get(source.item());
      int label = 1 + tokenizer.count(label(item));
      utterances.add(new Utterance(source.text(), ((Body.Message) item.body()).role(), label));
    }
    int framing = counter.messageFramingTokens(Role.USER, "");
    int heading = 1 + tokenizer.count(request.digestHeading());
    int budget = limitTokens - framing - heading;
    for (int round = 0; round < MAX_ROUNDS && budget > 0; round++) {
      request.stop().check();
      List<Extract> extracts = Extractor.extract(utterances, budget, tokenizer);
      if (extracts.isEmpty()) {
        return Optional.empty();
      }
      Digest digest = write(request, counter, sources, extracts);
      int over = HistorySizes.tokens(digest.message()) - limitTokens;
      if (over <= 0) {
        return Optional.of(digest);
      }
      budget -= over;
    }
    return Optional.empty();
  }

  private static List<Source> sources(List<Item> history, List<Integer> items) {
    List<Source> sources = new ArrayList<>();
    for (int item : items) {
      List<Part> parts = ((Body.Message) history.get(item).body()).parts();
      for (int p = 0; p < parts.size(); p++) {
        if (parts.get(p) instanceof Part.Text text) {
          sources.add(new Source(item, p, OptionalInt.empty(), text.text()));
        } else if (parts.get(p) instanceof Part.ToolResult result) {
          for (int r = 0; r < result.parts().size(); r++) {
            if (result.parts().get(r) instanceof Part.Text text) {
              sources.add(new Source(item, p, OptionalInt.of(r), text.text()));
            }
          }
        }
      }
    }
    return sources;
  }

  private static Utf8Text label(Item item) {
    Body.Message message = (Body.Message) item.body();
    String name = message.name().isEmpty() ? message.role().wireName() : message.name();
    return Utf8Text.of(name + ": ");
  }

  private static Digest write(
      CompactionRequest request,
      PartCounter counter,
      List<Source> sources,
      List<Extract> extracts) {
    List<Segment> segments = new ArrayList<>();
    segments.add(new Segment.Inserted(request.digestHeading()));
    Map<Integer, Integer> tokensOf = new LinkedHashMap<>();
    for (Extract extract : extracts) {
      Source source = sources.get(extract.textIndex());
      Item item = request.history().items().get(source.item());
      segments.add(new Segment.Inserted(LINE_END));
      segments.add(new Segment.Inserted(label(item)));
      boolean first = true;
      for (ByteRange range : extract.ranges()) {
        if (!first) {
          segments.add(new Segment.Inserted(GAP));
        }
        first = false;
        segments.add(
            new Segment.Source(
                item.id(),
                source.part(),
                source.resultPart(),
                range.startByte(),
                source.text().slice(range.startByte(), range.endByte())));
      }
      tokensOf.merge(source.item(), extract.tokens(), Integer::sum);
    }
    Part.Text text =
        new Part.Text(Utf8Text.concat(segments.stream().map(Segment::text).toList()));
    PromptPart part = new PromptPart.Spliced("", 0, segments, text, counter.partTokens(text));
    int framing = counter.messageFramingTokens(Role.USER, "");
    return new Digest(
        new PromptMessage("", Role.USER, "", true, framing, List.of(part)), tokensOf);
  }
}
