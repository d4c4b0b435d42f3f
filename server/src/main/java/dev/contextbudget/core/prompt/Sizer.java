package dev.contextbudget.core.prompt;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.ModelProfile;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.model.RequestSize;
import dev.contextbudget.core.model.RequestSize.ComponentSize;
import dev.contextbudget.core.model.RequestSize.ItemSize;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Measures a request once: the only pass of a tokenizer over its texts.
 *
 * <p>Everything after it works on sizes; only what is cut is counted again. Time is linear in the
 * bytes of the request.
 */
public final class Sizer {
  private final ModelProfile model;
  private final PartCounter counter;
  private final StopSignal stop;

  public Sizer(ModelProfile model, StopSignal stop) {
    this.model = model;
    this.counter = new PartCounter(model);
    this.stop = stop;
  }

  /**
   * Measures components under their layout.
   *
   * @throws StopSignal.Stopped if nobody waits any more
   */
  public RequestSize measure(List<Component> components, Layout layout) {
    Set<Integer> openers = new HashSet<>();
    layout.blocks().stream().filter(Layout.Block::shared).forEach(b -> openers.add(b.component()));
    List<ComponentSize> sizes = new ArrayList<>(components.size());
    for (int i = 0; i < components.size(); i++) {
      Component component = components.get(i);
      int shared = openers.contains(i) ? counter.messageFramingTokens(component.role(), "") : 0;
      sizes.add(new ComponentSize(shared, component.items().stream().map(this::measure).toList()));
    }
    return new RequestSize(
        sizes, counter.requestFramingTokens(), toolListTokens(components, layout, sizes));
  }

  private int toolListTokens(List<Component> components, Layout layout, List<ComponentSize> sizes) {
    List<Body.Tool> tools = new ArrayList<>();
    int single = 0;
    for (Layout.Place place : layout.tools()) {
      tools.add((Body.Tool) components.get(place.component()).items().get(place.item()).body());
      single += sizes.get(place.component()).items().get(place.item()).tokens();
    }
    return counter.toolListTokens(tools, firstSystemText(components, layout)) - single;
  }

  /** Returns the last text of the first system message of a layout, if there is one. */
  private static Optional<Utf8Text> firstSystemText(List<Component> components, Layout layout) {
    for (Layout.Block block : layout.blocks()) {
      Component component = components.get(block.component());
      Layout.Place last = block.items().get(block.items().size() - 1);
      Body body = components.get(last.component()).items().get(last.item()).body();
      if (body instanceof Body.Message message) {
        if (message.role() == Role.SYSTEM) {
          return Optional.of(lastText(message.parts()));
        }
      } else if (component.role() == Role.SYSTEM) {
        return Optional.of(textOf(body));
      }
    }
    return Optional.empty();
  }

  private static Utf8Text textOf(Body body) {
    if (body instanceof Body.Entry entry) {
      return Prompt.entryText(entry);
    }
    return body instanceof Body.Passage passage && passage.text() != null
        ? passage.text()
        : Utf8Text.EMPTY;
  }

  /** Returns the last text among parts; empty if there is none. */
  public static Utf8Text lastText(List<Part> parts) {
    Utf8Text last = Utf8Text.EMPTY;
    for (Part part : parts) {
      if (part instanceof Part.Text text) {
        last = text.text();
      }
    }
    return last;
  }

  private ItemSize measure(Item item) {
    stop.check();
    Body body = item.body();
    if (body instanceof Body.Message message) {
      int framing = counter.messageFramingTokens(message.role(), message.name());
      if (item.knownTokens().isPresent() && message.parts().size() <= 1) {
        return new ItemSize(item.knownTokens().getAsInt(), framing, List.of());
      }
      return sized(framing, message.parts());
    }
    if (body instanceof Body.Passage passage) {
      return measure(passage, item);
    }
    if (body instanceof Body.Entry entry) {
      int tokens = item.knownTokens().orElseGet(() -> count(Prompt.entryText(entry)));
      return new ItemSize(tokens, 0, List.of(tokens));
    }
    int tokens = model.chatFormat().tools().toolTokens((Body.Tool) body, model.tokenizer());
    return new ItemSize(tokens, 0, List.of(tokens));
  }

  private ItemSize measure(Body.Passage passage, Item item) {
    List<Integer> parts = new ArrayList<>();
    Utf8Text text = passage.text();
    parts.add(item.knownTokens().orElseGet(() -> text == null ? 0 : count(text)));
    passage.variants().forEach(variant -> parts.add(count(variant)));
    return new ItemSize(parts.get(0), 0, parts);
  }

  private int count(Utf8Text text) {
    return counter.partTokens(new Part.Text(text));
  }

  /** Every message comes by here, and streams over its few parts would cost more than they do. */
  private ItemSize sized(int framing, List<Part> parts) {
    List<Integer> partTokens = new ArrayList<>(parts.size());
    int sum = 0;
    for (Part part : parts) {
      int tokens = counter.partTokens(part);
      partTokens.add(tokens);
      sum += tokens;
    }
    return new ItemSize(sum, framing, partTokens);
  }
}
