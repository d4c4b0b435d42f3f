package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.ItemOrder;
import dev.contextbudget.core.item.Json;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;

/** Makes requests of every shape from a seed: the same seed is the same request. */
public final class RandomRequests {
  private static final String[] WORDS = {
    "order",
    "4711",
    "Paris",
    "the",
    "refund",
    "of",
    "meeting",
    "späť",
    "日本語",
    "नमस्ते",
    "e\u0301t",
    "👩‍👩‍👧",
    "<|endoftext|>",
    "2026-11-21",
    "a",
    "confirmation",
    "HAT170",
    "and",
    "ticket",
    "🇩🇪"
  };

  private final SplittableRandom random;
  private int calls;

  public RandomRequests(long seed) {
    this.random = new SplittableRandom(seed);
  }

  public SplittableRandom random() {
    return random;
  }

  /** Returns a text of 0 to {@code words} words. */
  public String text(int words) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(words + 1); i > 0; i--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
      text.append(random.nextInt(12) == 0 ? ".\n\n" : random.nextInt(8) == 0 ? ". " : " ");
    }
    return text.toString();
  }

  /** Returns components of random kinds, among them a history most of the time. */
  public List<Component> components() {
    List<Component> components = new ArrayList<>();
    if (random.nextInt(4) > 0) {
      components.add(passages("system", ComponentKind.SYSTEM, 1));
    }
    if (random.nextInt(3) == 0) {
      components.add(tools());
    }
    if (random.nextInt(3) == 0) {
      components.add(passages("examples", ComponentKind.EXAMPLES, 5));
    }
    if (random.nextInt(8) == 0) {
      Component earlier = history("earlier", random.nextInt(6));
      if (!Conversation.of(earlier, "", new ArrayList<>()).endsInOpenCalls()) {
        components.add(earlier);
      }
    }
    if (random.nextInt(4) > 0) {
      components.add(history("history", random.nextInt(14)));
    }
    if (random.nextInt(2) == 0) {
      components.add(passages("retrieved", ComponentKind.RETRIEVED, 8));
    }
    if (random.nextInt(3) == 0) {
      components.add(passages("memory", ComponentKind.MEMORY, 4));
    }
    if (random.nextInt(4) == 0) {
      components.add(passages("document", ComponentKind.CUSTOM, 4, Stability.SESSION));
    }
    if (random.nextInt(5) == 0) {
      components.add(passages("time", ComponentKind.CUSTOM, 4, Stability.REQUEST));
    }
    boolean open =
        components.stream()
            .anyMatch(
                c ->
                    c.hasMessages() && Conversation.of(c, "", new ArrayList<>()).endsInOpenCalls());
    if (!open && random.nextInt(3) > 0) {
      components.add(passages("input", ComponentKind.USER_INPUT, 1));
    }
    if (components.isEmpty()) {
      return List.of(history("history", 6));
    }
    List<Component> shaped =
        random.nextInt(3) == 0 ? new RareShapes(random).in(components) : components;
    return random.nextInt(3) == 0 ? tied(shaped) : shaped;
  }

  /**
   * Returns components in which some items are tied to others, most of them to any in the request.
   */
  private List<Component> tied(List<Component> components) {
    List<Item> all = new ArrayList<>();
    components.stream().filter(c -> !c.hasTools()).forEach(c -> all.addAll(c.items()));
    int oneOf = 3 + random.nextInt(30);
    List<Component> tied = new ArrayList<>();
    for (Component c : components) {
      List<Item> items = new ArrayList<>();
      for (Item item : c.items()) {
        boolean ties = !c.hasTools() && random.nextInt(oneOf) == 0;
        boolean groups = ties && random.nextInt(4) == 0;
        items.add(
            ItemBuilder.from(item)
                .group(groups ? "t" + random.nextInt(3) : item.group())
                .keepWith(
                    ties && !groups ? List.of(all.get(random.nextInt(all.size())).id()) : List.of())
                .build());
      }
      tied.add(withItems(c, items));
    }
    return tied;
  }

  private Component passages(String id, ComponentKind kind, int most) {
    return passages(id, kind, most, kind.stability());
  }

  /** Returns a component of up to {@code most} passages, of which some may be pinned or grouped. */
  public Component passages(String id, ComponentKind kind, int most, Stability stability) {
    List<Item> items = new ArrayList<>();
    boolean forced = kind.pinned();
    for (int i = forced ? 1 : random.nextInt(most + 1); i > 0; i--) {
      List<Utf8Text> variants = new ArrayList<>();
      if (!forced && random.nextInt(4) == 0) {
        variants.add(Utf8Text.of(text(6)));
        variants.add(Utf8Text.of(text(2)));
      }
      items.add(
          item(
              id + ":" + items.size(),
              new Body.Passage(Utf8Text.of(text(40)), "", variants),
              !forced && random.nextInt(15) == 0,
              !forced && random.nextInt(10) == 0 ? "g" + random.nextInt(2) : ""));
    }
    Reduction reduction = kind.reduction();
    if (!forced && random.nextInt(4) == 0) {
      reduction = new Reduction.Truncate(Reduction.Side.values()[random.nextInt(3)]);
    }
    ItemOrder order = ItemOrder.values()[random.nextInt(3)];
    return component(id, kind, stability, order, reduction, items);
  }

  private Component tools() {
    List<Item> items = new ArrayList<>();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      String name = "tool" + (char) ('c' - items.size());
      Json.Obj schema =
          new Json.Obj(
              Map.of(
                  "type",
                  new Json.Str("object"),
                  "properties",
                  new Json.Obj(Map.of("q", new Json.Obj(Map.of("type", new Json.Str("string")))))));
      items.add(item("tool:" + name, new Body.Tool(name, text(8), schema, ""), false, ""));
    }
    return component(
        "tools",
        ComponentKind.TOOLS,
        Stability.STATIC,
        ItemOrder.NAME,
        ComponentKind.TOOLS.reduction(),
        items);
  }

  /** Returns a history of turns with tool loops, parallel batches and sometimes open calls. */
  public Component history(String id, int turns) {
    List<Item> items = new ArrayList<>();
    for (int turn = 0; turn < turns; turn++) {
      add(id, items, new Body.Message(Role.USER, "", texts(25)));
      for (int loop = random.nextInt(3); loop > 0; loop--) {
        addCalls(id, items, 1 + random.nextInt(3), false);
      }
      if (random.nextInt(5) > 0) {
        add(id, items, new Body.Message(Role.ASSISTANT, "", texts(25)));
      }
    }
    if (turns > 0 && random.nextInt(8) == 0) {
      addCalls(id, items, 2, true);
    }
    return component(
        id,
        ComponentKind.HISTORY,
        Stability.APPEND_ONLY,
        ItemOrder.AS_GIVEN,
        historyReduction(),
        items);
  }

  private void addCalls(String id, List<Item> items, int batch, boolean open) {
    List<Part> parts = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      parts.add(new Part.Thinking(Part.Payload.EMPTY, random.nextInt(20)));
    }
    int first = calls;
    for (int i = 0; i < batch; i++) {
      parts.add(new Part.ToolCall("call" + calls++, "search", Utf8Text.of("{\"q\":\"x\"}")));
    }
    add(id, items, new Body.Message(Role.ASSISTANT, "", parts));
    for (int i = 0; i < batch - (open ? 1 : 0); i++) {
      Part result = new Part.ToolResult("call" + (first + i), random.nextBoolean(), texts(60));
      boolean userAdds = i == batch - 1 && random.nextInt(6) == 0;
      add(
          id,
          items,
          userAdds
              ? new Body.Message(Role.USER, "", List.of(result, texts(5).get(0)))
              : new Body.Message(Role.TOOL, "search", List.of(result)));
    }
  }

  private List<Part> texts(int words) {
    return List.of(new Part.Text(Utf8Text.of(text(words) + "x")));
  }

  private void add(String id, List<Item> items, Body.Message message) {
    boolean pinned = random.nextInt(30) == 0;
    items.add(item(id + ":" + items.size(), message, pinned, ""));
  }

  private Reduction historyReduction() {
    return switch (random.nextInt(7)) {
      case 0 -> new Reduction.KeepLastTurns(random.nextInt(5));
      case 1 -> {
        int messages = 1 + random.nextInt(12);
        yield new Reduction.Window(messages, random.nextInt(messages + 1));
      }
      case 2 -> new Reduction.ClearToolResults(random.nextInt(3), random.nextInt(20), Set.of());
      case 3 -> new Reduction.ByRelevance(40);
      case 4 -> new Reduction.Truncate(Reduction.Side.END);
      default -> new Reduction.DropItems();
    };
  }

  private Item item(String id, Body body, boolean pinned, String group) {
    return ItemBuilder.of(id, body)
        .priority(random.nextInt(6) == 0 ? random.nextInt(3) : 0)
        .pinned(pinned)
        .group(group)
        .score(random.nextInt(100) / 100.0)
        .build();
  }

  private Component component(
      String id,
      ComponentKind kind,
      Stability stability,
      ItemOrder order,
      Reduction reduction,
      List<Item> items) {
    return ComponentBuilder.of(id, kind, items)
        .priority(random.nextInt(5) == 0 ? OptionalInt.of(random.nextInt(50)) : OptionalInt.empty())
        .stability(stability)
        .minTokens(
            random.nextInt(10) == 0 ? OptionalInt.of(random.nextInt(60)) : OptionalInt.empty())
        .maxTokens(
            random.nextInt(8) == 0 ? OptionalInt.of(60 + random.nextInt(300)) : OptionalInt.empty())
        .weight(
            random.nextInt(5) == 0
                ? OptionalDouble.of(0.5 + random.nextInt(4))
                : OptionalDouble.empty())
        .order(order)
        .reduction(reduction)
        .build();
  }

  /** Returns a component with other items. */
  public static Component withItems(Component c, List<Item> items) {
    return ComponentBuilder.from(c).items(items).build();
  }

  /** Returns an item with another body. */
  public static Item withBody(Item item, Body body) {
    return ItemBuilder.from(item).body(body).build();
  }

  /** Returns a request over components. */
  public static FitRequest request(
      ModelProfile model, List<Component> components, int budgetTokens, FitPolicy policy) {
    return new FitRequest(
        model,
        budgetTokens,
        policy,
        components,
        conversations(components),
        false,
        Map.of(),
        StopSignal.NEVER);
  }

  public static List<Conversation> conversations(List<Component> components) {
    return components.stream()
        .map(c -> c.hasMessages() ? Conversation.of(c, "", new ArrayList<>()) : Conversation.NONE)
        .toList();
  }
}
