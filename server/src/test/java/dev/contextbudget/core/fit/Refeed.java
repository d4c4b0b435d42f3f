package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentBuilder;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.ItemOrder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.PromptPart;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Sends a fitted context once more, as a caller would who keeps only the answer. */
final class Refeed {

  private Refeed() {}

  static List<Component> components(List<Component> sent, FitResult fit) {
    Map<String, Integer> componentOf = new HashMap<>();
    Map<String, Item> items = new HashMap<>();
    for (int i = 0; i < sent.size(); i++) {
      for (Item item : sent.get(i).items()) {
        componentOf.put(item.id(), i);
        items.put(item.id(), item);
      }
    }
    List<List<Item>> again = new ArrayList<>();
    sent.forEach(unused -> again.add(new ArrayList<>()));
    fit.prompt()
        .tools()
        .forEach(t -> again.get(componentOf.get(t.itemId())).add(items.get(t.itemId())));
    for (PromptMessage message : fit.prompt().messages()) {
      if (message.itemId().isEmpty()) {
        addShared(message, componentOf, items, again, sent);
      } else {
        Item item = items.get(message.itemId());
        List<Part> parts = message.parts().stream().map(PromptPart::content).toList();
        Body body = new Body.Message(message.role(), message.name(), parts);
        again
            .get(componentOf.get(item.id()))
            .add(
                RandomRequests.withBody(
                    item, isBodiless(message.parts().get(0)) ? item.body() : body));
      }
    }
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      Component c = sent.get(i);
      components.add(
          ComponentBuilder.from(c).order(ItemOrder.AS_GIVEN).items(again.get(i)).build());
    }
    return components;
  }

  private static void addShared(
      PromptMessage message,
      Map<String, Integer> componentOf,
      Map<String, Item> items,
      List<List<Item>> again,
      List<Component> sent) {
    int notes = 0;
    for (PromptPart part : message.parts()) {
      String id = Recount.itemId(part);
      if (!id.isEmpty()) {
        int at = componentOf.get(id);
        Body body = new Body.Passage(((Part.Text) part.content()).text(), "", List.of());
        again
            .get(at)
            .add(
                RandomRequests.withBody(
                    items.get(id), isBodiless(part) ? items.get(id).body() : body));
      } else {
        int owner = indexOf(sent, ((PromptPart.Note) part).componentId());
        Part.Text text = (Part.Text) part.content();
        Body body =
            sent.get(owner).hasMessages()
                ? new Body.Message(message.role(), "", List.of(text))
                : new Body.Passage(text.text(), "", List.of());
        again
            .get(owner)
            .add(ItemBuilder.of("note:" + owner + ":" + notes++, body).score(0).build());
      }
    }
  }

  private static boolean isBodiless(PromptPart part) {
    return part instanceof PromptPart.AsSent sent && sent.bodiless();
  }

  private static int indexOf(List<Component> components, String id) {
    for (int i = 0; i < components.size(); i++) {
      if (components.get(i).id().equals(id)) {
        return i;
      }
    }
    throw new AssertionError("no component " + id);
  }
}
