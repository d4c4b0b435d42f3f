package dev.contextbudget.demo;

import com.google.protobuf.ByteString;
import dev.contextbudget.client.ContextRequest;
import dev.contextbudget.v1.ClearToolResults;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ComponentTokens;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.MessageContent;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.Reduction;
import dev.contextbudget.v1.Slot;
import dev.contextbudget.v1.SlotDemand;
import dev.contextbudget.v1.Stability;
import dev.contextbudget.v1.TextContent;
import dev.contextbudget.v1.Truncate;

/**
 * The requests of the demo: one conversation at two of its turns, in a window that is too small.
 *
 * <p>Model, window and slots are chosen so that everything that can happen to an item happens; with
 * the model's own window all of it would fit.
 */
final class DemoScenario {
  static final String MODEL = "gpt-4o";
  static final int WINDOW_TOKENS = 4_000;
  static final int RESERVE_TOKENS = 500;
  static final int COMPACT_TOKENS = 1_500;

  static final String HISTORY = "history";

  /** What the request itself costs; {@code FitContext} knows it, a plan is told. */
  private static final String FRAMING = "framing";

  /** The customer names a second gift card. */
  static final String FIRST_TURN = "m49";

  /** Both cards were refused; the customer gives a credit card. */
  static final String NEXT_TURN = "m57";

  /** How far back a search would look for what the talk is about. */
  private static final int SEARCH_MESSAGES = 6;

  private final DemoConversation conversation = DemoConversation.bundled();

  DemoConversation conversation() {
    return conversation;
  }

  CountTokensRequest count() {
    return context(FIRST_TURN).count();
  }

  /** Returns the framing that belongs to no component: of the tool list and of the reply. */
  static int requestFramingTokens(CountTokensResponse count) {
    return count.getFramingTokens()
        - count.getComponentsList().stream().mapToInt(ComponentTokens::getFramingTokens).sum();
  }

  /** Divides the window between what was counted. */
  PlanBudgetRequest plan(CountTokensResponse count) {
    int framing = requestFramingTokens(count);
    PlanBudgetRequest.Builder plan =
        PlanBudgetRequest.newBuilder()
            .setModel(MODEL)
            .setPolicy(
                policy().toBuilder()
                    .addSlots(
                        0,
                        slot(FRAMING, ComponentKind.COMPONENT_KIND_CUSTOM)
                            .setPriority(100)
                            .setFloorTokens(framing)))
            .addDemands(SlotDemand.newBuilder().setSlot(FRAMING).setDemandTokens(framing));
    for (ComponentTokens component : count.getComponentsList()) {
      plan.addDemands(
          SlotDemand.newBuilder()
              .setSlot(component.getComponentId())
              .setDemandTokens(component.getTokens() + component.getFramingTokens()));
    }
    return plan.build();
  }

  /**
   * Fits the conversation at a turn.
   *
   * @param prefixToken of the turn before; empty for the first
   */
  FitContextRequest fit(String lastId, ByteString prefixToken) {
    return context(lastId).keepPrefix(prefixToken).fit().toBuilder().setPolicy(policy()).build();
  }

  /** Fits it into the model's own window, which takes all of it: what a call costs without us. */
  FitContextRequest uncut(String lastId, ByteString prefixToken) {
    return context(lastId).keepPrefix(prefixToken).fit();
  }

  CompactRequest compact() {
    return CompactRequest.newBuilder()
        .setModel(MODEL)
        .addAllMessages(conversation.until(NEXT_TURN).messages())
        .setTargetTokens(COMPACT_TOKENS)
        .build();
  }

  private ContextRequest context(String lastId) {
    ContextRequest context =
        ContextRequest.forModel(MODEL).system(conversation.instructions()).component(handbook());
    conversation.tools().forEach(context::tool);
    WordOverlap search = new WordOverlap(conversation.latest(lastId, SEARCH_MESSAGES));
    for (DemoConversation.Passage passage : conversation.passages()) {
      context.passage(passage.id(), passage.text(), search.of(passage.text()));
    }
    return context.component(history(lastId));
  }

  private Component handbook() {
    return Component.newBuilder()
        .setId("handbook")
        .setKind(ComponentKind.COMPONENT_KIND_CUSTOM)
        .setStability(Stability.STABILITY_STATIC)
        .setReduction(Reduction.newBuilder().setTruncate(Truncate.getDefaultInstance()))
        .setText(TextContent.newBuilder().setValue(conversation.handbook()))
        .build();
  }

  private Component history(String lastId) {
    return Component.newBuilder()
        .setId(HISTORY)
        .setKind(ComponentKind.COMPONENT_KIND_HISTORY)
        .setReduction(
            Reduction.newBuilder().setClearToolResults(ClearToolResults.getDefaultInstance()))
        .setMessages(
            MessageContent.newBuilder().addAllMessages(conversation.until(lastId).messages()))
        .build();
  }

  private static Policy policy() {
    return Policy.newBuilder()
        .setContextWindowTokens(WINDOW_TOKENS)
        .setOutputReserveTokens(RESERVE_TOKENS)
        .addSlots(slot("system", ComponentKind.COMPONENT_KIND_SYSTEM))
        .addSlots(slot("tools", ComponentKind.COMPONENT_KIND_TOOLS))
        .addSlots(
            slot("handbook", ComponentKind.COMPONENT_KIND_CUSTOM)
                .setStability(Stability.STABILITY_STATIC)
                .setCeilingTokens(120))
        .addSlots(
            slot("retrieved", ComponentKind.COMPONENT_KIND_RETRIEVED)
                .setFloorTokens(250)
                .setCeilingRatio(0.15))
        .addSlots(slot(HISTORY, ComponentKind.COMPONENT_KIND_HISTORY))
        .build();
  }

  private static Slot.Builder slot(String name, ComponentKind kind) {
    return Slot.newBuilder().setName(name).setKind(kind);
  }
}
