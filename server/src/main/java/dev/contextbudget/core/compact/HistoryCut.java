package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Item;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a history is cut: what stays as it is, and the room that the target leaves for what stands
 * in place of the rest.
 *
 * <p>As many of the wanted last turns stay as leave a tenth of the target for the rest, and never
 * less than the current one. The room follows from the target alone, so what stands for the rest
 * does not grow with the number of compactions before.
 *
 * @param kept which messages stay
 * @param place where what stands for the rest goes; of no use if nothing leaves
 * @param aroundTokens what is paid around a text at that place: heading, line end, and framing if
 *     it is a message of its own
 * @param roomTokens for a text behind the heading; negative if the target is out of reach
 * @param leastTokens of such a text if there is no room for one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
record HistoryCut(
    boolean[] kept, DigestPlace place, int aroundTokens, int roomTokens, int leastTokens) {
  /** Less holds no sentence. */
  private static final int LEAST_TOKENS = 32;

  private static final int LEAST_SHARE_OF_TARGET = 10;

  /** O(n log t) for n messages and t turns. */
  static HistoryCut of(CompactionRequest request, CountedHistory counted) {
    KeptMessages messages =
        new KeptMessages(request.history().items(), request.talk(), request.keepFirstTurns());
    int low = 1;
    int high = Math.max(1, Math.min(request.keepLastTurns(), request.talk().turns()));
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      HistoryCut cut = of(request, counted, messages.with(middle));
      if (cut.roomTokens() >= cut.leastTokens()) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return of(request, counted, messages.with(low));
  }

  private static HistoryCut of(CompactionRequest request, CountedHistory counted, boolean[] kept) {
    DigestPlace place = DigestPlace.of(request.history().items(), kept);
    int around = headingTokens(request) + (place.isOwnMessage() ? counted.ownFramingTokens() : 0);
    int room = request.targetTokens() - keptTokens(counted, kept) - around;
    int least = Math.max(LEAST_TOKENS, request.targetTokens() / LEAST_SHARE_OF_TARGET);
    return new HistoryCut(kept, place, around, room, least);
  }

  /** Returns what the heading costs, with the line end behind it. */
  static int headingTokens(CompactionRequest request) {
    return request.model().tokenizer().count(request.digestHeading()) + 1;
  }

  private static int keptTokens(CountedHistory counted, boolean[] kept) {
    int tokens = 0;
    for (int i = 0; i < kept.length; i++) {
      tokens += kept[i] ? CountedHistory.tokens(counted.asSent(i)) : 0;
    }
    return tokens;
  }

  /** Returns the tokens of the new history with a text of so many tokens behind the heading. */
  int totalTokens(CountedHistory counted, int textTokens) {
    return keptTokens(counted, kept) + aroundTokens + textTokens;
  }

  /** Returns the messages that do not stay, by index, oldest first. */
  List<Integer> old() {
    return IntStream.range(0, kept.length).filter(i -> !kept[i]).boxed().toList();
  }

  /** Returns the messages that do not stay. */
  List<Item> old(List<Item> items) {
    return old().stream().map(items::get).toList();
  }

  /**
   * Returns the most tokens of a text in place of the rest.
   *
   * @param usefulTokens a room for less is none: the target is then given up
   */
  int capTokens(int usefulTokens) {
    return roomTokens >= usefulTokens ? roomTokens : leastTokens;
  }
}
