package dev.contextbudget.core.prompt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.error.Violation;
import dev.contextbudget.core.item.Body;
import dev.contextbudget.core.item.Component;
import dev.contextbudget.core.item.ComponentKind;
import dev.contextbudget.core.item.Item;
import dev.contextbudget.core.item.ItemBuilder;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.item.Role;
import dev.contextbudget.core.token.Utf8Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where broken tool calls are told. */
class ConversationTest {

  private static Body.Message says(Role role, Part... parts) {
    return new Body.Message(role, "", List.of(parts));
  }

  private static Part text() {
    return new Part.Text(Utf8Text.of("hi"));
  }

  private static Part call(String id) {
    return new Part.ToolCall(id, "f", Utf8Text.of("{}"));
  }

  private static Part result(String id) {
    return new Part.ToolResult(id, false, List.of());
  }

  private static List<String> broken(Body.Message... messages) {
    List<Item> items = new ArrayList<>();
    for (Body.Message message : messages) {
      String id = "m" + items.size();
      items.add(ItemBuilder.item(id, message));
    }
    Component history = Component.of("history", ComponentKind.HISTORY, items);
    List<Violation> violations = new ArrayList<>();
    Conversation unused = Conversation.of(history, "messages", violations);
    return violations.stream().map(v -> v.field() + " " + v.reason()).toList();
  }

  @Test
  void callsWithTheirResultsAreWhole() {
    assertEquals(
        List.of(),
        broken(
            says(Role.ASSISTANT, call("a"), call("b")),
            says(Role.TOOL, result("b")),
            says(Role.TOOL, result("a"))));
  }

  @Test
  void aResultWithoutACallIsToldAtItsPart() {
    assertEquals(
        List.of("messages[1].parts[1].tool_result DANGLING_TOOL_RESULT"),
        broken(says(Role.USER, text()), says(Role.USER, text(), result("a"))));
  }

  @Test
  void eachCallWithoutAResultIsToldAtItsPart() {
    assertEquals(
        List.of(
            "messages[0].parts[1].tool_call UNANSWERED_TOOL_CALL",
            "messages[0].parts[3].tool_call UNANSWERED_TOOL_CALL"),
        broken(
            says(Role.ASSISTANT, text(), call("a"), call("b"), call("c")),
            says(Role.TOOL, result("b")),
            says(Role.USER, text())));
  }

  @Test
  void aHostileRequestMakesNoMillionViolations() {
    Part[] results = Collections.nCopies(1_000, result("a")).toArray(new Part[0]);

    assertEquals(100, broken(says(Role.USER, results)).size());
  }

  @Test
  void aCallWithAnIdThatStandsBeforeIsToldAtItsId() {
    assertEquals(
        List.of("messages[2].parts[0].tool_call.id DUPLICATE_ID"),
        broken(
            says(Role.ASSISTANT, call("a")),
            says(Role.TOOL, result("a")),
            says(Role.ASSISTANT, call("a")),
            says(Role.TOOL, result("a"))));
  }
}
