package dev.contextbudget.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TextFormat.ParseException;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CompactResponse;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.FittedBody;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of {@code VIEW_EDITS}, case by case: request, edits, and what is to come out. */
final class EditsTest {
  private static final String CONVERSATION =
      """
      components { id: "c" messages {
        messages { id: "m" role: ROLE_USER name: "Mia" parts { text: "hello" } parts { image {
          width_pixels: 3 height_pixels: 4 payload: "\\001" } } }
        messages { role: ROLE_TOOL parts { tool_result { call_id: "k" is_error: true
          parts { text: "first" } parts { text_utf8: "häöü" } parts { image { width_pixels: 1 } } } } }
        messages { role: ROLE_USER parts { text_utf8: "bytes" } } } }
      """;
  private static final String PASSAGES =
      """
      components { id: "p" chunks {
        chunks { value: "passage" source: "s" variants: "pass" variants: "p" }
        chunks { id: "raw" utf8: "raw" }
        chunks { id: "bare" known_tokens { tokenizer_id: "t" token_count: 9 } variants: "b" } } }
      """;

  static Stream<Arguments> fits() {
    return Stream.of(
        Arguments.of(
            "a message without parts stands as it was sent",
            CONVERSATION,
            "prompt { messages { item_id: 'm' role: ROLE_USER } }",
            """
            prompt { messages { item_id: 'm' role: ROLE_USER name: 'Mia'
              parts { item_id: 'm' part { text: 'hello' } }
              parts { item_id: 'm' part_index: 1 part { image {
                width_pixels: 3 height_pixels: 4 payload: '\\001' } } } } }
            """),
        Arguments.of(
            "bytes come back as text, inside a tool result too",
            CONVERSATION,
            """
            prompt { messages { item_id: 'c:1' role: ROLE_TOOL }
                     messages { item_id: 'c:2' role: ROLE_USER } }
            """,
            """
            prompt {
              messages { item_id: 'c:1' role: ROLE_TOOL parts { item_id: 'c:1' part { tool_result {
                call_id: 'k' is_error: true parts { text: 'first' } parts { text: 'häöü' }
                parts { image { width_pixels: 1 } } } } } }
              messages { item_id: 'c:2' role: ROLE_USER
                parts { item_id: 'c:2' part { text: 'bytes' } } } }
            """),
        Arguments.of(
            "a splice joins ranges of the request and texts of the service",
            CONVERSATION,
            """
            prompt { messages { item_id: 'm' role: ROLE_USER
              parts { part { text: 'note' } }
              parts { item_id: 'm' splice { segments { source { item_id: 'm' end_byte: 2 } }
                segments { text: ' … ' } segments { source { item_id: 'm' start_byte: 4 end_byte: 5 } } } }
              parts { item_id: 'm' part_index: 1 } } }
            """,
            """
            prompt { messages { item_id: 'm' role: ROLE_USER name: 'Mia'
              parts { part { text: 'note' } }
              parts { item_id: 'm' part { text: 'he … o' } }
              parts { item_id: 'm' part_index: 1 part { image {
                width_pixels: 3 height_pixels: 4 payload: '\\001' } } } } }
            """),
        Arguments.of(
            "a spliced tool result keeps call id and error flag and has one text; ranges are bytes",
            CONVERSATION,
            """
            prompt { messages { item_id: 'c:1' role: ROLE_TOOL parts { item_id: 'c:1' splice {
              segments { source { item_id: 'c:1' result_part_index: 1 start_byte: 1 end_byte: 5 } }
              segments { text: '[cut]' } } } } }
            """,
            """
            prompt { messages { item_id: 'c:1' role: ROLE_TOOL parts { item_id: 'c:1' part { tool_result {
              call_id: 'k' is_error: true parts { text: 'äö[cut]' } } } } } }
            """),
        Arguments.of(
            "a splice may take bytes of other items",
            CONVERSATION,
            """
            prompt { messages { role: ROLE_USER parts { item_id: 'c:2' splice {
              segments { source { item_id: 'm' end_byte: 1 } }
              segments { source { item_id: 'c:2' end_byte: 1 } } } } } }
            """,
            "prompt { messages { role: ROLE_USER parts { item_id: 'c:2' part { text: 'hb' } } } }"),
        Arguments.of(
            "a splice of no item is a text, even if its bytes are a tool result's",
            CONVERSATION,
            """
            prompt { messages { role: ROLE_USER parts { splice { segments { text: 'Earlier: ' }
              segments { source { item_id: 'c:1' result_part_index: 0 end_byte: 5 } } } } } }
            """,
            "prompt { messages { role: ROLE_USER parts { part { text: 'Earlier: first' } } } }"),
        Arguments.of(
            "an empty splice is an empty text",
            CONVERSATION,
            "prompt { messages { role: ROLE_USER parts { item_id: 'm' splice {} } } }",
            "prompt { messages { role: ROLE_USER parts { item_id: 'm' part { text: '' } } } }"),
        Arguments.of(
            "part 0 of a passage is its text, then come its variants",
            PASSAGES,
            """
            prompt { messages { role: ROLE_USER parts { item_id: 'p:0' }
              parts { item_id: 'p:0' part_index: 2 } parts { item_id: 'raw' } } }
            """,
            """
            prompt { messages { role: ROLE_USER parts { item_id: 'p:0' part { text: 'passage' } }
              parts { item_id: 'p:0' part_index: 2 part { text: 'p' } }
              parts { item_id: 'raw' part { text: 'raw' } } } }
            """),
        Arguments.of(
            "what was sent without its body has none in the full view either, but its variants have",
            PASSAGES,
            """
            prompt { messages { role: ROLE_USER parts { item_id: 'bare' }
              parts { item_id: 'bare' part_index: 1 } } }
            """,
            """
            prompt { messages { role: ROLE_USER parts { item_id: 'bare' }
              parts { item_id: 'bare' part_index: 1 part { text: 'b' } } } }
            """),
        Arguments.of(
            "a message that came as a size has one part without a body, also beside a note",
            """
            components { id: 'c' messages {
              messages { role: ROLE_USER known_tokens { token_count: 9 } }
              messages { role: ROLE_USER name: 'Mia' known_tokens { token_count: 9 } }
              messages { role: ROLE_USER } } }
            """,
            """
            prompt { messages { item_id: 'c:0' role: ROLE_USER }
              messages { item_id: 'c:1' role: ROLE_USER
                parts { part { text: 'note' } } parts { item_id: 'c:1' } }
              messages { item_id: 'c:2' role: ROLE_USER } }
            """,
            """
            prompt { messages { item_id: 'c:0' role: ROLE_USER parts { item_id: 'c:0' } }
              messages { item_id: 'c:1' role: ROLE_USER name: 'Mia'
                parts { part { text: 'note' } } parts { item_id: 'c:1' } }
              messages { item_id: 'c:2' role: ROLE_USER } }
            """),
        Arguments.of(
            "an entry is key: value",
            "components { id: 'e' entries { entries { key: 'seat' value: 'aisle' } } }",
            "prompt { messages { role: ROLE_USER parts { item_id: 'e:0' } } }",
            """
            prompt { messages { role: ROLE_USER parts { item_id: 'e:0' part { text: 'seat: aisle' } } } }
            """),
        Arguments.of(
            "an entry without its value has no body, one that is empty or not counted has",
            """
            components { id: 'e' entries { entries { key: 'a' known_tokens { token_count: 4 } }
              entries { key: 'b' value: '' known_tokens { token_count: 4 } } entries { key: 'c' } } }
            """,
            """
            prompt { messages { role: ROLE_USER parts { item_id: 'e:0' } parts { item_id: 'e:1' }
              parts { item_id: 'e:2' } } }
            """,
            """
            prompt { messages { role: ROLE_USER parts { item_id: 'e:0' }
              parts { item_id: 'e:1' part { text: 'b: ' } }
              parts { item_id: 'e:2' part { text: 'c: ' } } } }
            """),
        Arguments.of(
            "a text has its component's id",
            "components { id: 's' text { value: 'Be' } } components { id: 'u' text { utf8: 'Go' } }",
            """
            prompt { messages { role: ROLE_SYSTEM parts { item_id: 's' } }
                     messages { role: ROLE_USER parts { item_id: 'u' } } }
            """,
            """
            prompt { messages { role: ROLE_SYSTEM parts { item_id: 's' part { text: 'Be' } } }
                     messages { role: ROLE_USER parts { item_id: 'u' part { text: 'Go' } } } }
            """),
        Arguments.of(
            "a tool comes back as the model reads it, unless the answer holds it",
            """
            components { id: 't' tools { tools { name: 'a' description: 'A' priority: 3 pinned: true
              group: 'g' keep_with: 'x' parameters_json_schema: '{}' } tools { name: 'b' } } }
            """,
            """
            prompt { tools { item_id: 'tool:a' } tools { item_id: 'tool:b' tool { name: 'B' } } }
            """,
            """
            prompt { tools { item_id: 'tool:a' tool { name: 'a' description: 'A'
              parameters_json_schema: '{}' } } tools { item_id: 'tool:b' tool { name: 'B' } } }
            """));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fits")
  void givesTheFullView(String name, String request, String edits, String full) throws Exception {
    assertEquals(fit(full), Edits.apply(request(request), fit(edits)));
    assertEquals(fit(full), Edits.apply(request(request), fit(full)), "full stays full");
  }

  static Stream<Arguments> strangers() {
    return Stream.of(
        Arguments.of("no such message", "item_id: 'x' role: ROLE_USER"),
        Arguments.of("a part of no item", "parts {}"),
        Arguments.of("no such part", "item_id: 'm' parts { item_id: 'm' part_index: 2 }"),
        Arguments.of("part below 0", "item_id: 'm' parts { item_id: 'm' part_index: -1 }"),
        Arguments.of("a range beyond the text", range("item_id: 'm' end_byte: 6")),
        Arguments.of("a range before the text", range("item_id: 'm' start_byte: -1 end_byte: 2")),
        Arguments.of("a range backwards", range("item_id: 'm' start_byte: 2 end_byte: 1")),
        Arguments.of("a range of an image", range("item_id: 'm' part_index: 1")),
        Arguments.of(
            "a range of a result's missing part",
            range("item_id: 'c:1' result_part_index: 3 end_byte: 1")),
        Arguments.of("a range of a result's image", range("item_id: 'c:1' result_part_index: 2")),
        Arguments.of("a range of no result", range("item_id: 'm' result_part_index: 0")));
  }

  private static String range(String source) {
    return "parts { item_id: 'm' splice { segments { source { %s } } } }".formatted(source);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("strangers")
  void refusesTheAnswerToAnotherRequestWithoutQuotingIt(String name, String message)
      throws Exception {
    FitContextResponse edits = fit("prompt { messages { %s } }".formatted(message));

    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Edits.apply(request(CONVERSATION), edits));

    assertFalse(e.getMessage().contains("hello"), e.getMessage());
  }

  @Test
  void refusesAToolThatWasNotSent() throws Exception {
    FitContextResponse edits = fit("prompt { tools { item_id: 'tool:z' } }");

    assertThrows(IllegalArgumentException.class, () -> Edits.apply(request(CONVERSATION), edits));
  }

  @Test
  void leavesTheRestOfTheAnswerAlone() throws Exception {
    FitContextResponse answer = fit("report { total_tokens: 7 } optimality_gap_ratio: 0.5");

    assertSame(answer, Edits.apply(request(CONVERSATION), answer));
    assertEquals(
        answer.toBuilder().setPrompt(fit("prompt {}").getPrompt()).build(),
        Edits.apply(request(CONVERSATION), fit("prompt {}").toBuilder().mergeFrom(answer).build()));
  }

  @Test
  void restoresACompactedHistory() throws Exception {
    CompactRequest request =
        parse(
            CompactRequest.newBuilder(),
            """
            messages { role: ROLE_USER name: 'Mia' parts { text_utf8: 'old' } }
            messages { id: 'r' role: ROLE_TOOL parts { tool_result { call_id: 'k'
              parts { text: 'long' } } } }
            """);
    CompactResponse.Builder edits = CompactResponse.newBuilder();
    CompactResponse.Builder full = CompactResponse.newBuilder();

    CompactResponse restored =
        Edits.apply(
            request,
            parse(
                edits,
                """
                after_tokens: 3 history {
                  messages { role: ROLE_USER parts { part { text: 'digest' } } }
                  messages { item_id: 'messages:0' role: ROLE_USER }
                  messages { item_id: 'r' role: ROLE_TOOL parts { item_id: 'r' splice {
                    segments { text: '[cleared]' } } } } }
                """));

    assertEquals(
        parse(
            full,
            """
            after_tokens: 3 history {
              messages { role: ROLE_USER parts { part { text: 'digest' } } }
              messages { item_id: 'messages:0' role: ROLE_USER name: 'Mia'
                parts { item_id: 'messages:0' part { text: 'old' } } }
              messages { item_id: 'r' role: ROLE_TOOL parts { item_id: 'r' part { tool_result {
                call_id: 'k' parts { text: '[cleared]' } } } } } }
            """),
        restored);
    CompactResponse noHistory = CompactResponse.newBuilder().setAfterTokens(1).build();
    assertSame(noHistory, Edits.apply(request, noHistory));
  }

  private static FitContextRequest request(String text) throws ParseException {
    return parse(FitContextRequest.newBuilder(), text);
  }

  private static FitContextResponse fit(String text) throws ParseException {
    return parse(FitContextResponse.newBuilder(), text);
  }

  @SuppressWarnings("unchecked") // a builder builds its own message
  private static <M extends com.google.protobuf.Message> M parse(
      com.google.protobuf.Message.Builder builder, String text) throws ParseException {
    TextFormat.merge(text, builder);
    return (M) builder.build();
  }

  @Test
  void aPatchOfABodyIsNotForThis() {
    FittedBody patch = FittedBody.newBuilder().setJsonPatch(ByteString.copyFromUtf8("[]")).build();
    FitContextResponse fit = FitContextResponse.newBuilder().setBody(patch).build();
    CompactResponse compaction = CompactResponse.newBuilder().setBody(patch).build();

    assertThrows(
        IllegalArgumentException.class,
        () -> Edits.apply(FitContextRequest.getDefaultInstance(), fit));
    assertThrows(
        IllegalArgumentException.class,
        () -> Edits.apply(CompactRequest.getDefaultInstance(), compaction));
  }
}
