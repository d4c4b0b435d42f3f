package dev.contextbudget.dialect.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.core.fit.Notes;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.json.JsonEdits;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which answers of the model hold together across the results between them. */
class BondsTest {
  private static final String USER = "{\"role\":\"user\",\"content\":\"go on\"}";
  private static final String REASONING = "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}";

  private static String call(String call, String more) {
    return "{\"type\":\"function_call\",\"call_id\":\"%s\",\"name\":\"f\",\"arguments\":\"{}\"%s}"
        .formatted(call, more);
  }

  private static String known(String call) {
    return call(call, ",\"id\":\"fc_%s\"".formatted(call));
  }

  private static String result(String call) {
    return "{\"type\":\"function_call_output\",\"call_id\":\"%s\",\"output\":\"%s\"}"
        .formatted(call, "word ".repeat(20));
  }

  private static List<String> bonds(ProviderBody body) {
    return body.messages().stream()
        .filter(message -> !message.keepWith().isEmpty())
        .map(message -> message.id() + " with " + message.keepWith())
        .toList();
  }

  @Test
  void aCallOfABatchWithItsResultsBetweenStaysWithTheReasoning() {
    ProviderBody body =
        Bodies.input(USER, REASONING, known("a"), result("a"), known("b"), result("b"));
    assertEquals(List.of("/input/4 with [/input/1]"), bonds(body));
  }

  @Test
  void aCallWithoutAnIdIsNotRemembered() {
    ProviderBody body =
        Bodies.input(USER, REASONING, known("a"), result("a"), call("b", ""), result("b"));
    assertEquals(List.of(), bonds(body));
  }

  @Test
  void aCallWithReasoningOfItsOwnIsAnotherAnswer() {
    ProviderBody body =
        Bodies.input(USER, REASONING, known("a"), result("a"), REASONING, known("b"), result("b"));
    assertEquals(List.of(), bonds(body));
  }

  @Test
  void reasoningBehindACallIsNotItsOwn() {
    ProviderBody body =
        Bodies.input(USER, REASONING, known("a"), result("a"), known("b"), REASONING, known("c"));
    assertEquals(List.of("/input/4 with [/input/1]"), bonds(body));
  }

  @Test
  void reasoningOfAnEarlierTurnIsNoBond() {
    ProviderBody body = Bodies.input(USER, REASONING, known("a"), result("a"), USER, known("b"));
    assertEquals(List.of(), bonds(body));
  }

  @Test
  void aReferenceToReasoningIsReasoning() {
    ProviderBody body =
        Bodies.input(
            USER,
            "{\"type\":\"item_reference\",\"id\":\"rs_1\"}",
            "{\"type\":\"item_reference\",\"id\":\"fc_1\"}",
            result("a"),
            "{\"type\":\"item_reference\",\"id\":\"fc_2\"}",
            result("b"));
    assertEquals(List.of("/input/4 with [/input/1]"), bonds(body));
  }

  @Test
  void aProgramStaysWithItsCallsAndItsOutput() {
    String caller = ",\"caller\":{\"type\":\"program\",\"caller_id\":\"prg\"}";
    ProviderBody body =
        Bodies.input(
            USER,
            "{\"type\":\"program\",\"id\":\"p\",\"call_id\":\"prg\",\"code\":\"c\"}",
            call("a", caller),
            result("a"),
            call("b", caller),
            result("b"),
            "{\"type\":\"program_output\",\"id\":\"o\",\"call_id\":\"prg\",\"result\":\"3\"}");
    assertEquals(List.of("/input/4 with [/input/1]", "/input/6 with [/input/1]"), bonds(body));
  }

  @Test
  void anApprovedCallStaysWithItsRequest() {
    ProviderBody body =
        Bodies.input(
            USER,
            "{\"type\":\"mcp_approval_request\",\"id\":\"m\",\"server_label\":\"s\","
                + "\"name\":\"lend\",\"arguments\":\"{}\"}",
            "{\"type\":\"mcp_approval_response\",\"approval_request_id\":\"m\",\"approve\":true}",
            "{\"type\":\"mcp_call\",\"id\":\"c\",\"approval_request_id\":\"m\",\"name\":\"lend\","
                + "\"server_label\":\"s\",\"arguments\":\"{}\"}");
    assertEquals(List.of("/input/3 with [/input/1]"), bonds(body));
  }

  @Test
  void theSameIdInAnotherTurnIsNoBond() {
    ProviderBody body =
        Bodies.input(USER, call("call_1", ""), result("call_1"), USER, call("call_1", ""));
    assertEquals(List.of(), bonds(body));
  }

  /** In a loop the last call must stay: with it its batch, though there is room for the half. */
  @Test
  void theBatchLeavesOrStaysWhole() {
    ProviderBody body =
        Bodies.input(
            USER,
            REASONING,
            known("a"),
            result("a"),
            known("b"),
            result("b"),
            "{\"type\":\"reasoning\",\"id\":\"rs_2\",\"summary\":[]}",
            known("c"),
            result("c"));
    Bodies.Measured measured = Bodies.measure(body);
    for (int budget = 1; budget <= measured.tokens(); budget++) {
      Optional<JsonEdits> edits = measured.fit(budget, Notes.DEFAULT);
      if (edits.isPresent()) {
        List<String> left =
            Bodies.read(edits.get().text().decode()).messages().stream()
                .map(BodyMessage::parts)
                .flatMap(List::stream)
                .map(part -> part.value().textOf("id") + part.value().textOf("call_id"))
                .toList();
        assertEquals(
            left.contains("rs_1"), left.contains("fc_bb"), "at " + budget + " stays " + left);
        assertEquals(left.contains("fc_aa"), left.contains("fc_bb"));
      }
    }
  }
}
