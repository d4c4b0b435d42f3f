package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The most telling sentences of messages, in one text: a heading, then a line for each message that
 * has any, with who said it; a code fence or a table begins on the line below that name.
 *
 * <p>The user says it, because what was said is data and must not gain the authority of the system.
 *
 * @param part the digest
 * @param tokensOf tokens of each source message in it, by index; sentences and label, heading not
 *     included
 */
record Digest(PromptPart part, Map<Integer, Integer> tokensOf) {
  /** Rounds in which sentences are chosen until the joined text is just short enough. */
  private static final int MAX_ROUNDS = 8;

  /** A joined text within this share of the limit is not worth another round. */
  private static final int ENOUGH_SHARE = 100;

  private static final Utf8Text LINE_END = Utf8Text.of("\n");
  private static final Utf8Text SPACE = Utf8Text.of(" ");

  /**
   * Makes the digest of the messages that do not stay; if no sentence fits, it is the heading
   * alone, which still tells the model that something is missing.
   */
  static Digest of(CompactionRequest request, CountedHistory counted, HistoryCut cut) {
    List<DigestSource> sources =
        DigestSource.of(
            request.history().items(), cut.old(), request.digestHeading(), request.stop());
    Candidates candidates =
        Candidates.of(utterances(request, sources), request.model().tokenizer(), request.stop());
    int limit = cut.capTokens(0) + HistoryCut.headingTokens(request);
    Digest best = write(request, counted, sources, List.of());
    int budget = cut.capTokens(0);
    int tooMuch = Integer.MAX_VALUE;
    List<Extract> chosen = List.of();
    for (int round = 0; round < MAX_ROUNDS && budget > 0 && budget < tooMuch; round++) {
      List<Extract> extracts = Extractor.extract(candidates, budget, request.stop());
      Digest digest = write(request, counted, sources, extracts);
      int left = limit - digest.part().tokens();
      if (left < 0) {
        tooMuch = budget;
      } else if (left < limit / ENOUGH_SHARE || extracts.equals(chosen)) {
        return digest;
      } else {
        best = digest;
      }
      chosen = extracts;
      budget = Math.min(budget + left, tooMuch - 1);
    }
    return best;
  }

  private static List<Utterance> utterances(CompactionRequest request, List<DigestSource> sources) {
    List<Utterance> utterances = new ArrayList<>();
    for (DigestSource source : sources) {
      request.stop().check();
      int label = request.model().tokenizer().count(source.label().text());
      utterances.add(new Utterance(source.text(), source.role(), label));
    }
    return utterances;
  }

  private static Digest write(
      CompactionRequest request,
      CountedHistory counted,
      List<DigestSource> sources,
      List<Extract> extracts) {
    List<Segment> segments = new ArrayList<>();
    segments.add(new Segment.Inserted(request.digestHeading()));
    Map<Integer, Integer> tokensOf = new LinkedHashMap<>();
    for (Extract extract : extracts) {
      DigestSource source = sources.get(extract.textIndex());
      Item item = request.history().items().get(source.item());
      segments.add(new Segment.Inserted(LINE_END));
      ByteRange first = extract.ranges().get(0);
      segments.addAll(source.labelBefore(source.text().slice(first.startByte(), first.endByte())));
      Utf8Text last = Utf8Text.EMPTY;
      for (ByteRange range : extract.ranges()) {
        request.stop().check();
        Utf8Text kept = source.text().slice(range.startByte(), range.endByte());
        if (!last.isEmpty()) {
          segments.add(new Segment.Inserted(between(last, kept)));
        }
        segments.add(
            new Segment.Source(
                item.id(),
                source.part(),
                source.resultPart(),
                source.startByte() + range.startByte(),
                kept));
        last = kept;
      }
      tokensOf.merge(source.item(), extract.tokens(), Integer::sum);
    }
    PromptPart part = counted.inserted(segments);
    int quotedTokens = part.tokens() - request.model().tokenizer().count(request.digestHeading());
    return new Digest(part, within(quotedTokens, tokensOf));
  }

  /**
   * Returns shares that add up to no more than what is quoted counts as a whole: sentences that are
   * counted one by one are often more. Each share is at least one, as something is quoted.
   */
  private static Map<Integer, Integer> within(int quotedTokens, Map<Integer, Integer> tokensOf) {
    long shares = tokensOf.size();
    long over = tokensOf.values().stream().mapToLong(Integer::longValue).sum() - shares;
    long room = Math.max(0, quotedTokens - shares);
    if (over <= room) {
      return tokensOf;
    }
    Map<Integer, Integer> within = new LinkedHashMap<>();
    tokensOf.forEach((item, tokens) -> within.put(item, (int) (1 + (tokens - 1) * room / over)));
    return within;
  }

  /**
   * Returns the mark of what was left out, on a line of its own beside several lines: a code fence
   * with anything behind it does not close. What ends with a mark, because it was shortened before,
   * needs no other.
   */
  private static Utf8Text between(Utf8Text before, Utf8Text after) {
    Utf8Text gap = hasLineEnd(before) || hasLineEnd(after) ? LINE_END : SPACE;
    int markByte = before.length() - Extract.OMISSION.length();
    boolean marked =
        markByte >= 0
            && before.isCodePointBoundary(markByte)
            && before.slice(markByte, before.length()).equals(Extract.OMISSION);
    return marked ? gap : Utf8Text.concat(List.of(gap, Extract.OMISSION, gap));
  }

  private static boolean hasLineEnd(Utf8Text text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.byteAt(i) == '\n') {
        return true;
      }
    }
    return false;
  }
}
