package dev.contextbudget.core.fit;

import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ItemOrder;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.model.CanonicalJson;
import dev.contextbudget.core.model.PartCounter;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.core.prompt.Layout;
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
import java.util.Set;

/**
 * Writes the prompt that was decided on: the only step of a fit that sees text.
 *
 * <p>Notes stand where something is missing: in front of the first user message behind a gap of a
 * history, or behind what is left of another component.
 */
final class Writer {
  private final ItemTable table;
  private final Layout layout;
  private final Notes notes;
  private final PartCounter counter;
  private final ItemWriter items;
  private final Written written;
  private final Set<Integer> noted = new HashSet<>();
  private final Map<Integer, Boolean> gapBefore = new HashMap<>();

  Writer(ItemTable table, Layout layout, Notes notes, PartCounter counter, ItemWriter items) {
    this.table = table;
    this.layout = layout;
    this.notes = notes;
    this.counter = counter;
    this.items = items;
    this.written = items.written();
  }

  /** Writes the prompt. Linear in what is kept; cut texts are counted again. */
  Written write() {
    List<PromptTool> tools = new ArrayList<>();
    for (Layout.Place place : layout.tools()) {
      int ordinal = table.ordinal(place);
      if (written.outcome(ordinal).inPrompt()) {
        tools.add(tool(ordinal));
      }
    }
    List<PromptMessage> messages = new ArrayList<>();
    for (Layout.Block block : layout.blocks()) {
      if (block.shared()) {
        addShared(messages, block);
      } else {
        addMessage(messages, table.ordinal(block.items().get(0)));
      }
    }
    written.finish(new Prompt(tools, messages), counter);
    return written;
  }

  private PromptTool tool(int ordinal) {
    Body.Tool tool = (Body.Tool) table.item(ordinal).body();
    written.after(ordinal, table.itemSize(ordinal).totalTokens());
    String schema = tool.parameters() == null ? "" : CanonicalJson.write(tool.parameters());
    return new PromptTool(table.item(ordinal).id(), tool, schema);
  }

  private void addMessage(List<PromptMessage> messages, int ordinal) {
    int component = table.componentIndex(ordinal);
    Body.Message message = (Body.Message) table.item(ordinal).body();
    List<PromptPart> parts =
        written.outcome(ordinal).inPrompt() ? items.message(ordinal) : List.of();
    boolean last = table.index(ordinal) == table.component(ordinal).items().size() - 1;
    if (parts.isEmpty()) {
      if (written.isLoss(ordinal)) {
        gapBefore.put(component, true);
      }
      if (last && needsHistoryNote(component)) {
        addOwnNote(messages, component);
      }
      return;
    }
    boolean opens = Conversation.opensTurn(message);
    boolean note = opens && needsHistoryNote(component);
    if (note) {
      List<PromptPart> withNote = new ArrayList<>();
      withNote.add(note(component, notes.history(), 0));
      withNote.addAll(parts);
      parts = withNote;
    }
    boolean changed = note || items.isChanged(message, parts);
    int framing = table.itemSize(ordinal).framingTokens();
    messages.add(
        new PromptMessage(
            table.item(ordinal).id(), message.role(), message.name(), changed, framing, parts));
    if (last && needsHistoryNote(component)) {
      addOwnNote(messages, component);
    }
  }

  private boolean needsHistoryNote(int component) {
    return notes.enabled()
        && gapBefore.getOrDefault(component, false)
        && !noted.contains(component);
  }

  private void addOwnNote(List<PromptMessage> messages, int component) {
    int framing = counter.messageFramingTokens(Role.USER, "");
    PromptPart note = note(component, notes.history(), framing);
    messages.add(new PromptMessage("", Role.USER, "", true, framing, List.of(note)));
  }

  private PromptPart.Note note(int component, Utf8Text text, int framingTokens) {
    PromptPart.Note note = items.note(text);
    noted.add(component);
    written.noted(component, note.tokens() + framingTokens);
    return note;
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
      messages.add(new PromptMessage("", opener.role(), "", true, framing, parts));
    }
  }

  private void addComponent(List<PromptPart> parts, int component) {
    List<Integer> kept = new ArrayList<>();
    boolean loss = false;
    for (int o = table.first(component); o < table.end(component); o++) {
      if (written.outcome(o).inPrompt()) {
        kept.add(o);
      }
    }
    for (int ordinal : inOrder(table.components().get(component).order(), kept)) {
      items.single(ordinal).ifPresent(parts::add);
    }
    for (int o = table.first(component); o < table.end(component); o++) {
      loss |= written.isLoss(o);
    }
    if (loss && notes.enabled()) {
      parts.add(note(component, notes.items(), 0));
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
