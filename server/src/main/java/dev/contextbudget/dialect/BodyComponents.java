package dev.contextbudget.dialect;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemOrder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.item.Stability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The components of a body: its tools, its instructions, and its messages in runs of one stability.
 *
 * <p>Their ids are {@code tools}, {@code system}, and for messages {@code system_messages} for
 * those of the system that open the conversation, {@code static}, {@code session}, {@code history}
 * and {@code request}; an item's id is its JSON Pointer. Everything stays in the order of the body.
 */
public final class BodyComponents {
  private final ProviderBody body;
  private final Map<String, ItemHint> hints;
  private final List<Body.Message> messages;
  private final TurnStability stability;
  private final Reduction ofMessages;
  private final Reduction ofTools;

  /**
   * @param hints by the id of the item
   * @param ofMessages how messages shrink
   * @param ofTools how tools shrink
   */
  public BodyComponents(
      ProviderBody body, Map<String, ItemHint> hints, Reduction ofMessages, Reduction ofTools) {
    this.body = body;
    this.hints = Map.copyOf(hints);
    this.messages = body.messages().stream().map(BodyComponents::content).toList();
    this.stability =
        new TurnStability(messages, body.messages().stream().map(this::hinted).toList());
    this.ofMessages = ofMessages;
    this.ofTools = ofTools;
  }

  /**
   * Messages of one component.
   *
   * @param from first message of the body that is in it
   */
  public record Run(Component component, int from) {}

  /** Returns the components that are not messages. */
  public List<Component> beside() {
    List<Component> components = new ArrayList<>();
    if (!body.tools().isEmpty()) {
      components.add(tools());
    }
    if (!body.system().isEmpty() || !body.hidden().isEmpty()) {
      components.add(system());
    }
    return components;
  }

  private Component tools() {
    Set<String> used =
        ofTools instanceof Reduction.None ? Set.of() : ToolsInUse.names(body); // else all stay
    List<Item> items = new ArrayList<>();
    for (BodyTool tool : body.tools()) {
      boolean inUse = tool.names().stream().anyMatch(used::contains);
      Item item = item(tool.id(), tool.tool(), List.of(), tool.pinned());
      items.add(inUse ? pinned(item) : item);
    }
    return component("tools", ComponentKind.TOOLS, Stability.STATIC, ofTools, items);
  }

  private static Item pinned(Item item) {
    return new Item(
        item.id(),
        item.priority(),
        true,
        item.group(),
        item.keepWith(),
        item.score(),
        item.knownTokens(),
        item.body());
  }

  /** Only blocks of a list can leave, and only those that the caller lets go. */
  private Component system() {
    List<Item> items = new ArrayList<>();
    boolean mayShrink = false;
    for (BodyText block : body.system()) {
      boolean loose = block.removable() && isLoose(block.id());
      mayShrink |= loose;
      items.add(item(block.id(), passage(block), List.of(), !loose));
    }
    for (BodyText hidden : body.hidden()) {
      items.add(item(hidden.id(), passage(hidden), List.of(), true));
    }
    Reduction reduction = mayShrink ? new Reduction.DropItems() : new Reduction.None();
    return component("system", ComponentKind.SYSTEM, Stability.STATIC, reduction, items);
  }

  private static Body passage(BodyText text) {
    return new Body.Passage(text.text(), "", List.of());
  }

  private boolean isLoose(String id) {
    return hints.getOrDefault(id, ItemHint.NONE).pinned().map(pinned -> !pinned).orElse(false);
  }

  /** Returns all messages as one history. */
  public Component history() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < body.messages().size(); i++) {
      items.add(message(i, false));
    }
    return Component.of("messages", ComponentKind.HISTORY, items);
  }

  /** Returns the messages, in order, in components of one stability each. */
  public List<Run> messages() {
    int opening = 0;
    while (opening < messages.size() && messages.get(opening).role() == Role.SYSTEM) {
      opening++;
    }
    List<Run> runs = new ArrayList<>();
    int from = 0;
    while (from < messages.size()) {
      int to = from + 1;
      while (to < messages.size() && to != opening && !stability.changesAt(to)) {
        to++;
      }
      runs.add(
          run(from, to, from < opening ? Stability.STATIC : stability.of(from), from < opening));
      from = to;
    }
    return runs;
  }

  private Optional<Stability> hinted(BodyMessage message) {
    return hints.getOrDefault(message.id(), ItemHint.NONE).stability();
  }

  private static Body.Message content(BodyMessage message) {
    List<Part> parts = message.parts().stream().map(BodyPart::part).toList();
    return new Body.Message(message.role(), message.name(), parts, message.withinCall());
  }

  private Run run(int from, int to, Stability stability, boolean opening) {
    List<Item> items = new ArrayList<>();
    for (int i = from; i < to; i++) {
      items.add(message(i, this.stability.isPinned(i)));
    }
    ComponentKind kind =
        opening
            ? ComponentKind.SYSTEM
            : stability == Stability.STATIC ? ComponentKind.EXAMPLES : ComponentKind.HISTORY;
    Reduction reduction = opening ? new Reduction.None() : ofMessages;
    return new Run(component(id(stability, opening), kind, stability, reduction, items), from);
  }

  private static String id(Stability stability, boolean opening) {
    if (opening) {
      return "system_messages";
    }
    return switch (stability) {
      case STATIC -> "static";
      case SESSION -> "session";
      case APPEND_ONLY -> "history";
      case REQUEST -> "request";
    };
  }

  private Item message(int index, boolean pinned) {
    BodyMessage message = body.messages().get(index);
    boolean stays = pinned || message.pinned();
    return item(message.id(), messages.get(index), message.keepWith(), stays);
  }

  private Item item(String id, Body content, List<String> keepWith, boolean pinned) {
    ItemHint hint = hints.getOrDefault(id, ItemHint.NONE);
    return new Item(
        id,
        hint.priority().orElse(0),
        hint.pinned().orElse(pinned),
        hint.group(),
        keepWith,
        hint.score().orElse(1),
        OptionalInt.empty(),
        content);
  }

  private static Component component(
      String id, ComponentKind kind, Stability stability, Reduction reduction, List<Item> items) {
    return new Component(
        id,
        kind,
        OptionalInt.empty(),
        stability,
        reduction instanceof Reduction.None,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        ItemOrder.AS_GIVEN,
        reduction,
        kind.role(),
        items);
  }
}
