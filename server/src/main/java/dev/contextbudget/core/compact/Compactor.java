package dev.contextbudget.core.compact;

import dev.contextbudget.core.compact.Compaction.Fate;
import dev.contextbudget.core.compact.Compaction.FateKind;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.StaleResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shortens a history without a model, in rungs: stale tool results are cleared; if that is not
 * enough, older messages are replaced by their most telling sentences.
 *
 * <p>The current turn and open tool calls are never changed. The result is never longer than the
 * given history, and the given history itself unless it shrinks by the least share that was asked
 * for: a rewrite costs the provider's cache, so it has to pay. Time O(n log n) in the sentences.
 */
public final class Compactor {
  private final CompactionRequest request;
  private final CountedHistory counted;

  private Compactor(CompactionRequest request) {
    this.request = request;
    this.counted = new CountedHistory(request);
  }

  /**
   * Compacts a history.
   *
   * @throws dev.contextbudget.core.error.StopSignal.Stopped if nobody waits any more
   */
  public static Compaction compact(CompactionRequest request) {
    return new Compactor(request).compact();
  }

  private Compaction compact() {
    Optional<NoOp> early = request.notNeeded(counted.totalTokens());
    if (early.isPresent()) {
      return Rewrite.unchanged(request, counted, early.get());
    }
    Rewrite best = cleared();
    if (best.tokens() > request.targetTokens()) {
      HistoryCut cut = HistoryCut.of(request, counted);
      if (!cut.old().isEmpty()) {
        Rewrite extracted = extracted(cut);
        best = extracted.tokens() < best.tokens() ? extracted : best;
      } else if (best.level() == Level.NONE) {
        return Rewrite.unchanged(request, counted, NoOp.NOTHING_TO_COMPACT);
      }
    }
    return best.accepted(request, counted);
  }

  /** First rung. */
  private Rewrite cleared() {
    boolean[] clearable =
        StaleResults.clearable(
            request.history(),
            request.clearing(),
            StaleResults.staleBefore(request.history(), request.clearing()));
    boolean[] kept =
        new KeptMessages(request.history().items(), request.talk(), request.keepFirstTurns())
            .with(request.keepLastTurns());
    List<PromptMessage> messages = new ArrayList<>();
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      PromptMessage sent = counted.asSent(i);
      PromptMessage now = clearable[i] && !kept[i] ? counted.cleared(i) : sent;
      FateKind kind = now.changed() ? FateKind.CLEARED : FateKind.KEPT;
      messages.add(now);
      fates.add(
          new Fate(now.itemId(), kind, CountedHistory.tokens(sent), CountedHistory.tokens(now)));
    }
    int saved = counted.totalTokens() - CountedHistory.tokens(messages);
    return saved > 0 && saved >= request.clearing().minClearedTokens()
        ? new Rewrite(Level.TOOL_RESULTS, messages, fates)
        : Rewrite.none(counted);
  }

  /** Second rung: everything but the kept messages goes into a digest. */
  private Rewrite extracted(HistoryCut cut) {
    Digest digest = Digest.of(request, counted, cut);
    return Rewrite.replacing(
        Level.EXTRACT, counted, cut, digest.part(), i -> fate(i, digest.tokensOf().get(i)));
  }

  private Fate fate(int index, @Nullable Integer digestTokens) {
    PromptMessage sent = counted.asSent(index);
    int before = CountedHistory.tokens(sent);
    return digestTokens == null
        ? new Fate(sent.itemId(), FateKind.DROPPED, before, 0)
        : new Fate(sent.itemId(), FateKind.EXTRACTED, before, digestTokens);
  }
}
