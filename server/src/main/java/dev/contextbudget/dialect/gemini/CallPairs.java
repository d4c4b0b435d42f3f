package dev.contextbudget.dialect.gemini;

import dev.contextbudget.dialect.CallIds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which call a response answers: the one of its id where both have one, else the first of its name
 * that is open.
 *
 * <p>Older models give no ids, and many clients echo a call with its id and answer by its name.
 */
public final class CallPairs {
  private final CallIds ids = new CallIds();
  private Map<String, Deque<Call>> openById = new HashMap<>();
  private Map<String, Deque<Call>> openByName = new HashMap<>();

  /** A call under the id that it has in the whole body. */
  private static final class Call {
    private final String uniqueId;
    private final boolean hasId;
    private boolean answered;

    Call(String uniqueId, boolean hasId) {
      this.uniqueId = uniqueId;
      this.hasId = hasId;
    }
  }

  /** Begins a content with calls: what was called before it cannot be answered any more. */
  public void begin() {
    openById = new HashMap<>();
    openByName = new HashMap<>();
  }

  /**
   * Returns the id of a call that is unique in the body.
   *
   * @param id as it was sent, or empty
   */
  public String called(String id, String name) {
    boolean hasId = !id.isEmpty();
    Call call = new Call(ids.called(hasId ? id : "name:" + name), hasId);
    if (hasId) {
      openById.computeIfAbsent(id, unused -> new ArrayDeque<>()).add(call);
    }
    openByName.computeIfAbsent(name, unused -> new ArrayDeque<>()).add(call);
    return call.uniqueId;
  }

  /**
   * Returns the unique id of the call that a response answers; of none if there is no open one.
   *
   * @param id as it was sent, or empty
   */
  public String answered(String id, String name) {
    Call call = id.isEmpty() ? null : firstOpen(openById.get(id));
    if (call == null) {
      Call named = firstOpen(openByName.get(name));
      call = named == null || (named.hasId && !id.isEmpty()) ? null : named;
    }
    if (call == null) {
      return "none:" + (id.isEmpty() ? name : id);
    }
    call.answered = true;
    return call.uniqueId;
  }

  /** A call stands in two queues, and may have been answered by the other. */
  private static @Nullable Call firstOpen(@Nullable Deque<Call> calls) {
    while (calls != null && !calls.isEmpty() && calls.element().answered) {
      calls.remove();
    }
    return calls == null ? null : calls.peek();
  }
}
