package dev.contextbudget.core.prefix;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.HistoryState;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.prefix.PrefixState.Cut;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries the cut of a history from one call to the next.
 *
 * <p>The cut is remembered by index and by a hash of the first message behind it, so that it is
 * found again if the caller dropped messages of its own in front. If the message is not there any
 * more, the history is another one and starts uncut.
 */
public final class HistoryAnchors {

  private HistoryAnchors() {}

  /**
   * Returns where each history was cut, in the components of this request, by component id.
   *
   * @param stop asked for each message that is hashed
   */
  public static Map<String, HistoryState> resume(
      PrefixState previous, List<Component> components, StopSignal stop) {
    Map<Long, Cut> cuts = new HashMap<>();
    previous.cuts().forEach(cut -> cuts.put(cut.componentHash(), cut));
    Map<String, HistoryState> resumed = new HashMap<>();
    for (Component component : components) {
      Cut cut = cuts.get(hash(component.id()));
      if (cut != null) {
        resume(cut, component, stop).ifPresent(state -> resumed.put(component.id(), state));
      }
    }
    return resumed;
  }

  private static Optional<HistoryState> resume(Cut cut, Component component, StopSignal stop) {
    List<Item> items = component.items();
    int from = cut.state().keptFrom();
    if (cut.anchorHash().isEmpty()) {
      return from <= items.size() ? Optional.of(cut.state()) : Optional.empty();
    }
    long anchor = cut.anchorHash().get();
    if (from < items.size() && hash(items.get(from)) == anchor) {
      return Optional.of(cut.state());
    }
    for (int i = 0; i < Math.min(from, items.size()); i++) {
      stop.check();
      if (hash(items.get(i)) == anchor) {
        return Optional.of(cut.state().without(from - i));
      }
    }
    return Optional.empty();
  }

  /** Returns the cuts of this call, to be carried on. */
  static List<Cut> cuts(List<Component> components, Map<String, HistoryState> histories) {
    List<Cut> cuts = new ArrayList<>();
    for (Component component : components) {
      HistoryState state = histories.get(component.id());
      if (state != null && !state.equals(HistoryState.UNCUT)) {
        List<Item> items = component.items();
        Optional<Long> anchor =
            state.keptFrom() < items.size()
                ? Optional.of(hash(items.get(state.keptFrom())))
                : Optional.empty();
        cuts.add(new Cut(hash(component.id()), state, anchor));
      }
    }
    return cuts;
  }

  private static long hash(Item item) {
    PromptHash hash = new PromptHash();
    if (item.body() instanceof Body.Message message) {
      hash.add(message.role(), message.name());
      message.parts().forEach(hash::add);
    } else if (item.body() instanceof Body.Passage passage) {
      hash.add(new Part.Text(passage.text() == null ? Utf8Text.EMPTY : passage.text()));
    } else if (item.body() instanceof Body.Entry entry) {
      hash.add(new Part.Text(Prompt.entryText(entry)));
    } else {
      hash.add('t', ((Body.Tool) item.body()).name());
    }
    return hash.shortValue();
  }

  static long hash(String text) {
    PromptHash hash = new PromptHash();
    hash.add('h', text);
    return hash.shortValue();
  }
}
