package dev.contextbudget.dialect.translate;

import dev.contextbudget.core.item.Role;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects the messages of a body, and sees to it that each holds what its role can. */
final class Talk {
  private final Losses losses;
  private final List<PlainMessage> messages = new ArrayList<>();
  private final Set<String> calls = new HashSet<>();

  Talk(Losses losses) {
    this.losses = losses;
  }

  /** Returns the messages so far. */
  List<PlainMessage> messages() {
    return messages;
  }

  /**
   * Adds a message. Results are messages of their own, before what the user says beside them;
   * whoever says nothing has no message.
   */
  void add(JsonValue at, Role role, List<PlainPart> parts) {
    List<PlainPart> results = new ArrayList<>();
    List<PlainPart> said = new ArrayList<>();
    for (PlainPart part : parts) {
      if (part instanceof PlainPart.Result result && role != Role.ASSISTANT) {
        addResult(result, !said.isEmpty(), results);
      } else if (!PlainMessage.takes(role, part)) {
        losses.add(part.at(), title(part) + " of the " + role.wireName());
      } else {
        said.add(part);
        if (part instanceof PlainPart.Call call) {
          calls.add(call.key());
        }
      }
    }
    if (!results.isEmpty()) {
      messages.add(new PlainMessage(at, Role.TOOL, results));
    }
    if (!said.isEmpty()) {
      messages.add(new PlainMessage(at, role, said));
    }
  }

  private void addResult(PlainPart.Result result, boolean isBehind, List<PlainPart> results) {
    if (isBehind) {
      losses.add(result.at(), "a result behind what the user says");
    } else if (!calls.contains(result.key())) {
      losses.addIfNone(result.at(), "a result without its call");
    } else {
      results.add(result);
    }
  }

  private static String title(PlainPart part) {
    if (part instanceof PlainPart.Image) {
      return "an image";
    }
    return part instanceof PlainPart.File
        ? "a file"
        : part instanceof PlainPart.Text ? "a text" : "a call or result";
  }
}
