package dev.contextbudget.core.prefix;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.HistoryState;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prefix.CacheReport.Cause;
import dev.contextbudget.core.prompt.Conversation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The histories of a request beside those of the previous call.
 *
 * <p>A cut is carried on only into a history that goes on with the one it was made in, message by
 * message: a token of another conversation, or of another model, must not cut this one. What the
 * caller sent is told apart from what became of it, so that a prefix that broke is not blamed on a
 * caller who only appended.
 */
public final class SentHistories {

  /**
   * A history of this request.
   *
   * @param hash of the component's id and role
   * @param before the same component in the previous call
   * @param missing items of it that the caller has dropped since, in front; empty if this history
   *     does not go on with it
   */
  private record Sent(
      Component component,
      long hash,
      ItemHashes hashes,
      Optional<SentHistory> before,
      OptionalInt missing) {

    HistoryState resumed() {
      return before.isPresent() && missing.isPresent()
          ? before.get().state().without(missing.getAsInt())
          : HistoryState.UNCUT;
    }

    boolean isChanged() {
      return before.isPresent() && missing.isEmpty();
    }

    boolean isWhole() {
      return before.isPresent()
          && missing.isPresent()
          && before.get().isWholeIn(hashes, missing.getAsInt());
    }

    /** Returns the ids of the items that are known to be as they were. */
    Stream<String> settledIds() {
      int settled =
          before.isPresent() && missing.isPresent()
              ? before.get().settledItems() - missing.getAsInt()
              : 0;
      return component.items().subList(0, settled).stream().map(Item::id);
    }

    /** Returns the ids of the items that were appended since. */
    Stream<String> appendedIds() {
      int size = component.items().size();
      int had =
          before.isPresent() && missing.isPresent()
              ? Math.min(size, before.get().items() - missing.getAsInt())
              : size;
      return component.items().subList(had, size).stream().map(Item::id);
    }

    boolean wasShown() {
      return before.isPresent() && before.get().state().keptFrom() < before.get().items();
    }
  }

  private final List<SentHistory> before;
  private final List<Sent> sent = new ArrayList<>();

  private SentHistories(List<SentHistory> before) {
    this.before = before;
  }

  /**
   * Compares a request with the previous call. Linear in the bytes of the histories.
   *
   * @param previous state of the previous call, if its token was given
   * @param stop asked for each item that is hashed
   */
  public static SentHistories of(
      Optional<PrefixState> previous,
      ModelProfile model,
      List<Component> components,
      StopSignal stop) {
    List<SentHistory> before =
        previous
            .filter(state -> state.modelHash() == PrefixState.hashOf(model))
            .map(PrefixState::histories)
            .orElse(List.of());
    Map<Long, SentHistory> byHash = new HashMap<>();
    before.forEach(b -> byHash.putIfAbsent(b.componentHash(), b));
    SentHistories histories = new SentHistories(before);
    for (Component component : components) {
      if (isHistory(component)) {
        long hash = hash(component);
        ItemHashes hashes = ItemHashes.of(component, stop);
        Optional<SentHistory> same = Optional.ofNullable(byHash.get(hash));
        OptionalInt missing = same.map(b -> b.missingInFrontOf(hashes)).orElse(OptionalInt.empty());
        histories.sent.add(new Sent(component, hash, hashes, same, missing));
      }
    }
    return histories;
  }

  private static boolean isHistory(Component component) {
    return !component.items().isEmpty() && component.isHistory();
  }

  private static long hash(Component component) {
    PromptHash hash = new PromptHash();
    hash.add(component.role(), component.id());
    return hash.shortValue();
  }

  /** Returns where the previous call had cut the histories of this request, by component id. */
  public Map<String, HistoryState> resumed() {
    Map<String, HistoryState> resumed = new HashMap<>();
    for (Sent history : sent) {
      if (!history.resumed().equals(HistoryState.UNCUT)) {
        resumed.put(history.component().id(), history.resumed());
      }
    }
    return resumed;
  }

  /** Returns what the next call must know of the histories as they are cut now. */
  List<SentHistory> cutAt(Map<String, HistoryState> now) {
    return sent.stream()
        .map(
            history ->
                SentHistory.of(
                    history.hash(),
                    history.component().stability() == Stability.APPEND_ONLY,
                    now.getOrDefault(history.component().id(), HistoryState.UNCUT),
                    history.hashes(),
                    lastTurnStart(history.component())))
        .toList();
  }

  private static int lastTurnStart(Component component) {
    int size = component.items().size();
    for (int i = size - 1; i >= 0 && component.hasMessages(); i--) {
      if (Conversation.opensTurn((Body.Message) component.items().get(i).body())) {
        return i;
      }
    }
    return component.hasMessages() ? 0 : size;
  }

  /**
   * Returns why prompts differ inside of what was appended to: the caller changed it or appended to
   * it in front of others, or it was reduced in another way than before.
   *
   * @param now where the histories are cut now
   * @param firstItemIds items of which one is where the prompts begin to differ; empty if the
   *     previous one was longer
   */
  Cause cause(Map<String, HistoryState> now, Set<String> firstItemIds) {
    if (isRearranged() || sent.stream().anyMatch(h -> isAppendOnly(h) && h.isChanged())) {
      return Cause.HISTORY_ITEM;
    }
    boolean cleared = false;
    for (Sent history : sent) {
      HistoryState state = now.getOrDefault(history.component().id(), HistoryState.UNCUT);
      HistoryState resumed = history.resumed();
      if (state.leavesOutMoreThan(resumed) || state.cutsOtherTextsThan(resumed)) {
        return Cause.HISTORY_CUT;
      }
      cleared |= state.clearsMoreThan(resumed);
    }
    if (cleared) {
      return Cause.RESULTS_CLEARED;
    }
    if (isPushedBack(firstItemIds)) {
      return Cause.HISTORY_ITEM;
    }
    boolean appendedOnly = sent.stream().allMatch(h -> !isAppendOnly(h) || isWholeOrNew(h));
    return appendedOnly || areSettled(firstItemIds) ? Cause.HISTORY_CUT : Cause.HISTORY_ITEM;
  }

  /** Returns true if one of the items was appended where a later component stood. O(n). */
  private boolean isPushedBack(Set<String> itemIds) {
    boolean followed = false;
    for (int i = sent.size() - 1; i >= 0; i--) {
      Sent history = sent.get(i);
      if (isAppendOnly(history)) {
        if (followed && history.appendedIds().anyMatch(itemIds::contains)) {
          return true;
        }
        followed |= history.wasShown();
      }
    }
    return false;
  }

  private boolean areSettled(Set<String> itemIds) {
    Set<String> settled = sent.stream().flatMap(Sent::settledIds).collect(Collectors.toSet());
    return !itemIds.isEmpty() && settled.containsAll(itemIds);
  }

  /** Returns true if a component was added before others, taken away or moved. */
  private boolean isRearranged() {
    List<Long> old =
        before.stream().filter(SentHistory::appendOnly).map(SentHistory::componentHash).toList();
    List<Long> now = sent.stream().filter(SentHistories::isAppendOnly).map(Sent::hash).toList();
    return old.size() > now.size() || !old.equals(now.subList(0, old.size()));
  }

  private static boolean isWholeOrNew(Sent history) {
    return history.before().isEmpty() || history.isWhole();
  }

  private static boolean isAppendOnly(Sent history) {
    return history.component().stability() == Stability.APPEND_ONLY;
  }
}
