package dev.contextbudget.core.compact;

import dev.contextbudget.core.compact.Compaction.Fate;
import dev.contextbudget.core.compact.Compaction.FateKind;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.error.CompactionStale;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import java.util.List;
import java.util.Optional;

/**
 * Compaction in two steps, with a summary that the caller's own model writes: the first says what
 * to summarise, the second verifies the summary and puts it in place, or changes nothing.
 *
 * <p>The service calls no model and keeps no state: a token ties the second step to the first.
 */
public final class SummaryCompactor {
  /** Facts that an order lists: enough to guide a model, few enough to send. */
  private static final int MAX_FACTS = 200;

  /** A summary of less is not worth a call. */
  private static final int LEAST_SUMMARY_TOKENS = 32;

  private static final Utf8Text LINE_END = Utf8Text.of("\n");

  private final CompactionRequest request;
  private final CountedHistory counted;
  private final HistoryCut cut;
  private final List<Item> old;

  private SummaryCompactor(CompactionRequest request) {
    this.request = request;
    this.counted = new CountedHistory(request);
    this.cut = HistoryCut.of(request, counted);
    this.old = cut.old(request.history().items());
  }

  /**
   * Orders a summary, unless none could shrink the history by the least share. Fewer turns stay if
   * the target leaves no room for a summary otherwise. The most tokens of the summary follow from
   * the target alone, however often the history was compacted before. O(n log n).
   */
  public static SummaryOrder prepare(CompactionRequest request) {
    return new SummaryCompactor(request).prepare();
  }

  /**
   * Puts a summary in place. O(n log n).
   *
   * @param minRetentionRatio least share of the facts of the replaced messages that it must hold
   * @param field path of the field that holds the token
   * @throws CompactionStale if the token was made for another history or other options
   */
  public static Compaction commit(
      CompactionRequest request,
      byte[] token,
      String field,
      Utf8Text summary,
      double minRetentionRatio) {
    if (!CommitToken.read(token, field).equals(CommitToken.of(request))) {
      throw new CompactionStale();
    }
    return new SummaryCompactor(request).commit(summary, minRetentionRatio);
  }

  private SummaryOrder prepare() {
    byte[] token = CommitToken.of(request).write();
    Optional<NoOp> needless = needless();
    if (needless.isPresent()) {
      return new SummaryOrder(List.of(), 0, List.of(), token, needless);
    }
    List<Utf8Text> facts = Retention.of(HistoryTexts.texts(old), List.of(), request.stop()).lost();
    return new SummaryOrder(
        old.stream().map(Item::id).toList(),
        maxSummaryTokens(),
        facts.subList(0, Math.min(MAX_FACTS, facts.size())),
        token,
        Optional.empty());
  }

  /** Returns why no summary is needed, if so. */
  private Optional<NoOp> needless() {
    Optional<NoOp> bySize = request.notNeeded(counted.totalTokens());
    if (bySize.isPresent()) {
      return bySize;
    }
    if (old.isEmpty()) {
      return Optional.of(NoOp.NOTHING_TO_COMPACT);
    }
    return request.isEnough(cut.totalTokens(counted, 1), counted.totalTokens())
        ? Optional.empty()
        : Optional.of(NoOp.TOO_LITTLE_GAIN); // before anybody pays for a summary
  }

  private int maxSummaryTokens() {
    return cut.capTokens(LEAST_SUMMARY_TOKENS);
  }

  private Compaction commit(Utf8Text summary, double minRetentionRatio) {
    Optional<NoOp> refused = needless();
    if (refused.isEmpty()) {
      refused = refusal(summary);
    }
    if (refused.isPresent()) {
      return Rewrite.unchanged(request, counted, refused.get());
    }
    Retention retention = Retention.of(HistoryTexts.texts(old), List.of(summary), request.stop());
    Compaction compaction =
        retention.ratio() < minRetentionRatio
            ? Rewrite.unchanged(request, counted, NoOp.FACTS_LOST)
            : inPlace(summary);
    return compaction.with(retention);
  }

  private Compaction inPlace(Utf8Text summary) {
    return Rewrite.replacing(
            Level.SUMMARY,
            counted,
            cut,
            counted.inserted(pieces(summary)),
            i -> summarized(counted.asSent(i)))
        .accepted(request, counted);
  }

  private Optional<NoOp> refusal(Utf8Text summary) {
    if (summary.decode().codePoints().noneMatch(SummaryCompactor::isVisible)) {
      return Optional.of(NoOp.SUMMARY_EMPTY);
    }
    if (request.model().tokenizer().countUpTo(summary, maxSummaryTokens()) > maxSummaryTokens()) {
      return Optional.of(NoOp.SUMMARY_TOO_LONG);
    }
    return Optional.empty();
  }

  /** A zero width space or a byte order mark is no white space, and no summary either. */
  private static boolean isVisible(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL, Character.FORMAT, Character.UNASSIGNED -> false;
      default -> !Character.isWhitespace(codePoint) && !Character.isSpaceChar(codePoint);
    };
  }

  private static Fate summarized(PromptMessage sent) {
    return new Fate(sent.itemId(), FateKind.SUMMARIZED, CountedHistory.tokens(sent), 0);
  }

  private List<Segment> pieces(Utf8Text summary) {
    return List.of(
        new Segment.Inserted(request.digestHeading()),
        new Segment.Inserted(LINE_END),
        new Segment.Inserted(summary));
  }
}
