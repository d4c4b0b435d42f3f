package dev.contextbudget.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.Reduction;
import dev.contextbudget.core.prompt.Conversation;
import dev.contextbudget.dialect.anthropic.AnthropicDialect;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import dev.contextbudget.dialect.responses.ResponsesDialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What stands between a call and its result stays or leaves with them, and is refused where the API
 * wants nothing there.
 *
 * <p>A conversation is written as messages: {@code u} and {@code s} of the user and the system,
 * {@code a} of the assistant, {@code 1} and {@code 2} calls of it, {@code -1} and {@code -2} their
 * results.
 */
class CallSpansTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u 1 -1 a u | 0 1 1 3 4",
        "u 1 u -1 a | 0 1 1 1 4",
        "u 1 s -1 a | 0 1 2 1 4",
        "u 12 -2 a -1 a | 0 1 1 1 1 5",
        "u 1 u 2 -1 s -2 a | 0 1 1 1 1 5 1 7",
        "u 1 u a | u",
        "u 12 -1 u a | u",
        "u -1 1 | d"
      })
  void ofResponsesAnythingMayStandThere(String conversation, String groupsOrError) {
    check(new ResponsesDialect(), "input", conversation, groupsOrError);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "u 1 2 -1,-2 a | 0 1 1 1 4",
        "u 1 a -1 u | 0 1 1 1 4",
        "u 1 a 2 -1,-2,u a | 0 1 1 1 1 5",
        "u 12 -1 -2 a | 0 1 1 1 4",
        "u 1 2 | 0 1 1",
        "u 1 a | 0 1 1",
        "u 1 u -1 a | u d",
        "u 1 s -1 a | u d",
        "u 1 -1 a -2 | d"
      })
  void ofAnthropicTheAnswerGoesOn(String conversation, String groupsOrError) {
    check(new AnthropicDialect(), "messages", conversation, groupsOrError);
  }

  /** An expected error is the first letter of its reason. */
  private static void check(Dialect dialect, String list, String conversation, String expected) {
    boolean items = list.equals("input");
    List<String> elements = new ArrayList<>();
    for (String message : conversation.strip().split(" ")) {
      elements.add(items ? items(message) : message(message));
    }
    List<Violation> violations = new ArrayList<>();
    int[] groups = groups(dialect, list, String.join(",", elements), violations);
    String found =
        violations.isEmpty()
            ? String.join(" ", Arrays.stream(groups).mapToObj(String::valueOf).toList())
            : String.join(
                " ",
                violations.stream()
                    .map(v -> v.reason().name().substring(0, 1).toLowerCase())
                    .distinct()
                    .toList());
    assertEquals(expected, found);
  }

  private static int[] groups(
      Dialect dialect, String list, String elements, List<Violation> violations) {
    byte[] json =
        "{\"%s\":[%s]}"
            .formatted(list, elements)
            .replace('\'', '"')
            .getBytes(StandardCharsets.UTF_8);
    try {
      ProviderBody body =
          dialect.read(
              JsonIndexer.index(json, StopSignal.NEVER),
              new PartSizes(TestModels.words(), Map.of()));
      Reduction none = new Reduction.None();
      Component history = new BodyComponents(body, Map.of(), none, none).history();
      return Conversation.of(history, "messages", violations).groupOf();
    } catch (JsonFault fault) {
      throw new AssertionError(fault);
    }
  }

  private static String items(String message) {
    return switch (message) {
      case "u" -> "{'role':'user','content':'x'}";
      case "s" -> "{'role':'developer','content':'x'}";
      case "a" -> "{'role':'assistant','content':'x'}";
      default ->
          message.startsWith("-")
              ? "{'type':'function_call_output','call_id':'%s','output':'x'}"
                  .formatted(message.substring(1))
              : calls(message, "{'type':'function_call','call_id':'%s','name':'f','arguments':''}");
    };
  }

  private static String message(String message) {
    if (message.equals("s")) {
      return "{'role':'system','content':'x'}";
    }
    List<String> blocks = new ArrayList<>();
    for (String block : message.split(",")) {
      blocks.add(
          switch (block) {
            case "u", "a" -> "{'type':'text','text':'x'}";
            default ->
                block.startsWith("-")
                    ? "{'type':'tool_result','tool_use_id':'%s','content':'x'}"
                        .formatted(block.substring(1))
                    : calls(block, "{'type':'tool_use','id':'%s','name':'f','input':{}}");
          });
    }
    boolean ofUser = message.startsWith("u") || message.startsWith("-");
    return "{'role':'%s','content':[%s]}"
        .formatted(ofUser ? "user" : "assistant", String.join(",", blocks));
  }

  private static String calls(String ids, String form) {
    return String.join(",", ids.chars().mapToObj(id -> form.formatted((char) id)).toList());
  }
}
