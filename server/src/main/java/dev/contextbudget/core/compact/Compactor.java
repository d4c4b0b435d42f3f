package dev.contextbudget.core.compact;

import dev.contextbudget.core.compact.Compaction.Fate;
import dev.contextbudget.core.compact.Compaction.FateKind;
import dev.contextbudget.core.compact.Compaction.Level;
import dev.contextbudget.core.compact.Compaction.NoOp;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.StaleResults;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

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
  private final PartCounter counter;
  private final HistorySizes sizes;
  private final int beforeTokens;

  private Compactor(CompactionRequest request) {
    this.request = request;
    this.counter = new PartCounter(request.model());
    this.sizes = new HistorySizes(request, counter, clearable(request), request.clearedText());
    this.beforeTokens = sizes.totalTokens();
  }

  private static boolean[] clearable(CompactionRequest request) {
    int stale = StaleResults.staleBefore(request.history(), request.clearing());
    boolean[] clearable =
        StaleResults.clearable(
            request.history(),
            request.clearing(),
            Math.min(stale, KeptMessages.current(request.talk())));
    for (int i = 0; i < clearable.length; i++) {
      clearable[i] &= !request.history().items().get(i).pinned();
    }
    return clearable;
  }

  /** Compacts a history. */
  public static Compaction compact(CompactionRequest request) {
    return new Compactor(request).compact();
  }

  private Compaction compact() {
    Optional<NoOp> early = early();
    if (early.isPresent()) {
      return unchanged(early.get());
    }
    Attempt best = cleared();
    for (int last = request.keepLastTurns(); last >= 1 && !meetsTarget(best); last--) {
      Optional<Attempt> attempt = extracted(last);
      if (attempt.isPresent() && attempt.get().tokens() < best.tokens()) {
        best = attempt.get();
      }
    }
    if (best.level() == Level.NONE) {
      return unchanged(NoOp.NOTHING_TO_COMPACT);
    }
    return finish(best);
  }

  /** Returns why there is nothing to do, as far as sizes tell. */
  private Optional<NoOp> early() {
    if (beforeTokens <= request.triggerTokens().orElse(-1)) {
      return Optional.of(NoOp.BELOW_TRIGGER);
    }
    return beforeTokens <= request.targetTokens() ? Optional.of(NoOp.AT_TARGET) : Optional.empty();
  }

  /** One way to shorten the history. */
  private record Attempt(Level level, List<PromptMessage> messages, List<Fate> fates) {
    int tokens() {
      return messages.stream().mapToInt(HistorySizes::tokens).sum();
    }
  }

  private boolean meetsTarget(Attempt attempt) {
    return attempt.tokens() <= request.targetTokens();
  }

  /** First rung. */
  private Attempt cleared() {
    List<PromptMessage> messages = new ArrayList<>();
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < sizes.size(); i++) {
      messages.add(sizes.cleared(i));
      fates.add(fate(i));
    }
    int saved = beforeTokens - messages.stream().mapToInt(HistorySizes::tokens).sum();
    boolean changed = saved > 0 && saved >= request.clearing().minClearedTokens();
    return changed ? new Attempt(Level.TOOL_RESULTS, messages, fates) : asSent();
  }

  private Attempt asSent() {
    List<PromptMessage> messages =
        IntStream.range(0, sizes.size()).mapToObj(sizes::asSent).toList();
    List<Fate> fates = new ArrayList<>();
    for (PromptMessage message : messages) {
      int tokens = HistorySizes.tokens(message);
      fates.add(new Fate(message.itemId(), FateKind.KEPT, tokens, tokens));
    }
    return new Attempt(Level.NONE, messages, fates);
  }

  private Fate fate(int index) {
    PromptMessage message = sizes.cleared(index);
    int before = HistorySizes.tokens(sizes.asSent(index));
    FateKind kind = message.changed() ? FateKind.CLEARED : FateKind.KEPT;
    return new Fate(message.itemId(), kind, before, HistorySizes.tokens(message));
  }

  /** Second rung: everything but the kept turns goes into a digest. */
  private Optional<Attempt> extracted(int lastTurns) {
    boolean[] kept =
        KeptMessages.of(
            request.history().items(), request.talk(), request.keepFirstTurns(), lastTurns);
    List<Integer> old = IntStream.range(0, kept.length).filter(i -> !kept[i]).boxed().toList();
    if (old.isEmpty()) {
      return Optional.empty();
    }
    int keptTokens = 0;
    for (int i = 0; i < kept.length; i++) {
      keptTokens += kept[i] ? HistorySizes.tokens(sizes.cleared(i)) : 0;
    }
    Optional<Digest> digest =
        Digest.of(request, counter, old, request.targetTokens() - keptTokens);
    return digest.map(d -> withDigest(kept, old.get(0), d));
  }

  private Attempt withDigest(boolean[] kept, int firstOld, Digest digest) {
    List<PromptMessage> messages = new ArrayList<>();
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < kept.length; i++) {
      if (i == firstOld) {
        messages.add(digest.message());
      }
      if (kept[i]) {
        messages.add(sizes.cleared(i));
        fates.add(fate(i));
      } else {
        Integer tokens = digest.tokensOf().get(i);
        FateKind kind = tokens == null ? FateKind.DROPPED : FateKind.EXTRACTED;
        int before = HistorySizes.tokens(sizes.asSent(i));
        fates.add(new Fate(sizes.asSent(i).itemId(), kind, before, tokens == null ? 0 : tokens));
      }
    }
    return new Attempt(Level.EXTRACT, messages, fates);
  }

  private Compaction finish(Attempt attempt) {
    if (attempt.tokens() > beforeTokens * (1 - request.minShrinkRatio())) {
      return unchanged(NoOp.TOO_LITTLE_GAIN);
    }
    return result(attempt, Optional.empty());
  }

  private Compaction unchanged(NoOp reason) {
    return result(asSent(), Optional.of(reason));
  }

  private Compaction result(Attempt attempt, Optional<NoOp> noOp) {
    Prompt history = new Prompt(List.of(), attempt.messages());
    return new Compaction(
        history,
        attempt.fates(),
        beforeTokens,
        attempt.tokens(),
        attempt.level(),
        HistoryFacts.retention(request.history().items(), attempt.messages()),
        request.generation() + (noOp.isEmpty() ? 1 : 0),
        noOp,
        meetsTarget(attempt));
  }
}
