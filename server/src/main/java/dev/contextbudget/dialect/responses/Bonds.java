package dev.contextbudget.dialect.responses;

import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which answers of the model stay or leave together, though results of tools stand between them.
 *
 * <p>The API remembers by the id of an item whether reasoning came before it, and refuses the one
 * without the other. Clients that write each result directly behind its call part a batch from its
 * reasoning; so an item with an id and no reasoning of its own is kept with the last that has some
 * in the same turn. And an item may name an earlier one: the program that calls a function, the
 * request that was approved.
 */
final class Bonds {
  private final Map<String, String> messageOf = new HashMap<>();

  /** Message of the turn that last had reasoning; empty if none had. */
  private String reasoned = "";

  /** Forgets the reasoning: the user speaks. */
  void nextTurn() {
    reasoned = "";
  }

  /**
   * Returns the ids of the messages that one stays or leaves with.
   *
   * @param id of the message
   * @param items what the model answered
   */
  List<String> of(String id, List<JsonValue> items) {
    Set<String> with = new LinkedHashSet<>();
    boolean reasons = false;
    for (JsonValue item : items) {
      ItemKind kind = ItemKind.of(item);
      reasons |= isReasoning(kind, item);
      if (!reasons && !reasoned.isEmpty() && item.string("id") != null) {
        with.add(reasoned);
      }
      for (String named : named(kind, item)) {
        String other = messageOf.getOrDefault(named, id);
        if (!other.equals(id)) {
          with.add(other);
        }
      }
    }
    for (JsonValue item : items) {
      messageOf.put(item.textOf("id"), id);
      messageOf.put(item.textOf("call_id"), id);
    }
    messageOf.remove("");
    reasoned = reasons ? id : reasoned;
    return List.copyOf(with);
  }

  /** The id of a reference is all that tells what it stands for. */
  private static boolean isReasoning(ItemKind kind, JsonValue item) {
    return kind == ItemKind.REASONING
        || (kind == ItemKind.REFERENCE && item.textOf("id").startsWith("rs_"));
  }

  private static List<String> named(ItemKind kind, JsonValue item) {
    List<String> named = new ArrayList<>();
    JsonValue caller = item.member("caller");
    if (caller != null) {
      named.add(caller.textOf("caller_id"));
    }
    named.add(item.textOf("approval_request_id"));
    if (kind != ItemKind.CALL) {
      named.add(item.textOf("call_id"));
    }
    return named;
  }
}
