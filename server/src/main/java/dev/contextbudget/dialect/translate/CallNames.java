package dev.contextbudget.dialect.translate;

import dev.contextbudget.dialect.Format;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Ids of calls that every API takes, the same for a call and its result, and the name of the tool
 * behind each.
 *
 * <p>An id that is short, plain and unique stays. Others, such as {@code call_0} in each turn, ids
 * with dots, or none at all, become {@code call_1} and so on by the number of the call. Limits:
 * Anthropic takes letters, digits, {@code _} and {@code -}; OpenAI Chat 40 characters of any kind
 * (camel-ai/camel#2215), Responses 64 (RooCodeInc/Roo-Code#10763).
 */
final class CallNames {
  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9_-]{1,40}");

  /** Names of tools; those of Gemini may have dots and colons, and begin with no digit. */
  private static final Pattern OPENAI_TOOL = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private static final Pattern ANTHROPIC_TOOL = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
  private static final Pattern GEMINI_TOOL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_.:-]{0,127}");

  private final Map<String, String> ids = new HashMap<>();
  private final Map<String, PlainPart.Call> calls = new LinkedHashMap<>();

  CallNames(List<PlainMessage> messages) {
    for (PlainMessage message : messages) {
      for (PlainPart part : message.parts()) {
        if (part instanceof PlainPart.Call call) {
          calls.put(call.key(), call);
        }
      }
    }
    Set<String> used = new HashSet<>();
    for (PlainPart.Call call : calls.values()) {
      if (PLAIN.matcher(call.id()).matches() && used.add(call.id())) {
        ids.put(call.key(), call.id());
      }
    }
    int number = 0;
    for (PlainPart.Call call : calls.values()) {
      number++;
      if (!ids.containsKey(call.key())) {
        ids.put(call.key(), made(number, used));
      }
    }
  }

  private static String made(int number, Set<String> used) {
    String id = "call_" + number;
    for (int other = 2; !used.add(id); other++) {
      id = "call_" + number + "_" + other;
    }
    return id;
  }

  /** Returns the id of a call, by its key. */
  String id(String key) {
    return ids.getOrDefault(key, key);
  }

  /** Returns the name of the tool that was called. */
  String tool(String key) {
    PlainPart.Call call = calls.get(key);
    return call == null ? "" : call.name();
  }

  /** Notes the names of tools that an API refuses: the caller acts on them, so they must stay. */
  void checkTools(PlainRequest request, Losses losses, Format target) {
    Pattern allowed =
        switch (target) {
          case OPENAI_CHAT, OPENAI_RESPONSES -> OPENAI_TOOL;
          case ANTHROPIC_MESSAGES -> ANTHROPIC_TOOL;
          case GEMINI -> GEMINI_TOOL;
        };
    for (PlainTool tool : request.tools()) {
      if (!allowed.matcher(tool.name()).matches()) {
        losses.add(tool.at(), "this name of a tool");
      }
    }
    for (PlainPart.Call call : calls.values()) {
      if (!allowed.matcher(call.name()).matches()) {
        losses.add(call.at(), "this name of a tool");
      }
    }
  }
}
