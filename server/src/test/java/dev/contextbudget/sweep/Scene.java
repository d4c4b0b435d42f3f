package dev.contextbudget.sweep;

import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.Message;
import dev.contextbudget.v1.Part;
import dev.contextbudget.v1.Role;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A conversation as an application would send it.
 *
 * @param name conversation and form
 * @param components as sent by default: without policy, reductions and pins
 */
record Scene(String name, List<Component> components) {
  Scene {
    components = List.copyOf(components);
  }

  /** Returns true if the user's input is a component, and not the last message of the history. */
  boolean hasInput() {
    return components.stream()
        .anyMatch(c -> c.getKind() == ComponentKind.COMPONENT_KIND_USER_INPUT);
  }

  Optional<Component> history() {
    return components.stream()
        .filter(c -> c.getKind() == ComponentKind.COMPONENT_KIND_HISTORY)
        .findFirst();
  }

  /** Returns ids of all items, in request order. */
  List<String> itemIds() {
    return components.stream().flatMap(c -> itemIds(c).stream()).toList();
  }

  static List<String> itemIds(Component component) {
    return switch (component.getContentCase()) {
      case TEXT -> List.of(component.getId());
      case MESSAGES ->
          component.getMessages().getMessagesList().stream().map(Message::getId).toList();
      case CHUNKS -> component.getChunks().getChunksList().stream().map(c -> c.getId()).toList();
      case TOOLS ->
          component.getTools().getToolsList().stream().map(t -> "tool:" + t.getName()).toList();
      case ENTRIES -> component.getEntries().getEntriesList().stream().map(e -> e.getId()).toList();
      case CONTENT_NOT_SET -> List.of();
    };
  }

  /**
   * Returns what no policy may take away unless it says so: instructions, tools, the user's last
   * words, and the calls at the end with their results.
   */
  Set<String> mustKeep() {
    Set<String> must = new LinkedHashSet<>();
    for (Component component : components) {
      switch (component.getKind()) {
        case COMPONENT_KIND_SYSTEM, COMPONENT_KIND_TOOLS, COMPONENT_KIND_USER_INPUT ->
            must.addAll(itemIds(component));
        default -> {
          if (component.getPinned()) {
            must.addAll(itemIds(component));
          }
        }
      }
    }
    history().ifPresent(history -> addCurrent(history.getMessages().getMessagesList(), must));
    return must;
  }

  private void addCurrent(List<Message> messages, Set<String> must) {
    int end = messages.size() - 1;
    while (end >= 0 && messages.get(end).getRole() == Role.ROLE_TOOL) {
      must.add(messages.get(end).getId());
      end--;
    }
    if (end >= 0 && !calls(messages.get(end)).isEmpty()) {
      must.add(messages.get(end).getId());
    }
    for (int i = messages.size() - 1; i >= 0 && !hasInput(); i--) {
      if (messages.get(i).getRole() == Role.ROLE_USER) {
        must.add(messages.get(i).getId());
        return;
      }
    }
  }

  /** Returns ids of calls that have no result. */
  Set<String> openCalls() {
    Set<String> open = new HashSet<>();
    for (Message message :
        history().map(h -> h.getMessages().getMessagesList()).orElse(List.of())) {
      open.addAll(calls(message));
      message.getPartsList().forEach(p -> open.remove(p.getToolResult().getCallId()));
    }
    return open;
  }

  static List<String> calls(Message message) {
    return message.getPartsList().stream()
        .filter(Part::hasToolCall)
        .map(p -> p.getToolCall().getId())
        .toList();
  }
}
