package dev.contextbudget.core.fit;

import dev.contextbudget.catalog.CatalogReader;
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
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.Sizer;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Makes items and requests from a seed: texts are one line each, and their sizes are given, so that
 * a request of 100,000 items costs nothing to count.
 */
final class FitInputs {
  static final ModelProfile MODEL = new CatalogReader().bundled().find("gpt-4.1").model();
  private static final Utf8Text LINE = Utf8Text.of("Your order 4711 leaves Paris on Monday.");
  private static final Utf8Text ARGUMENTS = Utf8Text.of("{\"order_id\":\"4711\"}");

  private final SplittableRandom random = new SplittableRandom(42);
  private int ids;

  /** A request with all that must be known before it is fitted. */
  record Input(FitRequest request, Layout layout, RequestSize sizes) {
    FitResult fit() {
      return Fitter.fit(request, layout, sizes);
    }
  }

  SplittableRandom random() {
    return random;
  }

  /** Returns a request of which about half can stay. */
  Input half(List<Component> components) {
    return input(components, 0.5);
  }

  /** Returns a request of which about {@code share} can stay. */
  Input input(List<Component> components, double share) {
    List<Conversation> conversations =
        components.stream()
            .map(
                c ->
                    c.hasMessages() ? Conversation.of(c, "", new ArrayList<>()) : Conversation.NONE)
            .toList();
    Layout layout = Layout.of(components, conversations);
    RequestSize sizes = new Sizer(MODEL, StopSignal.NEVER).measure(components, layout);
    FitPolicy policy =
        new FitPolicy(
            List.of(),
            List.of(),
            FitPolicy.DEFAULT_TRIGGER_RATIO,
            FitPolicy.DEFAULT_TARGET_RATIO,
            List.of(),
            Notes.DEFAULT,
            false);
    FitRequest request =
        new FitRequest(
            MODEL,
            (int) (share * sizes.totalTokens()),
            policy,
            components,
            conversations,
            false,
            Map.of(),
            StopSignal.NEVER);
    return new Input(request, layout, sizes);
  }

  Component component(String id, ComponentKind kind, Reduction reduction, List<Item> items) {
    return component(id, kind, kind.stability(), reduction, items);
  }

  Component component(
      String id, ComponentKind kind, Stability stability, Reduction reduction, List<Item> items) {
    return ComponentBuilder.of(id, kind, items)
        .stability(stability)
        .pinned(false)
        .reduction(reduction)
        .build();
  }

  /** Returns a component with a weight from 1e-300 to 1e300. */
  Component wildWeight(Component c) {
    return ComponentBuilder.from(c)
        .weight(OptionalDouble.of(Math.pow(10, random.nextDouble(-300, 300))))
        .build();
  }

  List<Item> passages(int count) {
    List<Item> items = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      items.add(passage(random.nextDouble(), "", List.of()));
    }
    return items;
  }

  Item passage(double score, String group, List<String> keepWith) {
    return ItemBuilder.of("passage:" + ids++, new Body.Passage(LINE, "", List.of()))
        .group(group)
        .keepWith(keepWith)
        .score(score)
        .knownTokens(random.nextInt(20, 420))
        .build();
  }

  /** Returns turns of a question, up to three batches of tool calls with results, an answer. */
  List<Item> messages(int count) {
    List<Item> items = new ArrayList<>(count);
    while (items.size() < count - 12) {
      items.add(message(Role.USER, text()));
      for (int batch = random.nextInt(4); batch > 0; batch--) {
        addCalls(items, 1 + random.nextInt(2));
      }
      items.add(message(Role.ASSISTANT, text()));
    }
    while (items.size() < count) {
      items.add(message(items.size() % 2 == 0 ? Role.USER : Role.ASSISTANT, text()));
    }
    return items;
  }

  /** Adds one message with {@code calls} calls, and a message for each result. */
  void addCalls(List<Item> items, int calls) {
    int first = ids;
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      parts.add(new Part.ToolCall("call" + (first + i), "order", ARGUMENTS));
    }
    items.add(message(Role.ASSISTANT, parts));
    for (int i = 0; i < calls; i++) {
      Part result = new Part.ToolResult("call" + (first + i), false, text());
      items.add(message(Role.TOOL, List.of(result)));
    }
  }

  static List<Part> text() {
    return List.of(new Part.Text(LINE));
  }

  Item message(Role role, List<Part> parts) {
    return ItemBuilder.of("message:" + ids++, new Body.Message(role, "", parts))
        .knownTokens(random.nextInt(20, 420))
        .build();
  }
}
