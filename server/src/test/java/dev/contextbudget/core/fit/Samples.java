package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Requests for single cases, short enough to be counted by hand: a word is a token. */
final class Samples {
  static final ModelProfile MODEL = TestModels.words();

  private Samples() {}

  static Utf8Text words(int words) {
    return Utf8Text.of(
        IntStream.range(0, words).mapToObj(i -> "w" + i % 10).collect(Collectors.joining(" ")));
  }

  static Item item(String id, int priority, boolean pinned, Body body, String... keepWith) {
    return ItemBuilder.of(id, body)
        .priority(priority)
        .pinned(pinned)
        .keepWith(List.of(keepWith))
        .build();
  }

  static Item chunk(String id, int words, String... keepWith) {
    return item(id, 0, false, new Body.Passage(words(words), "", List.of()), keepWith);
  }

  static Item message(String id, Role role, int words, String... keepWith) {
    return item(id, 0, false, new Body.Message(role, "", List.of(text(words))), keepWith);
  }

  static Item user(String id, int words, String... keepWith) {
    return message(id, Role.USER, words, keepWith);
  }

  static Item answer(String id, int words, String... keepWith) {
    return message(id, Role.ASSISTANT, words, keepWith);
  }

  static Part text(int words) {
    return new Part.Text(words(words));
  }

  static Part thinking(int tokens) {
    return new Part.Thinking(Part.Payload.EMPTY, tokens);
  }

  /** Returns a message that calls a tool, behind other parts. */
  static Item call(String id, String call, Part... before) {
    List<Part> parts = new ArrayList<>(List.of(before));
    parts.add(new Part.ToolCall(call, "search", Utf8Text.of("{}")));
    return item(id, 0, false, new Body.Message(Role.ASSISTANT, "", parts));
  }

  /** Returns a message with a result, in front of other parts. */
  static Item result(String id, Role role, String call, int words, Part... behind) {
    List<Part> parts = new ArrayList<>();
    parts.add(new Part.ToolResult(call, false, List.of(text(words))));
    parts.addAll(List.of(behind));
    return item(id, 0, false, new Body.Message(role, "", parts));
  }

  /** Returns turns of a question and an answer, {@code u0 a0 u1 a1 ...}, each of so many words. */
  static List<Item> turns(int turns, int words) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < turns; i++) {
      items.add(user("u" + i, words));
      items.add(answer("a" + i, words));
    }
    return items;
  }

  static Component component(String id, ComponentKind kind, Item... items) {
    return component(id, kind, kind.reduction(), OptionalInt.empty(), items);
  }

  static Component component(
      String id, ComponentKind kind, Reduction reduction, OptionalInt maxTokens, Item... items) {
    return ComponentBuilder.of(id, kind, List.of(items))
        .maxTokens(maxTokens)
        .reduction(reduction)
        .build();
  }

  static Component history(Item... items) {
    return history(new Reduction.DropItems(), List.of(items));
  }

  static Component history(Reduction reduction, List<Item> items) {
    return component(
        "history",
        ComponentKind.HISTORY,
        reduction,
        OptionalInt.empty(),
        items.toArray(Item[]::new));
  }

  static FitPolicy policy(double trigger) {
    return new FitPolicy(
        List.of(), List.of(), trigger, trigger * 0.7, List.of(), Notes.DEFAULT, false);
  }

  /** Returns the tokens of a request in which nothing is left out. */
  static int tokens(List<Component> components) {
    Layout layout = Layout.of(components, RandomRequests.conversations(components));
    return (int) new Sizer(MODEL, StopSignal.NEVER).measure(components, layout).totalTokens();
  }

  static FitResult fit(List<Component> components, int budgetTokens) {
    return fit(components, budgetTokens, policy(1), Optional.empty());
  }

  /**
   * Fits.
   *
   * @param previous where the previous call cut its histories; empty if calls do not follow one
   *     another
   */
  static FitResult fit(
      List<Component> components,
      int budgetTokens,
      FitPolicy policy,
      Optional<Map<String, HistoryState>> previous) {
    List<Conversation> conversations = RandomRequests.conversations(components);
    Layout layout = Layout.of(components, conversations);
    return Fitter.fit(
        new FitRequest(
            MODEL,
            budgetTokens,
            policy,
            components,
            conversations,
            previous.isPresent(),
            previous.orElse(Map.of()),
            StopSignal.NEVER),
        layout,
        new Sizer(MODEL, StopSignal.NEVER).measure(components, layout));
  }

  /** Returns the smallest budget that an error names for a budget; 0 if the budget does. */
  static int required(List<Component> components, int budgetTokens) {
    try {
      fit(components, budgetTokens);
      return 0;
    } catch (BudgetUnsatisfiable e) {
      return (int) e.requiredTokens();
    }
  }

  /** Returns ids of the items that stand in the prompt, in request order. */
  static List<String> kept(FitResult fit) {
    return fit.decisions().stream()
        .filter(decision -> decision.action() != Action.DROP)
        .map(ItemDecision::itemId)
        .toList();
  }

  static ItemDecision decision(FitResult fit, String itemId) {
    return fit.decisions().stream()
        .filter(decision -> decision.itemId().equals(itemId))
        .findFirst()
        .orElseThrow();
  }
}
