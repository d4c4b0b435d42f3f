package dev.contextbudget.grpc;

import dev.contextbudget.core.error.Reason;
import dev.contextbudget.v1.Entry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a request replace which.
 *
 * <p>A superseded entry leaves the prompt because another says it better, so following the
 * replacements must end at an entry that is still there: one that replaces itself, or two that
 * replace each other, would all be gone. O(n) for n entries.
 */
final class Supersessions {
  /** A superseded entry, the one that replaces it, and where the request says so. */
  private record Link(FieldPath path, String newer, boolean pinned) {}

  private final Set<String> entries = new HashSet<>();
  private final Map<String, Link> links = new LinkedHashMap<>();

  /**
   * Adds an entry.
   *
   * @param path path of the entry in the request
   * @param id its id, derived if it has none of its own
   */
  void add(FieldPath path, String id, Entry entry) {
    entries.add(id);
    if (!entry.getSupersededBy().isEmpty()) {
      links.put(id, new Link(path, entry.getSupersededBy(), entry.getPinned()));
    }
  }

  /** Checks the links between all entries that were added. */
  void check(Violations violations) {
    Map<String, String> walkOf = new HashMap<>();
    links.forEach(
        (id, link) -> {
          FieldPath field = link.path().member("superseded_by");
          if (!entries.contains(link.newer())) {
            violations.add(field, Reason.UNKNOWN_ITEM, "must be the id of an entry of the request");
          } else if (link.pinned()) {
            violations.add(field, Reason.CONFLICT, "a pinned entry cannot be superseded");
          } else if (endsInCircle(id, walkOf)) {
            violations.add(
                field,
                Reason.CONFLICT,
                "leads round in a circle: an entry must not supersede itself");
          }
        });
  }

  /** Follows the links from an entry as far as no earlier walk went. */
  private boolean endsInCircle(String start, Map<String, String> walkOf) {
    @Nullable String id = start;
    while (id != null && walkOf.putIfAbsent(id, start) == null) {
      Link link = links.get(id);
      id = link == null ? null : link.newer();
    }
    return id != null && start.equals(walkOf.get(id));
  }
}
