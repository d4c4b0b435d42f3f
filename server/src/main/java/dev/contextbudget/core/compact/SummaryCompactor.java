package dev.contextbudget.core.compact;

import dev.contextbudget.core.compact.Compaction.Fate;
import dev.contextbudget.core.compact.Compaction.FateKind;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.error.CompactionStale;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.prompt.Segment;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compaction in two steps, with a summary that the caller's own model writes: the first says what to
 * summarise, the second verifies the summary and puts it in place, or changes nothing.
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
  private final PartCounter counter;
  private final HistorySizes sizes;

  private SummaryCompactor(CompactionRequest request) {
    this.request = request;
    this.counter = new PartCounter(request.model());
    boolean[] nothing = new boolean[request.history().items().size()];
    this.sizes = new HistorySizes(request, counter, nothing, request.clearedText());
  }

  /**
   * Orders a summary. Fewer turns stay if the target leaves no room for a summary otherwise. The
   * most tokens of the summary follow from the target alone, however often the history was compacted
   * before.
   */
  public static SummaryOrder prepare(CompactionRequest request) {
    return new SummaryCompactor(request).prepare();
  }

  /**
   * Puts a summary in place.
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
    CommitToken order = CommitToken.read(token, field);
    if (order.versionHash() != CommitToken.versionHash(request)) {
      throw new CompactionStale();
    }
    return new SummaryCompactor(request).commit(order, summary, minRetentionRatio);
  }

  private SummaryOrder prepare() {
    int last = request.keepLastTurns();
    while (last > 1 && room(kept(last)) < LEAST_SUMMARY_TOKENS) {
      last--;
    }
    boolean[] kept = kept(last);
    List<Item> old = replaced(kept);
    int room = Math.max(0, room(kept));
    List<Utf8Text> facts = Retention.of(HistoryFacts.texts(old), List.of()).lost();
    return new SummaryOrder(
        old.stream().map(Item::id).toList(),
        room,
        facts.subList(0, Math.min(MAX_FACTS, facts.size())),
        new CommitToken(CommitToken.versionHash(request), last, room).write());
  }

  private boolean[] kept(int lastTurns) {
    return KeptMessages.of(
        request.history().items(), request.talk(), request.keepFirstTurns(), lastTurns);
  }

  private List<Item> replaced(boolean[] kept) {
    List<Item> replaced = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      if (!kept[i]) {
        replaced.add(request.history().items().get(i));
      }
    }
    return replaced;
  }

  /** Returns the tokens that the target leaves for a summary. */
  private int room(boolean[] kept) {
    int tokens = request.targetTokens() - counter.messageFramingTokens(Role.USER, "");
    tokens -= 1 + request.model().tokenizer().count(request.digestHeading());
    for (int i = 0; i < kept.length; i++) {
      tokens -= kept[i] ? HistorySizes.tokens(sizes.asSent(i)) : 0;
    }
    return tokens;
  }

  private Compaction commit(CommitToken order, Utf8Text summary, double minRetentionRatio) {
    boolean[] kept = kept(order.keepLastTurns());
    List<Item> old = replaced(kept);
    if (old.isEmpty()) {
      return unchanged(NoOp.NOTHING_TO_COMPACT);
    }
    if (summary.decode().isBlank()) {
      return unchanged(NoOp.SUMMARY_EMPTY);
    }
    int limit = order.maxSummaryTokens();
    if (request.model().tokenizer().countUpTo(summary, limit) > limit) {
      return unchanged(NoOp.SUMMARY_TOO_LONG);
    }
    if (Retention.of(HistoryFacts.texts(old), List.of(summary)).ratio() < minRetentionRatio) {
      return unchanged(NoOp.FACTS_LOST);
    }
    return replace(kept, summary);
  }

  private Compaction replace(boolean[] kept, Utf8Text summary) {
    List<PromptMessage> messages = new ArrayList<>();
    List<Fate> fates = new ArrayList<>();
    boolean placed = false;
    for (int i = 0; i < kept.length; i++) {
      PromptMessage sent = sizes.asSent(i);
      int tokens = HistorySizes.tokens(sent);
      if (kept[i]) {
        messages.add(sent);
        fates.add(new Fate(sent.itemId(), FateKind.KEPT, tokens, tokens));
      } else {
        if (!placed) {
          messages.add(summaryMessage(summary));
          placed = true;
        }
        fates.add(new Fate(sent.itemId(), FateKind.SUMMARIZED, tokens, 0));
      }
    }
    int after = messages.stream().mapToInt(HistorySizes::tokens).sum();
    return after > sizes.totalTokens() * (1 - request.minShrinkRatio())
        ? unchanged(NoOp.TOO_LITTLE_GAIN)
        : result(messages, fates, Level.SUMMARY, Optional.empty());
  }

  private PromptMessage summaryMessage(Utf8Text summary) {
    List<Segment> segments =
        List.of(
            new Segment.Inserted(request.digestHeading()),
            new Segment.Inserted(LINE_END),
            new Segment.Inserted(summary));
    Part.Text text = new Part.Text(Utf8Text.concat(segments.stream().map(Segment::text).toList()));
    PromptPart part = new PromptPart.Spliced("", 0, segments, text, counter.partTokens(text));
    int framing = counter.messageFramingTokens(Role.USER, "");
    return new PromptMessage("", Role.USER, "", true, framing, List.of(part));
  }

  private Compaction unchanged(NoOp reason) {
    List<PromptMessage> messages = new ArrayList<>();
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      int tokens = HistorySizes.tokens(sizes.asSent(i));
      messages.add(sizes.asSent(i));
      fates.add(new Fate(sizes.asSent(i).itemId(), FateKind.KEPT, tokens, tokens));
    }
    return result(messages, fates, Level.NONE, Optional.of(reason));
  }

  private Compaction result(
      List<PromptMessage> messages, List<Fate> fates, Level level, Optional<NoOp> noOp) {
    int after = messages.stream().mapToInt(HistorySizes::tokens).sum();
    return new Compaction(
        new Prompt(List.of(), messages),
        fates,
        sizes.totalTokens(),
        after,
        level,
        HistoryFacts.retention(request.history().items(), messages),
        request.generation() + (noOp.isEmpty() ? 1 : 0),
        noOp,
        after <= request.targetTokens());
  }
}
