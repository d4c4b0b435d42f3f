package dev.contextbudget.sweep;

import dev.contextbudget.v1.ByRelevance;
import dev.contextbudget.v1.ClearToolResults;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.DropItems;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.ItemOrder;
import dev.contextbudget.v1.KeepLastTurns;
import dev.contextbudget.v1.Notes;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.Truncate;
import dev.contextbudget.v1.TruncateSide;
import dev.contextbudget.v1.UnsatisfiableAction;
import dev.contextbudget.v1.Window;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A model, a policy, and what a caller allows to shrink.
 *
 * @param share what the budget is a share of
 * @param reduction of the history, or of the passages where there is no history
 * @param policy without its window
 */
record Setup(
    String name, Counting counting, Share share, Optional<Reduction> reduction, Policy policy) {

  /** What the budget is a share of. */
  enum Share {
    /** Of everything; instructions, tools and a large input may shrink, so that it always fits. */
    OF_ALL,
    /** Of everything, with the defaults: what must stay may be larger, and the answer says so. */
    OF_ALL_AS_DEFAULT,
    /** Of what may shrink; what must stay comes on top. */
    OF_THE_REST
  }

  /** An input that is larger than this part of its budget may be cut. */
  private static final int LARGE_INPUT_DIVISOR = 3;

  /** So that instructions and task share what there is. */
  private static final int SYSTEM_PRIORITY = 100;

  static final List<Setup> ALL =
      List.of(
          of("default", Counting.GPT_4O, Share.OF_THE_REST, null),
          of("default, of all", Counting.GPT_4O, Share.OF_ALL_AS_DEFAULT, null),
          of("degrade", Counting.GPT_4O, Share.OF_ALL, null),
          of("drop items", Counting.GPT_4_TURBO, Share.OF_ALL, way(DropItems.getDefaultInstance())),
          of(
              "keep 4 turns",
              Counting.GPT_5,
              Share.OF_ALL,
              Reduction.newBuilder()
                  .setKeepLastTurns(KeepLastTurns.newBuilder().setTurnCount(4))
                  .build()),
          of(
              "window",
              Counting.CLAUDE,
              Share.OF_ALL,
              Reduction.newBuilder()
                  .setWindow(Window.newBuilder().setMessageCount(12).setKeepFirst(2))
                  .build()),
          of("cut end", Counting.GPT_4O, Share.OF_ALL, cut(TruncateSide.TRUNCATE_SIDE_END)),
          of("cut start", Counting.GPT_5, Share.OF_ALL, cut(TruncateSide.TRUNCATE_SIDE_START)),
          of("cut middle", Counting.CLAUDE, Share.OF_ALL, cut(TruncateSide.TRUNCATE_SIDE_MIDDLE)),
          of(
              "clear results",
              Counting.CLAUDE,
              Share.OF_THE_REST,
              Reduction.newBuilder()
                  .setClearToolResults(ClearToolResults.newBuilder().setKeepLast(1))
                  .build()),
          of(
              "relevance",
              Counting.GPT_4O,
              Share.OF_ALL,
              Reduction.newBuilder().setByRelevance(ByRelevance.getDefaultInstance()).build()),
          withPolicy(
              "no notes",
              Counting.GPT_4O,
              Policy.newBuilder().setNotes(Notes.newBuilder().setDisabled(true))),
          withPolicy(
              "preset support-agent",
              Counting.GPT_4O,
              Policy.newBuilder().setPreset("support-agent")),
          withPolicy(
              "preset rag-chatbot",
              Counting.GPT_4_TURBO,
              Policy.newBuilder().setPreset("rag-chatbot")),
          withPolicy(
              "preset coding-tiers",
              Counting.CLAUDE,
              Policy.newBuilder().setPreset("coding-tiers")));

  private static Setup of(
      String name, Counting counting, Share share, @Nullable Reduction reduction) {
    return new Setup(
        name, counting, share, Optional.ofNullable(reduction), Policy.getDefaultInstance());
  }

  private static Setup withPolicy(String name, Counting counting, Policy.Builder policy) {
    return new Setup(name, counting, Share.OF_THE_REST, Optional.empty(), policy.build());
  }

  private static Reduction way(DropItems drop) {
    return Reduction.newBuilder().setDropItems(drop).build();
  }

  private static Reduction cut(TruncateSide side) {
    return Reduction.newBuilder().setTruncate(Truncate.newBuilder().setSide(side)).build();
  }

  /** Returns whether stable components may give way to what must stay of the others. */
  boolean mayDegrade() {
    return share == Share.OF_ALL || !policy.getPreset().isEmpty();
  }

  /** Returns the scene as this model gets it when there is room for all of it. */
  FitContextRequest whole(Scene scene) {
    return FitContextRequest.newBuilder()
        .setModel(counting.model())
        .addAllComponents(scene.components())
        .build();
  }

  /**
   * Returns the request.
   *
   * @param windowTokens window; no token of it is reserved
   * @param inputTokens what the user's input costs
   */
  FitContextRequest request(Scene scene, int windowTokens, int inputTokens) {
    FitContextRequest.Builder request = FitContextRequest.newBuilder().setModel(counting.model());
    Policy.Builder limits =
        policy.toBuilder()
            .setContextWindowTokens(windowTokens)
            .setOutputReserveTokens(0)
            .setHeadroomTokens(0);
    if (mayDegrade()) {
      limits.setWhenUnsatisfiable(UnsatisfiableAction.UNSATISFIABLE_ACTION_DEGRADE);
    }
    boolean largeInput = inputTokens > windowTokens / LARGE_INPUT_DIVISOR;
    for (Component component : scene.components()) {
      request.addComponents(shrinkable(component, scene, largeInput));
    }
    return request.setPolicy(limits).build();
  }

  private Component shrinkable(Component component, Scene scene, boolean largeInput) {
    boolean all = share == Share.OF_ALL;
    return switch (component.getKind()) {
      case COMPONENT_KIND_SYSTEM -> all ? cuttable(component) : component;
      case COMPONENT_KIND_USER_INPUT -> all && largeInput ? cuttable(component) : component;
      case COMPONENT_KIND_TOOLS ->
          all
              ? component.toBuilder().setReduction(way(DropItems.getDefaultInstance())).build()
              : component;
      case COMPONENT_KIND_HISTORY ->
          reduction.map(r -> component.toBuilder().setReduction(r).build()).orElse(component);
      case COMPONENT_KIND_RETRIEVED -> passages(component, scene);
      default ->
          component.getId().equals("task") && all
              ? cuttable(component).toBuilder().setPriority(SYSTEM_PRIORITY).build()
              : component;
    };
  }

  private Component passages(Component component, Scene scene) {
    boolean forPassages =
        reduction.isPresent()
            && (reduction.get().hasTruncate()
                || reduction.get().hasByRelevance()
                || reduction.get().hasDropItems());
    if (!forPassages || scene.history().isPresent()) {
      return component;
    }
    return component.toBuilder()
        .setReduction(reduction.get())
        .setOrder(
            reduction.get().hasByRelevance()
                ? ItemOrder.ITEM_ORDER_EDGES
                : ItemOrder.ITEM_ORDER_AS_GIVEN)
        .build();
  }

  private static Component cuttable(Component component) {
    return component.toBuilder()
        .setPinned(false)
        .setReduction(
            cut(
                component.getKind() == ComponentKind.COMPONENT_KIND_USER_INPUT
                    ? TruncateSide.TRUNCATE_SIDE_MIDDLE
                    : TruncateSide.TRUNCATE_SIDE_END))
        .build();
  }
}
