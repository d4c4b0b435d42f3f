package dev.contextbudget.core.prompt;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.ItemOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where each item of a request stands in the prompt, before anything is decided.
 *
 * <p>The order is that of stability, so that what changes from call to call comes after what does
 * not and a provider's cache finds the longest prefix: tool definitions, then static, session,
 * append-only and request components, inside a class in the caller's order, the user's input last.
 * Components without messages of their own that stand side by side and speak in one role share one
 * message, which keeps roles alternating. The layout depends on which components there are and
 * never on what is kept, so that the framing of a shared message is known before the fit.
 *
 * @param tools tool items, in prompt order
 * @param blocks messages, in prompt order
 */
public record Layout(List<Place> tools, List<Block> blocks) {

  /**
   * An item by its place in the request.
   *
   * @param component index of the component
   * @param item index of the item in it
   */
  public record Place(int component, int item) {}

  /**
   * A message of the prompt.
   *
   * @param shared true if the service puts it together from passages and entries; else it is the
   *     one message item
   * @param component index of the component that opens it, and is charged for its framing
   * @param items its items, in prompt order; those of score-ordered components as given
   */
  public record Block(boolean shared, int component, List<Place> items) {
    public Block {
      items = List.copyOf(items);
    }
  }

  public Layout {
    tools = List.copyOf(tools);
    blocks = List.copyOf(blocks);
  }

  /**
   * Lays out a request.
   *
   * @param components in request order
   * @param conversations structure of each component's messages, in the same order; where the last
   *     history ends in open tool calls, request components stand before its current turn, as
   *     nothing may follow an open call
   */
  public static Layout of(List<Component> components, List<Conversation> conversations) {
    List<Place> tools = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    List<Integer> sharing = new ArrayList<>();
    for (int index : promptOrder(components)) {
      Component component = components.get(index);
      if (component.hasTools()) {
        tools.addAll(places(index, component));
      } else if (component.hasMessages()) {
        addShared(blocks, components, sharing);
        places(index, component).forEach(p -> blocks.add(new Block(false, index, List.of(p))));
      } else if (!component.items().isEmpty()) {
        if (!sharing.isEmpty() && !canShare(components.get(sharing.get(0)), component)) {
          addShared(blocks, components, sharing);
        }
        sharing.add(index);
      }
    }
    addShared(blocks, components, sharing);
    return new Layout(tools, beforeOpenCalls(blocks, components, conversations));
  }

  /** Returns indexes of components in prompt order. */
  private static List<Integer> promptOrder(List<Component> components) {
    Comparator<Integer> byClass =
        Comparator.comparing((Integer i) -> components.get(i).kind() == ComponentKind.USER_INPUT)
            .thenComparing(i -> components.get(i).stability());
    return IntStream.range(0, components.size()).boxed().sorted(byClass).toList();
  }

  private static List<Place> places(int index, Component component) {
    Comparator<Place> order =
        component.order() == ItemOrder.NAME && component.hasTools()
            ? Comparator.comparing(p -> ((Body.Tool) component.items().get(p.item()).body()).name())
            : Comparator.comparingInt(Place::item);
    return IntStream.range(0, component.items().size())
        .mapToObj(i -> new Place(index, i))
        .sorted(order)
        .toList();
  }

  /** Adds the message that components share, if there are any, and forgets them. */
  private static void addShared(
      List<Block> blocks, List<Component> components, List<Integer> sharing) {
    if (!sharing.isEmpty()) {
      List<Place> items =
          sharing.stream().flatMap(index -> places(index, components.get(index)).stream()).toList();
      blocks.add(new Block(true, sharing.get(0), items));
      sharing.clear();
    }
  }

  /** A stable message must not end differently because a history came to stand behind it. */
  private static boolean canShare(Component first, Component second) {
    return first.role() == second.role()
        && ((first.stability().isStable() && second.stability().isStable())
            || first.stability() == second.stability());
  }

  private static List<Block> beforeOpenCalls(
      List<Block> blocks, List<Component> components, List<Conversation> conversations) {
    int lastMessage = -1;
    for (int i = 0; i < blocks.size(); i++) {
      if (!blocks.get(i).shared()) {
        lastMessage = i;
      }
    }
    if (lastMessage < 0 || lastMessage == blocks.size() - 1) {
      return blocks;
    }
    Place last = blocks.get(lastMessage).items().get(0);
    Conversation conversation = conversations.get(last.component());
    if (!conversation.endsInOpenCalls()) {
      return blocks;
    }
    int messages = components.get(last.component()).items().size();
    int turnStart = lastMessage - (messages - 1 - conversation.currentTurnStart());
    List<Block> moved = new ArrayList<>(blocks.subList(0, turnStart));
    moved.addAll(blocks.subList(lastMessage + 1, blocks.size()));
    moved.addAll(blocks.subList(turnStart, lastMessage + 1));
    return moved;
  }
}
