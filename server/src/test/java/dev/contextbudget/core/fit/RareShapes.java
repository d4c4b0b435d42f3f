package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What few requests hold: images, files and opaque parts, items without their bodies, entries that
 * replace others, instructions inside a history, tools that may leave.
 */
final class RareShapes {
  private final SplittableRandom random;

  RareShapes(SplittableRandom random) {
    this.random = random;
  }

  /** Returns the components with some rare shapes in place of common ones. */
  List<Component> in(List<Component> components) {
    return components.stream().map(this::in).toList();
  }

  private Component in(Component component) {
    if (component.hasTools()) {
      return random.nextInt(2) == 0 ? droppable(component) : component;
    }
    if (component.kind() == ComponentKind.MEMORY) {
      return RandomRequests.withItems(component, entries(component.items()));
    }
    if (component.hasMessages()) {
      return RandomRequests.withItems(component, messages(component.items()));
    }
    return component.pinned()
        ? component
        : RandomRequests.withItems(
            component, component.items().stream().map(this::maybeBodiless).toList());
  }

  private static Component droppable(Component c) {
    return ComponentBuilder.from(c).pinned(false).reduction(new Reduction.DropItems()).build();
  }

  private List<Item> entries(List<Item> items) {
    List<Item> entries = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      Body.Passage passage = (Body.Passage) items.get(i).body();
      boolean replaced = i + 1 < items.size() && !items.get(i).pinned() && random.nextInt(4) == 0;
      String newer = replaced ? items.get(i + 1).id() : "";
      if (random.nextInt(4) == 0) {
        entries.add(bodiless(items.get(i), new Body.Entry("key " + i, null, "", newer)));
      } else {
        Body entry = new Body.Entry("key " + i, passage.text(), "", newer);
        entries.add(RandomRequests.withBody(items.get(i), entry));
      }
    }
    return entries;
  }

  private Item maybeBodiless(Item item) {
    return random.nextInt(6) == 0 ? bodiless(item, new Body.Passage(null, "", List.of())) : item;
  }

  private List<Item> messages(List<Item> items) {
    List<Item> messages = new ArrayList<>();
    for (Item item : items) {
      Body.Message message = (Body.Message) item.body();
      boolean plain = message.parts().stream().allMatch(part -> part instanceof Part.Text);
      if (plain && random.nextInt(8) == 0) {
        messages.add(
            RandomRequests.withBody(
                item, new Body.Message(message.role(), "", List.of(rare(message), text(message)))));
      } else {
        messages.add(item);
      }
    }
    if (!messages.isEmpty() && random.nextInt(5) == 0) {
      Item first = messages.get(0);
      Body.Message instructions =
          new Body.Message(
              Role.SYSTEM, "", List.of(new Part.Text(Utf8Text.of("answer in one word"))));
      messages.add(0, ItemBuilder.item(first.id() + ":system", instructions));
    }
    return messages;
  }

  private static Part text(Body.Message message) {
    return message.parts().get(0);
  }

  private Part rare(Body.Message message) {
    if (message.role() != Role.USER) {
      return new Part.Opaque(Part.Payload.EMPTY, random.nextInt(30));
    }
    return random.nextInt(2) == 0
        ? new Part.Image(10, 20, "", "image/png", Part.Payload.EMPTY)
        : new Part.File(1 + random.nextInt(3), "application/pdf", Part.Payload.EMPTY);
  }

  private Item bodiless(Item item, Body body) {
    return ItemBuilder.from(item).knownTokens(random.nextInt(50)).body(body).build();
  }
}
