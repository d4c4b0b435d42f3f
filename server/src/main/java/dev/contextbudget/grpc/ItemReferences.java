package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.v1.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ids of a request's items, and the fields in which items name each other. */
final class ItemReferences {
  /**
   * An element of a list that names another item. Its path is made when it is told: a request can
   * hold millions.
   */
  private record Reference(FieldPath list, int index, String itemId) {
    FieldPath path() {
      return list.at(index);
    }
  }

  private final Violations violations;
  private final StopSignal stop;
  private final Set<String> ids = new HashSet<>();
  private final List<Reference> references = new ArrayList<>();
  private final Supersessions supersessions = new Supersessions();

  /**
   * @param stop asked for each item
   */
  ItemReferences(Violations violations, StopSignal stop) {
    this.violations = violations;
    this.stop = stop;
  }

  /** Returns the id of an item: the one it was given, else the one that follows from its place. */
  String itemId(FieldPath path, String given, String derived) {
    if (given.isEmpty()) {
      addId(path, derived);
      return derived;
    }
    violations.id(path.member("id"), given);
    addId(path.member("id"), given);
    return given.isBlank() ? derived : given;
  }

  /** Every item has one, so the signal is asked here. */
  void addId(FieldPath field, String id) {
    stop.check();
    if (!ids.add(id)) {
      violations.add(
          field,
          Reason.DUPLICATE_ID,
          "stands twice: the id of an item must be unique in the request");
    }
  }

  /** Returns the group of an item; empty for none. */
  String group(FieldPath path, String group) {
    if (!group.isEmpty()) {
      violations.id(path.member("group"), group);
    }
    return group;
  }

  /** Returns the items that an item stays or leaves with. */
  List<String> keepWith(FieldPath path, List<String> keepWith) {
    if (keepWith.isEmpty()) {
      return List.of(); // of nearly all items, and nothing to copy
    }
    if (!violations.atMost(
        path.member("keep_with"), FixedLimit.KEEP_WITH, "the number of ids", keepWith.size())) {
      return List.of();
    }
    FieldPath field = path.member("keep_with");
    for (int i = 0; i < keepWith.size(); i++) {
      references.add(new Reference(field, i, keepWith.get(i)));
    }
    return keepWith;
  }

  /** Notes that an entry may name the one that stands for it. */
  void supersession(FieldPath path, String id, Entry entry) {
    supersessions.add(path, id, entry);
  }

  /** Checks that references name items of the request. */
  void check() {
    for (Reference reference : references) {
      if (!ids.contains(reference.itemId())) {
        violations.add(
            reference.path(), Reason.UNKNOWN_ITEM, "must be the id of an item of the request");
      }
    }
    supersessions.check(violations);
  }
}
