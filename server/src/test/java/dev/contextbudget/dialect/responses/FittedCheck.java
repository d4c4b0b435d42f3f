package dev.contextbudget.dialect.responses;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the API wants of an input, written anew and by other means: it goes by what the body of a
 * {@link RandomInput} says of itself, not by how items stand.
 */
final class FittedCheck {
  private static final Set<String> NEVER_LEAVE =
      Set.of("compaction", "compaction_trigger", "configuration_update");

  private final List<JsonObject> sent;
  private final List<JsonObject> kept;

  private FittedCheck(List<JsonObject> sent, List<JsonObject> kept) {
    this.sent = sent;
    this.kept = kept;
  }

  /** Returns what is wrong with a fitted body; empty if nothing is. */
  static Optional<String> fault(String sent, String fitted) {
    JsonObject before = JsonParser.parseString(sent).getAsJsonObject();
    JsonObject after = JsonParser.parseString(fitted).getAsJsonObject();
    List<JsonObject> items = items(after.remove("input").getAsJsonArray());
    FittedCheck check = new FittedCheck(items(before.remove("input").getAsJsonArray()), items);
    if (!before.equals(after)) {
      return Optional.of("members beside the input changed");
    }
    return check
        .order()
        .or(check::pairs)
        .or(check::reasoning)
        .or(check::staying)
        .or(check::sameButShorter);
  }

  private static List<JsonObject> items(JsonArray array) {
    List<JsonObject> items = new ArrayList<>();
    array.forEach(item -> items.add(item.getAsJsonObject()));
    return items;
  }

  private static int number(JsonObject item) {
    return item.has("x_no") ? item.get("x_no").getAsInt() : -1;
  }

  private static int answer(JsonObject item) {
    return item.has("x_answer") ? item.get("x_answer").getAsInt() : -1;
  }

  private static String text(JsonObject item, String name) {
    JsonElement value = item.get(name);
    return value == null || !value.isJsonPrimitive() ? "" : value.getAsString();
  }

  private static String type(JsonObject item) {
    return text(item, "type");
  }

  private Set<Integer> numbers() {
    Set<Integer> numbers = new HashSet<>();
    kept.forEach(item -> numbers.add(number(item)));
    return numbers;
  }

  private Optional<String> order() {
    int last = -1;
    for (JsonObject item : kept) {
      if (number(item) < 0) {
        if (!text(item, "role").equals("user")) {
          return Optional.of("an item of ours that the user does not say");
        }
      } else if (number(item) <= last) {
        return Optional.of("item %d behind item %d".formatted(number(item), last));
      } else {
        last = number(item);
      }
    }
    return Optional.empty();
  }

  /** A call has its result behind it if it was sent with one, and a result its call before it. */
  private Optional<String> pairs() {
    Map<String, Integer> sentResults = results(sent);
    Map<String, Integer> keptResults = results(kept);
    Set<String> sentCalls = calls(sent).keySet();
    Map<String, Integer> keptCalls = calls(kept);
    for (String id : keptCalls.keySet()) {
      if (sentResults.containsKey(id) && keptResults.getOrDefault(id, -1) <= keptCalls.get(id)) {
        return Optional.of("call %s lost its result".formatted(id));
      }
    }
    for (String id : keptResults.keySet()) {
      if (sentCalls.contains(id) && !keptCalls.containsKey(id)) {
        return Optional.of("result %s lost its call".formatted(id));
      }
    }
    return Optional.empty();
  }

  private static Map<String, Integer> results(List<JsonObject> items) {
    Map<String, Integer> results = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      String type = type(items.get(i));
      if (type.endsWith("_output")) {
        results.put(text(items.get(i), "call_id"), i);
      } else if (type.equals("mcp_approval_response")) {
        results.put(text(items.get(i), "approval_request_id"), i);
      }
    }
    return results;
  }

  private static Map<String, Integer> calls(List<JsonObject> items) {
    Map<String, Integer> calls = new HashMap<>();
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = items.get(i);
      String type = type(item);
      if (type.equals("mcp_approval_request")) {
        calls.put(text(item, "id"), i);
      } else if (type.equals("program") || (type.endsWith("_call") && item.has("call_id"))) {
        calls.put(text(item, "call_id"), i);
      } else if (type.equals("item_reference")) {
        calls.put(text(item, "id").replace("fc_", "call_"), i);
      }
    }
    return calls;
  }

  /**
   * Reasoning has behind it what it had, and all items of its answer that the API knows by an id
   * come with it.
   */
  private Optional<String> reasoning() {
    Set<Integer> numbers = numbers();
    for (int i = 0; i < sent.size(); i++) {
      JsonObject item = sent.get(i);
      boolean reasons = type(item).equals("reasoning") || text(item, "id").startsWith("rs_");
      if (!reasons) {
        continue;
      }
      boolean stays = numbers.contains(number(item));
      if (stays && i + 1 < sent.size() && !follows(number(item), number(sent.get(i + 1)))) {
        return Optional.of("reasoning %d lost its item".formatted(number(item)));
      }
      for (JsonObject other : kept) {
        boolean known = other.has("id") && answer(other) == answer(item);
        if (!stays && known) {
          return Optional.of("item %d lost its reasoning".formatted(number(other)));
        }
      }
    }
    return Optional.empty();
  }

  private boolean follows(int first, int second) {
    for (int i = 0; i + 1 < kept.size(); i++) {
      if (number(kept.get(i)) == first) {
        return number(kept.get(i + 1)) == second;
      }
    }
    return false;
  }

  private Optional<String> staying() {
    Set<Integer> numbers = numbers();
    for (JsonObject item : sent) {
      boolean stays =
          NEVER_LEAVE.contains(type(item))
              || text(item, "role").equals("developer")
              || text(item, "call_id").equals("call_before");
      if (stays && !numbers.contains(number(item))) {
        return Optional.of("item %d left".formatted(number(item)));
      }
    }
    return Optional.empty();
  }

  /** Only texts may be others, and only what may be shortened. */
  private Optional<String> sameButShorter() {
    for (JsonObject item : kept) {
      if (number(item) < 0) {
        continue;
      }
      JsonObject was = sent.get(number(item)).deepCopy();
      JsonObject is = item.deepCopy();
      if (type(is).equals("shell_call_output") && !isOfShell(is.get("output"))) {
        return Optional.of("item %d is no output of a shell".formatted(number(item)));
      }
      boolean result = type(is).endsWith("_call_output") && !type(is).startsWith("computer");
      String mayChange = result ? "output" : "content";
      if (is.has(mayChange) && was.has(mayChange) && !type(is).equals("reasoning")) {
        is.remove(mayChange);
        was.remove(mayChange);
      }
      if (!is.equals(was)) {
        return Optional.of("item %d changed".formatted(number(item)));
      }
    }
    return Optional.empty();
  }

  private static boolean isOfShell(JsonElement output) {
    for (JsonElement chunk : output.getAsJsonArray()) {
      if (!chunk.getAsJsonObject().keySet().equals(Set.of("stdout", "stderr", "outcome"))) {
        return false;
      }
    }
    return true;
  }
}
