package dev.contextbudget.core.prefix;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.FitPolicy;
import dev.contextbudget.core.fit.FitRequest;
import dev.contextbudget.core.fit.FitResult;
import dev.contextbudget.core.fit.Fitter;
import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.core.fit.RandomRequests;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Calls of a conversation that goes on: each with the token of the one before. */
final class PrefixCalls {
  static final FitPolicy POLICY =
      new FitPolicy(List.of(), List.of(), 1, 0.6, List.of(), Notes.DEFAULT, false);

  private PrefixCalls() {}

  /** One call and what it answered. */
  record Call(FitResult fit, CacheReport report) {
    /** Returns the state as the next call gets it. */
    Optional<PrefixState> state() {
      return Optional.of(PrefixToken.read(PrefixToken.write(report.state()), "prefix_token"));
    }
  }

  /** Makes a call, unless the budget is too small for it. */
  static Optional<Call> call(
      ModelProfile model, List<Component> components, int budget, Optional<PrefixState> previous) {
    return call(model, components, budget, POLICY, previous);
  }

  static Optional<Call> call(
      ModelProfile model,
      List<Component> components,
      int budget,
      FitPolicy policy,
      Optional<PrefixState> previous) {
    List<Conversation> conversations = RandomRequests.conversations(components);
    Layout layout = Layout.of(components, conversations);
    SentHistories sent = SentHistories.of(previous, model, components, StopSignal.NEVER);
    FitRequest request =
        new FitRequest(
            model,
            budget,
            policy,
            components,
            conversations,
            true,
            sent.resumed(),
            StopSignal.NEVER);
    CacheView view =
        new CacheView(
            previous,
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            true);
    try {
      FitResult fit =
          Fitter.fit(
              request, layout, new Sizer(model, StopSignal.NEVER).measure(components, layout));
      return Optional.of(
          new Call(fit, PrefixReport.of(model, components, fit, sent, view, StopSignal.NEVER)));
    } catch (BudgetUnsatisfiable e) {
      return Optional.empty();
    }
  }

  static boolean endsInOpenCalls(List<Component> components) {
    return RandomRequests.conversations(components).stream()
        .anyMatch(Conversation::endsInOpenCalls);
  }

  static Component history(List<Item> items, Reduction reduction) {
    return component("history", ComponentKind.HISTORY, reduction, items);
  }

  static Component component(String id, ComponentKind kind, Reduction reduction, List<Item> items) {
    return ComponentBuilder.of(id, kind, items).reduction(reduction).build();
  }

  static Component text(String id, ComponentKind kind, Stability stability, String text) {
    return ComponentBuilder.of(id, kind, List.of(item(id + ":0", 1, passage(text))))
        .stability(stability)
        .build();
  }

  static Body passage(String text) {
    return new Body.Passage(Utf8Text.of(text), "", List.of());
  }

  static Body message(Role role, String text) {
    return new Body.Message(role, "", List.of(new Part.Text(Utf8Text.of(text))));
  }

  /** Returns the role and text of a message of one text. */
  static String text(Item item) {
    Body.Message message = (Body.Message) item.body();
    return message.role() + ": " + ((Part.Text) message.parts().get(0)).text().decode();
  }

  static Item item(String id, double score, Body body) {
    return ItemBuilder.of(id, body).score(score).build();
  }

  /** Returns turns of a question and an answer, each with its own number and a few words. */
  static List<Item> turns(String name, int turns, int words) {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 2 * turns; i++) {
      Role role = i % 2 == 0 ? Role.USER : Role.ASSISTANT;
      items.add(item(name + i, i, message(role, name + " " + i + " and".repeat(words))));
    }
    return items;
  }

  /** Returns the items without groups. */
  static List<Item> ungrouped(List<Item> items) {
    return items.stream()
        .map(i -> ItemBuilder.from(i).group("").keepWith(List.of()).build())
        .toList();
  }

  /** Returns the items without pins, priorities and groups. */
  static List<Item> plain(List<Item> items) {
    return items.stream().map(i -> item(i.id(), i.score(), i.body())).toList();
  }
}
