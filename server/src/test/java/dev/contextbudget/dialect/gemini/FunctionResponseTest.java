package dev.contextbudget.dialect.gemini;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.BodyMessage;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.json.JsonStrings;
import dev.contextbudget.dialect.json.JsonValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a response says, how it is shortened, and which call it answers. */
class FunctionResponseTest {

  private static BodyMessage message(String response) {
    String json = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"functionResponse\":%s}]}]}";
    return ReadBody.body(json.formatted(response)).messages().get(0);
  }

  private static Part.ToolResult result(BodyMessage message) {
    return (Part.ToolResult) message.parts().get(0).part();
  }

  private static String text(Part part) {
    return ((Part.Text) part).text().decode();
  }

  /** What is left of a response of the function {@code f}. */
  private static Utf8Text shorter(BodyMessage message, String left) {
    JsonValue place = message.parts().get(0).text();
    assertNotNull(place);
    return new GeminiDialect().shorterResult(place, JsonStrings.quoted(Utf8Text.of(left)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"output\":\"a\\nb\"}|a\\nb|false|output|output",
        "{\"result\":\"a\"}|a|false|result|result",
        "{\"output\":\"\"}|``|false|output|output",
        "{\"error\":\"no\"}|no|true|error|error",
        "{\"output\":[\"a\"]}|{\"output\":[\"a\"]}|false|output|``",
        "{\"output\":\"a\",\"error\":\"b\"}|{\"output\":\"a\",\"error\":\"b\"}|false|output|``",
        "{\"error\":{\"code\":5}}|{\"error\":{\"code\":5}}|true|error|``",
        "{}|{}|false|output|``"
      })
  void readsTheOnlyStringOrAllAsJson(
      String response, String text, boolean isError, String around, String member) {
    BodyMessage message = message("{\"name\":\"f\",\"response\":%s}".formatted(response));
    assertEquals(text.replace("\\n", "\n"), text(result(message).parts().get(0)));
    assertEquals(isError, result(message).isError());
    PartSizes sizes = new PartSizes(ReadBody.MODEL, Map.of());
    int names = sizes.tokens(Utf8Text.of("f")) + sizes.tokens(Utf8Text.of(around));
    assertEquals(names, result(message).aroundTokens());
    JsonValue place = message.parts().get(0).text();
    assertNotNull(place);
    String end = member.isEmpty() ? "" : "/" + member;
    assertEquals("/contents/0/parts/0/functionResponse/response" + end, place.pointer());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"result\":\"abc\"}|a\"|\"a\\\"\"",
        "{\"a\":[1,2]}|{\"a\":[1]}|{\"a\":[1]}",
        "{\"a\":[1,2]}|[1]|{\"output\":\"[1]\"}",
        "{\"a\":[1,2]}|gone|{\"output\":\"gone\"}",
        "{\"a\":[1,2]}|{\"a\":|{\"output\":\"{\\\"a\\\":\"}",
        "{\"a\":\"b\",\"c\":1}|{\"a\":\"b\"}|{\"output\":\"{\\\"a\\\":\\\"b\\\"}\"}",
        "{\"a\":1,\"b\":2}|{\"a\":1,\"a\":2}|{\"output\":\"{\\\"a\\\":1,\\\"a\\\":2}\"}",
        "{\"error\":{\"a\":1}}|{\"error\":{}}|{\"error\":{}}",
        "{\"error\":{\"a\":1}}|{\"a\":1}|{\"error\":\"{\\\"a\\\":1}\"}",
        "{\"error\":{\"a\":1},\"output\":1}|{\"error\":{}}|{\"output\":\"{\\\"error\\\":{}}\"}"
      })
  void whatIsLeftIsReadAsItIs(String response, String left, String written) {
    BodyMessage message = message("{\"name\":\"f\",\"response\":%s}".formatted(response));
    assertEquals(written, shorter(message, left).decode());
    String again = written.startsWith("{") ? written : "{\"result\":" + written + "}";
    BodyMessage read = message("{\"name\":\"f\",\"response\":%s}".formatted(again));
    assertEquals(left, text(result(read).parts().get(0)));
    assertEquals(result(message).aroundTokens(), result(read).aroundTokens());
    assertEquals(result(message).isError(), result(read).isError());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"a\":1.50}|{\"output\":\"gone\"}",
        "{\"a\":\"b\"}|{\"a\":\"gone\"}",
        "{\"error\":{\"a\":1}}|{\"error\":\"gone\"}"
      })
  void mediaLeaveWithTheFirstCut(String response, String written) {
    BodyMessage message =
        message(
            """
            {"id":"7","parts":[{"inlineData":{"mimeType":"image/png","data":"iVBO"}},
             {"fileData":{"mimeType":"application/pdf","fileUri":"gs://a"}}],
             "name":"f","response":%s,"x":1.50}\
            """
                .formatted(response));
    List<Part> held = result(message).parts();
    assertEquals(
        List.of(Part.Text.class, Part.Image.class, Part.File.class),
        held.stream().map(Object::getClass).toList());
    assertEquals(
        "{\"id\":\"7\",\"name\":\"f\",\"response\":" + written + ",\"x\":1.50}",
        shorter(message, "gone").decode());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "f f|f f|0 1",
        "f g|g f|1 0",
        "f:1 f:2|f:2 f:1|1 0",
        "f:1 f:2|f f|0 1",
        "f f|f:1 f:2|0 1",
        "f:1 f|f f:1|0 1",
        "f:1 g:1|g:1 f:1|0 1",
        "f:1|f:2|-",
        "f|g|-",
        "f|f f|0 -"
      })
  void aResponseAnswersTheCallOfItsIdElseTheFirstOfItsName(
      String calls, String responses, String answered) {
    String contents = "[{\"role\":\"model\",\"parts\":[%s]},{\"parts\":[%s]}]";
    List<BodyMessage> messages =
        ReadBody.body(
                ("{\"contents\":" + contents + "}")
                    .formatted(
                        list(calls, "functionCall", ""),
                        list(responses, "functionResponse", ",\"response\":{}")))
            .messages();
    List<String> ids =
        messages.get(0).parts().stream().map(part -> ((Part.ToolCall) part.part()).id()).toList();
    assertEquals(ids.size(), ids.stream().distinct().count());
    List<String> found =
        messages.get(1).parts().stream()
            .map(part -> ids.indexOf(((Part.ToolResult) part.part()).callId()))
            .map(index -> index < 0 ? "-" : "" + index)
            .toList();
    assertEquals(answered, String.join(" ", found));
  }

  private static String list(String calls, String kind, String more) {
    return String.join(
        ",",
        List.of(calls.split(" ")).stream()
            .map(call -> call.split(":"))
            .map(
                call ->
                    "{\"%s\":{\"name\":\"%s\"%s%s}}"
                        .formatted(
                            kind,
                            call[0],
                            call.length > 1 ? ",\"id\":\"" + call[1] + "\"" : "",
                            more))
            .toList());
  }

  @Test
  void idsThatEachTurnUsesAnewAreUniqueInTheBody() {
    String turn =
        """
        {"parts":[{"text":"a"}]},
        {"role":"model","parts":[{"functionCall":{"id":"c","name":"f"}}]},
        {"parts":[{"functionResponse":{"id":"c","name":"f","response":{}}}]},
        {"role":"model","parts":[{"functionCall":{"name":"f"}}]},
        {"parts":[{"functionResponse":{"name":"f","response":{}}}]}\
        """;
    ReadBody body = ReadBody.of("{\"contents\":[" + turn + "," + turn + "]}");
    assertEquals(List.of(), body.violations());
    assertEquals(
        4,
        body.body().messages().stream()
            .flatMap(message -> message.parts().stream())
            .map(BodyPart::part)
            .filter(Part.ToolCall.class::isInstance)
            .map(part -> ((Part.ToolCall) part).id())
            .distinct()
            .count());
  }

  @Test
  void aCallThatWasLeftBehindDoesNotTakeALaterAnswer() {
    ReadBody body =
        ReadBody.of(
            """
            {"contents":[{"parts":[{"text":"a"}]},
            {"role":"model","parts":[{"functionCall":{"name":"f"}}]},
            {"parts":[{"text":"b"}]},
            {"role":"model","parts":[{"functionCall":{"name":"f"}}]},
            {"parts":[{"functionResponse":{"name":"f","response":{}}}]}]}\
            """);
    assertEquals(1, body.violations().size());
  }
}
