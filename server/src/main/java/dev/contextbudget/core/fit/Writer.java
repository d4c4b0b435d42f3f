package dev.contextbudget.core.fit;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ItemOrder;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.CanonicalJson;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.BoundThinking;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
import dev.contextbudget.core.prompt.MessageRules;
import dev.contextbudget.core.prompt.Prompt;
import dev.contextbudget.core.prompt.Prompt.PromptMessage;
import dev.contextbudget.core.prompt.Prompt.PromptTool;
import dev.contextbudget.core.prompt.PromptPart;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Writes the prompt that was decided on: the only step of a fit that sees text.
 *
 * <p>Notes stand where something is missing: at the first gap of a history, or behind what is left
 * of another component.
 */
final class Writer {
  private final ItemTable table;
  private final Layout layout;
  private final Notes notes;
  private final PartCounter counter;
  private final ItemWriter items;
  private final Written written;
  private final MessageRules rules;
  private final StopSignal stop;
  private final HistoryGaps gaps;

  /** Whether a message was left out since the last one that was written. */
  private boolean afterGap;

  /** Whether anything was left out so far. */
  private boolean loss;

  /** Messages with something left out before them. */
  private final Set<String> behindLoss = new HashSet<>();

  /** Ordinals of the messages that were written. */
  private final Map<String, Integer> ordinals = new HashMap<>();

  /**
   * @param stop asked for each message
   */
  Writer(
      ItemTable table,
      Layout layout,
      Notes notes,
      PartCounter counter,
      ItemWriter items,
      MessageRules rules,
      StopSignal stop) {
    this.table = table;
    this.layout = layout;
    this.notes = notes;
    this.counter = counter;
    this.items = items;
    this.written = items.written();
    this.rules = rules;
    this.gaps = new HistoryGaps(rules);
    this.stop = stop;
  }

  /** Writes the prompt. Linear in what is kept; cut texts are counted again. */
  Written write() {
    List<PromptTool> tools = new ArrayList<>();
    for (Layout.Place place : layout.tools()) {
      int ordinal = table.ordinal(place);
      if (written.outcome(ordinal).inPrompt()) {
        tools.add(tool(ordinal));
      } else {
        loss = true;
      }
    }
    List<PromptMessage> messages = new ArrayList<>();
    for (Layout.Block block : layout.blocks()) {
      stop.check();
      if (block.shared()) {
        addShared(messages, block);
      } else {
        addMessage(messages, table.ordinal(block.items().get(0)));
      }
    }
    if (notes.enabled()) {
      addHistoryNotes(messages);
    }
    written.finish(
        new Prompt(tools, rules.bindsThinking() ? release(messages) : messages), counter);
    if (!tools.isEmpty()) {
      written.charge(table.firstTools(), Math.max(0, written.toolListTokens()));
    }
    return written;
  }

  private PromptTool tool(int ordinal) {
    Body.Tool tool = (Body.Tool) table.item(ordinal).body();
    int tokens = table.itemSize(ordinal).totalTokens();
    written.definition(ordinal, tokens);
    String schema = tool.parameters() == null ? "" : CanonicalJson.write(tool.parameters());
    return new PromptTool(table.item(ordinal).id(), tool, schema, tokens);
  }

  private void addMessage(List<PromptMessage> messages, int ordinal) {
    HistoryGap gap = gaps.of(table.componentIndex(ordinal));
    Body.Message message = (Body.Message) table.item(ordinal).body();
    List<PromptPart> parts =
        written.outcome(ordinal).inPrompt() ? items.message(ordinal) : List.of();
    if (written.isLoss(ordinal)) {
      gap.open(messages.size(), Conversation.opensTurn(message));
    }
    if (parts.isEmpty()) {
      afterGap |= written.isLoss(ordinal);
      loss |= written.isLoss(ordinal);
      return;
    }
    ordinals.put(table.item(ordinal).id(), ordinal);
    if (loss) {
      behindLoss.add(table.item(ordinal).id());
    }
    int framing = table.itemSize(ordinal).framingTokens();
    PromptMessage own =
        new PromptMessage(
            table.item(ordinal).id(),
            message.role(),
            message.name(),
            items.isChanged(message, parts),
            framing,
            parts);
    if (joins(messages, own)) {
      int last = messages.size() - 1;
      gap.message(last, Conversation.opensTurn(message));
      messages.set(last, messages.get(last).followedBy(parts));
      written.after(ordinal, written.afterTokens(ordinal) - framing);
    } else {
      gap.message(messages.size(), Conversation.opensTurn(message));
      messages.add(own);
    }
    afterGap = false;
  }

  /** Takes out thinking that the provider would refuse here. */
  private List<PromptMessage> release(List<PromptMessage> messages) {
    List<PromptMessage> released =
        BoundThinking.released(messages, message -> behindLoss.contains(message.itemId()));
    for (int i = 0; i < messages.size(); i++) {
      if (released.get(i).parts().size() < messages.get(i).parts().size()) {
        messages.get(i).parts().stream()
            .filter(BoundThinking::isThinking)
            .forEach(
                part ->
                    written.released(
                        Objects.requireNonNull(ordinals.get(part.sourceItemId())), part.tokens()));
      }
    }
    return released;
  }

  /** Returns true if a message stands behind one of its role only because of what was dropped. */
  private boolean joins(List<PromptMessage> messages, PromptMessage own) {
    if (!afterGap || messages.isEmpty() || own.role() == Role.SYSTEM) {
      return false;
    }
    PromptMessage last = messages.get(messages.size() - 1);
    return last.role() == own.role()
        && !last.itemId().isEmpty()
        && last.name().equals(own.name())
        && rules.mayJoin(last.itemId(), own.itemId());
  }

  /** Puts the notes of histories in place, the last first, so that the other places stay right. */
  private void addHistoryNotes(List<PromptMessage> messages) {
    for (HistoryGaps.NotePlace place : gaps.notePlaces(messages)) {
      int at = place.message();
      if (place.side() == HistoryGaps.Side.ALONE) {
        int framing = counter.messageFramingTokens(Role.USER, "");
        PromptPart note = historyNote(place.component(), framing);
        messages.add(at, new PromptMessage("", Role.USER, "", true, framing, List.of(note)));
        continue;
      }
      PromptPart note = historyNote(place.component(), 0);
      PromptMessage host = messages.get(at);
      boolean first = place.side() == HistoryGaps.Side.BEGINNING;
      messages.set(
          at, host.parted(note).orElse(first ? host.startingWith(note) : host.endingWith(note)));
    }
  }

  private PromptPart historyNote(int component, int framingTokens) {
    return note(component, notes.history(), items.noteSizes().historyTokens(), framingTokens);
  }

  private PromptPart note(int component, Utf8Text text, int tokens, int framingTokens) {
    written.charge(component, tokens + framingTokens);
    return new PromptPart.Note(table.components().get(component).id(), text, tokens);
  }

  private void addShared(List<PromptMessage> messages, Layout.Block block) {
    List<PromptPart> parts = new ArrayList<>();
    int from = 0;
    while (from < block.items().size()) {
      int component = block.items().get(from).component();
      int to = from;
      while (to < block.items().size() && block.items().get(to).component() == component) {
        to++;
      }
      addComponent(parts, component);
      from = to;
    }
    if (!parts.isEmpty()) {
      Component opener = table.components().get(block.component());
      int framing = counter.messageFramingTokens(opener.role(), "");
      written.charge(block.component(), framing);
      messages.add(new PromptMessage("", opener.role(), "", true, framing, parts));
    }
  }

  private void addComponent(List<PromptPart> parts, int component) {
    List<Integer> kept = new ArrayList<>();
    boolean componentLoss = false;
    for (int o = table.first(component); o < table.end(component); o++) {
      if (written.outcome(o).inPrompt()) {
        kept.add(o);
      }
    }
    for (int ordinal : inOrder(table.components().get(component).order(), kept)) {
      stop.check();
      items.single(ordinal).ifPresent(parts::add);
    }
    for (int o = table.first(component); o < table.end(component); o++) {
      componentLoss |= written.isLoss(o);
    }
    loss |= componentLoss;
    if (componentLoss && notes.enabled()) {
      parts.add(note(component, notes.items(), items.noteSizes().itemsTokens(), 0));
    }
  }

  private List<Integer> inOrder(ItemOrder order, List<Integer> kept) {
    if (order != ItemOrder.SCORE && order != ItemOrder.EDGES) {
      return kept;
    }
    List<Integer> best =
        kept.stream()
            .sorted(Comparator.comparingDouble((Integer o) -> table.item(o).score()).reversed())
            .toList();
    if (order == ItemOrder.SCORE) {
      return best;
    }
    List<Integer> edges = new ArrayList<>();
    List<Integer> tail = new ArrayList<>();
    for (int i = 0; i < best.size(); i++) {
      (i % 2 == 0 ? edges : tail).add(best.get(i));
    }
    for (int i = tail.size() - 1; i >= 0; i--) {
      edges.add(tail.get(i));
    }
    return edges;
  }
}
