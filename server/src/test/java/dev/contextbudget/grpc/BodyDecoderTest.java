package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.ProviderRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a body names, and how errors name places in it. */
class BodyDecoderTest {

  private static byte[] json(String json) {
    return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "openai-chat,gpt-5,gpt-5",
    "openai-chat,models/gemini-2.5-flash,gemini-2.5-flash",
    "gemini,gemini-3.1-pro-preview,gemini-3.1-pro-preview",
    "gemini,models/gemini-2.5-flash,gemini-2.5-flash",
    "gemini,publishers/google/models/gemini-2.5-pro,gemini-2.5-pro",
    "gemini,projects/p/locations/eu/publishers/google/models/gemini-2.5-pro,gemini-2.5-pro",
    "gemini,'',''"
  })
  void namesTheModelAsTheCatalogueDoes(String dialect, String sent, String model) {
    ProviderRequest wire =
        ProviderRequest.newBuilder()
            .setFormat(BodyFits.format(dialect))
            .setJson(ByteString.copyFrom(json("{'model':'%s'}".formatted(sent))))
            .build();
    BodyDecoder decoder =
        new BodyDecoder(Limits.DEFAULTS, new Violations(), wire, StopSignal.NEVER);

    assertEquals(model, decoder.parse().model());
  }

  @ParameterizedTest
  @CsvSource({
    "openai-chat,functions,{'name':'f'}",
    "openai-chat,tools,{'type':'custom'}",
    "openai-responses,tools,{'type':'custom'}",
    "anthropic,tools,{'name':'f'}",
    "gemini,tools,{'googleSearch':{}}"
  })
  void tooManyToolsAreToldAtTheirList(String dialect, String list, String tool) {
    String tools = String.join(",", Collections.nCopies(Limits.DEFAULTS.maxTools() + 1, tool));
    String talk =
        switch (dialect) {
          case "gemini" -> "'contents':[{'parts':[{'text':'a'}]}]";
          case "openai-responses" -> "'input':'a'";
          default -> "'messages':[{'role':'user','content':'a'}]";
        };
    byte[] body = json("{%s,'%s':[%s]}".formatted(talk, list, tools));

    Violation violation =
        assertThrows(InvalidRequest.class, () -> BodyFits.whole(dialect, body)).violations().get(0);

    assertEquals(Reason.TOO_MANY_ITEMS, violation.reason());
    assertEquals("provider_request.json#/" + list, violation.field());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gemini|'contents':{'parts':{'text':'a'}}",
        "gemini|'contents':[{'parts':[{'text':'a'}]}]",
        "openai-responses|'input':'a'",
        "openai-chat|'messages':[{'role':'user','content':'a'}]"
      })
  void aHintFindsTheOnlyMessageByItsIndex(String dialect, String talk) {
    FitContextRequest.Builder request = BodyFits.request(dialect, json("{%s}".formatted(talk)));
    request.getProviderRequestBuilder().addItemHintsBuilder().setMessageIndex(0).setPinned(true);
    FitContextRequest.Builder wrong = request.clone();
    wrong.getProviderRequestBuilder().getItemHintsBuilder(0).setMessageIndex(1);

    assertEquals(1, BodyFits.fit(request.build()).getDecisionsCount());
    Violation violation =
        assertThrows(InvalidRequest.class, () -> BodyFits.fit(wrong.build())).violations().get(0);
    assertEquals(Reason.UNKNOWN_ITEM, violation.reason());
  }
}
