package dev.contextbudget.bodies;

import dev.contextbudget.v1.ByRelevance;
import dev.contextbudget.v1.ClearToolResults;
import dev.contextbudget.v1.DropItems;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.ItemHint;
import dev.contextbudget.v1.KeepLastTurns;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.Stability;
import dev.contextbudget.v1.Truncate;
import dev.contextbudget.v1.TruncateSide;
import dev.contextbudget.v1.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How a caller wants a body to shrink, and what it says of its items.
 *
 * @param messages how messages shrink
 * @param tools whether definitions of tools may leave
 * @param notes whether the model is told
 * @param hints by JSON Pointer
 */
record CutPolicy(
    String name, Reduction messages, boolean tools, boolean notes, List<ItemHint> hints) {

  /** Every way in which messages shrink, under a name. */
  private static final List<CutPolicy> WAYS =
      List.of(
          way("drop items", Reduction.newBuilder().setDropItems(DropItems.getDefaultInstance())),
          turns(0),
          turns(1),
          turns(3),
          window(1, 0),
          window(3, 1),
          window(6, 2),
          cut(TruncateSide.TRUNCATE_SIDE_END),
          cut(TruncateSide.TRUNCATE_SIDE_START),
          cut(TruncateSide.TRUNCATE_SIDE_MIDDLE),
          clear(0),
          clear(2),
          relevance(0),
          relevance(40));

  static final CutPolicy DEFAULT = WAYS.get(0);

  /** Lets definitions of tools leave, and turns. */
  static final CutPolicy WITH_TOOLS =
      new CutPolicy("drop tools and items", DEFAULT.messages, true, true, List.of());

  /** Cuts texts. */
  static final CutPolicy SHORTER = cut(TruncateSide.TRUNCATE_SIDE_MIDDLE);

  /** Returns every way with and without notes. */
  static List<CutPolicy> all() {
    List<CutPolicy> all = new ArrayList<>(WAYS);
    WAYS.forEach(way -> all.add(way.quiet()));
    return all;
  }

  /**
   * Returns a way at random, with hints about some items.
   *
   * @param ids of the messages, in order
   */
  static CutPolicy random(long seed, List<String> ids) {
    Random random = new Random(seed);
    List<CutPolicy> all = all();
    CutPolicy way = all.get(random.nextInt(all.size()));
    List<ItemHint> hints = new ArrayList<>();
    int staticUpTo = random.nextInt(4) == 0 ? random.nextInt(ids.size() + 1) / 3 : 0;
    int requestFrom = random.nextInt(4) == 0 ? ids.size() - random.nextInt(3) : ids.size();
    for (int i = 0; i < ids.size(); i++) {
      ItemHint.Builder hint = ItemHint.newBuilder().setJsonPointer(ids.get(i));
      if (random.nextInt(5) == 0) {
        hint.setPinned(true);
      }
      if (random.nextInt(3) == 0) {
        hint.setPriority(random.nextInt(3));
      }
      if (random.nextInt(5) == 0) {
        hint.setGroup("g" + random.nextInt(2));
      }
      if (random.nextInt(3) == 0) {
        hint.setScore(random.nextInt(8) / 2.0);
      }
      if (i < staticUpTo) {
        hint.setStability(i % 2 == 0 ? Stability.STABILITY_SESSION : Stability.STABILITY_STATIC);
      } else if (i >= requestFrom) {
        hint.setStability(Stability.STABILITY_REQUEST);
      }
      hints.add(hint.build());
    }
    boolean tools = random.nextBoolean();
    String name = "%s%s, hints of seed %d".formatted(way.name, tools ? ", tools" : "", seed);
    return new CutPolicy(name, way.messages, tools, way.notes, hints);
  }

  private static CutPolicy way(String name, Reduction.Builder reduction) {
    return new CutPolicy(name, reduction.build(), false, true, List.of());
  }

  private static CutPolicy turns(int count) {
    return way(
        "keep %d turns".formatted(count),
        Reduction.newBuilder().setKeepLastTurns(KeepLastTurns.newBuilder().setTurnCount(count)));
  }

  private static CutPolicy window(int count, int first) {
    return way(
        "window of %d, first %d".formatted(count, first),
        Reduction.newBuilder()
            .setWindow(Window.newBuilder().setMessageCount(count).setKeepFirst(first)));
  }

  private static CutPolicy cut(TruncateSide side) {
    return way(
        side.name(), Reduction.newBuilder().setTruncate(Truncate.newBuilder().setSide(side)));
  }

  private static CutPolicy clear(int keepLast) {
    return way(
        "clear results but %d".formatted(keepLast),
        Reduction.newBuilder()
            .setClearToolResults(ClearToolResults.newBuilder().setKeepLast(keepLast)));
  }

  private static CutPolicy relevance(int offset) {
    return way(
        "relevance, offset %d".formatted(offset),
        Reduction.newBuilder().setByRelevance(ByRelevance.newBuilder().setOffsetTokens(offset)));
  }

  private CutPolicy quiet() {
    return new CutPolicy(name + ", no notes", messages, tools, false, hints);
  }

  /** Returns a request that asks for this. */
  FitContextRequest.Builder on(FitContextRequest.Builder request) {
    FitContextRequest.Builder set = request.clone();
    set.getPolicyBuilder().getNotesBuilder().setDisabled(!notes);
    set.getProviderRequestBuilder()
        .setMessageReduction(messages)
        .clearItemHints()
        .addAllItemHints(hints);
    if (tools) {
      set.getProviderRequestBuilder()
          .setToolReduction(Reduction.newBuilder().setDropItems(DropItems.getDefaultInstance()));
    }
    return set;
  }

  @Override
  public String toString() {
    return name;
  }
}
