package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.UnknownSize;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies in which nobody says anything: some go on elsewhere, and the others are empty. */
class BodyWithoutMessagesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt\":{\"id\":\"pmpt_1\"}}",
        "{\"prompt\":{\"id\":\"pmpt_1\",\"variables\":{\"port\":\"Bergen\"}}}",
        "{\"previous_response_id\":\"resp_1\"}",
        "{\"conversation\":\"conv_1\"}",
        "{\"conversation\":{\"id\":\"conv_1\"},\"input\":[]}"
      })
  void comesBackIfTheProviderHasTheRest(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    FitContextRequest request = BodyFits.request("openai-responses", bytes).build();

    FitContextResponse answer = BodyFits.fit(request);

    assertEquals(json, answer.getBody().getJson().toStringUtf8());
    assertEquals(UnknownSize.UNKNOWN_SIZE_ELSEWHERE, answer.getAssumedSizes(0).getUnknown());
    int counted = BodyFits.count(request, bytes).getTotalTokens();
    assertEquals(counted, answer.getReport().getTotalTokens());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "openai-chat      | {'messages':[]} | #/messages",
        "openai-responses | {'input':[]}    | #/input",
        "anthropic        | {'messages':[]} | #/messages",
        "gemini           | {'contents':[],'cachedContent':'c'} | #/contents"
      })
  void isEmptyOtherwiseAndNamedByItsList(String dialect, String json, String place) {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    FitContextRequest request = BodyFits.request(dialect, bytes).build();

    Violation violation =
        assertThrows(InvalidRequest.class, () -> BodyFits.fit(request)).violations().get(0);

    assertEquals(Reason.EMPTY_REQUEST, violation.reason());
    assertEquals("provider_request.json" + place, violation.field());
  }
}
