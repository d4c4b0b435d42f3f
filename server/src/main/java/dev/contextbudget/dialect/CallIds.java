package dev.contextbudget.dialect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Ids of tool calls that are unique in a body, where the API asks only that a result stands behind
 * its call: clients write {@code call_1} anew in every turn, and some APIs go by name and order.
 */
public final class CallIds {
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final Map<String, String> last = new HashMap<>();
  private final Map<String, Deque<String>> openByName = new HashMap<>();

  /** Returns the id of a call. All calls of a body together take linear time. */
  public String called(String id) {
    String unique = id;
    while (!taken.add(unique)) {
      unique = id + "#" + (1 + uses.merge(id, 1, Integer::sum));
    }
    last.put(id, unique);
    return unique;
  }

  /** Returns the id of the call that a result answers: the last one that had this id. */
  public String answered(String id) {
    return last.getOrDefault(id, id);
  }

  /** Returns the id of a call that has only a name. */
  public String calledByName(String name) {
    String id = called("name:" + name);
    openByName.computeIfAbsent(name, unused -> new ArrayDeque<>()).add(id);
    return id;
  }

  /** Returns the id of the first call of a name that is not answered; of none if all are. */
  public String answeredByName(String name) {
    Deque<String> open = openByName.getOrDefault(name, new ArrayDeque<>());
    return open.isEmpty() ? "name:" + name + "#none" : Objects.requireNonNull(open.poll());
  }
}
