package dev.contextbudget.core.compact;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.PartCounter;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where a history is divided: what stays as it is, and the room that the target leaves for what
 * stands in place of the rest.
 *
 * <p>As many of the wanted last turns stay as leave a tenth of the target for the rest, and never
 * less than the current one. The room follows from the target alone, so what stands for the rest
 * does not grow with the number of compactions before.
 *
 * @param kept which messages stay
 * @param host which of them takes in what stands for the rest, by index; -1 if none may
 * @param roomTokens for a text behind the heading; negative if the target is out of reach
 * @param leastTokens of such a text if there is no room for one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, shared only inside the room
record Division(boolean[] kept, int host, int roomTokens, int leastTokens) {
  /** Less holds no sentence. */
  private static final int LEAST_TOKENS = 32;

  private static final int LEAST_SHARE_OF_TARGET = 10;

  /** O(n log t) for n messages and t turns. */
  static Division of(CompactionRequest request, PartCounter counter, HistorySizes sizes) {
    KeptMessages messages =
        new KeptMessages(request.history().items(), request.talk(), request.keepFirstTurns());
    int least = Math.max(LEAST_TOKENS, request.targetTokens() / LEAST_SHARE_OF_TARGET);
    int around = frameTokens(request, counter);
    int low = 1;
    int high = Math.max(1, Math.min(request.keepLastTurns(), request.talk().turns()));
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (room(request, sizes, messages.with(middle)) - around >= least) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    boolean[] kept = messages.with(low);
    int host = host(request.history().items(), kept);
    return new Division(kept, host, room(request, sizes, kept) - around, least);
  }

  /**
   * Returns the message behind the first gap if it is the user's: two of the user in a row would
   * break the roles. Results must come first in theirs, and what is pinned is not added to,
   * nor what the caller counted: its size would not be the stated one any more.
   */
  private static int host(List<Item> items, boolean[] kept) {
    int next = 0;
    while (next < kept.length && kept[next]) {
      next++;
    }
    while (next < kept.length && !kept[next]) {
      next++;
    }
    return next < kept.length && mayHost(items.get(next)) ? next : -1;
  }

  private static boolean mayHost(Item item) {
    Body.Message message = (Body.Message) item.body();
    return message.role() == Role.USER
        && !item.pinned()
        && item.knownTokens().isEmpty()
        && message.parts().stream().noneMatch(part -> part instanceof Part.ToolResult);
  }

  /** Returns what a message of the service costs around its text: framing, heading, line end. */
  static int frameTokens(CompactionRequest request, PartCounter counter) {
    return counter.messageFramingTokens(Role.USER, "")
        + request.model().tokenizer().count(request.digestHeading())
        + 1;
  }

  private static int room(CompactionRequest request, HistorySizes sizes, boolean[] kept) {
    int keptTokens = 0;
    for (int i = 0; i < kept.length; i++) {
      keptTokens += kept[i] ? HistorySizes.tokens(sizes.asSent(i)) : 0;
    }
    return request.targetTokens() - keptTokens;
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
