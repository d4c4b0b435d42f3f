package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.v1.Action;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.ModelFit;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.v1.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenderAsTest {
  private static final ProviderFormat CHAT = ProviderFormat.PROVIDER_FORMAT_OPENAI_CHAT;
  private static final ProviderFormat ANTHROPIC = ProviderFormat.PROVIDER_FORMAT_ANTHROPIC_MESSAGES;

  private static FitContextRequest.Builder request(String dialect, String json, ProviderFormat to) {
    FitContextRequest.Builder request =
        BodyFits.request(dialect, json.getBytes(StandardCharsets.UTF_8));
    request.getProviderRequestBuilder().setRenderAs(to);
    return request;
  }

  private static String json(FitContextResponse answer) {
    return answer.getBody().getJson().toStringUtf8();
  }

  /** A loop of parallel calls, which are two messages in one API and four in the other. */
  private static String loop(int steps) {
    StringBuilder body = new StringBuilder();
    body.append("{\"model\":\"a\",\"max_tokens\":64,\"system\":\"Be brief.\",\"messages\":[");
    for (int i = 0; i < steps; i++) {
      body.append("{\"role\":\"user\",\"content\":\"question ").append(i).append("\"},");
      body.append("{\"role\":\"assistant\",\"content\":[");
      for (int call = 0; call < 3; call++) {
        body.append(call == 0 ? "" : ",")
            .append("{\"type\":\"tool_use\",\"id\":\"t_%d_%d\",\"name\":\"f\",".formatted(i, call))
            .append("\"input\":{}}");
      }
      body.append("]},{\"role\":\"user\",\"content\":[");
      for (int call = 0; call < 3; call++) {
        body.append(call == 0 ? "" : ",")
            .append("{\"type\":\"tool_result\",\"tool_use_id\":\"t_%d_%d\",".formatted(i, call))
            .append("\"content\":\"nine\"}");
      }
      body.append("]},{\"role\":\"assistant\",\"content\":\"done ").append(i).append("\"},");
    }
    return body + "{\"role\":\"user\",\"content\":\"and now?\"}]}";
  }

  @Test
  void whatComesBackIsCountedAsItComesBack() {
    FitContextResponse answer = BodyFits.fit(request("anthropic", loop(5), CHAT).build());

    assertEquals(CHAT, answer.getBody().getFormat());
    FitContextResponse again =
        BodyFits.fit(
            BodyFits.request("openai-chat", answer.getBody().getJson().toByteArray())
                .setModel(BodyFits.request("anthropic", new byte[0]).getModel())
                .build());
    assertEquals(again.getReport().getBeforeTokens(), answer.getReport().getTotalTokens());
    assertTrue(
        answer.getReport().getTotalTokens() > answer.getReport().getBeforeTokens(),
        "three messages of results cost more than one");
  }

  @Test
  void whatCostsMoreThereIsFittedAgain() {
    FitContextRequest.Builder same = BodyFits.request("anthropic", bytes(loop(8)));
    FitContextRequest.Builder other = request("anthropic", loop(8), CHAT);
    int whole = BodyFits.fit(same.build()).getReport().getTotalTokens();
    int fewer = 0;
    for (int window = whole; window <= 3 * whole / 2; window += 2) {
      FitContextResponse answer = BodyFits.fit(BodyFits.within(other, window));
      int budget = answer.getReport().getEquation().getInputBudgetTokens();
      assertTrue(answer.getReport().getTotalTokens() <= budget);
      int kept = kept(answer);
      int keptSame = kept(BodyFits.fit(BodyFits.within(same, window)));
      assertTrue(kept <= keptSame, kept + " messages, not " + keptSame + ", in " + budget);
      fewer += kept < keptSame ? 1 : 0;
    }
    assertTrue(fewer > 10, "windows at which more had to go: " + fewer);
  }

  private static int kept(FitContextResponse answer) {
    return (int)
        answer.getDecisionsList().stream()
            .filter(decision -> decision.getAction() != Action.ACTION_DROP)
            .count();
  }

  @Test
  void otherModelsAreComparedByWhatComesBack() {
    FitContextRequest.Builder request = request("anthropic", loop(5), CHAT);
    FitContextResponse answer = BodyFits.fit(request.addCompareModels("gpt-4o").build());

    ModelFit compared = answer.getComparisons(0);
    FitContextResponse alone = BodyFits.fit(request.setModel("gpt-4o").build());
    assertEquals(alone.getReport().getTotalTokens(), compared.getTotalTokens());
    assertEquals(alone.getBasis(), compared.getBasis());
    assertTrue(compared.getTotalTokens() > compared.getBeforeTokens());
  }

  @Test
  void whatCannotFitThereIsRefusedWithWhatWouldBeEnough() {
    FitContextRequest.Builder other = request("anthropic", loop(8), CHAT);
    int least = BodyFits.leastWindow(other);
    int enough =
        BodyFits.fit(BodyFits.within(other, least))
            .getReport()
            .getEquation()
            .getInputBudgetTokens();

    for (int window = 1; window < least; window++) {
      int small = window;
      BudgetUnsatisfiable tooSmall =
          assertThrows(
              BudgetUnsatisfiable.class, () -> BodyFits.fit(BodyFits.within(other, small)));
      assertEquals(enough, tooSmall.requiredTokens());
    }
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void lossesAreToldAtTheirPlaceInTheBodyAsSent() {
    FitContextRequest.Builder request = request("openai-chat", talk(30, "31"), ANTHROPIC);
    request.setModel("claude-sonnet-4-5");

    InvalidRequest refused =
        assertThrows(InvalidRequest.class, () -> BodyFits.fit(BodyFits.within(request, 120)));

    List<String> fields = refused.violations().stream().map(Violation::field).toList();
    assertEquals(List.of("provider_request.json#/messages/60/name"), fields);
    assertEquals(Reason.BODY_NOT_CONVERTIBLE, refused.reason());
    assertFalse(refused.getMessage().contains("Rosalind"));
  }

  @Test
  void whatIsDroppedCannotBeLost() {
    FitContextRequest.Builder request = request("openai-chat", talk(30, "1"), ANTHROPIC);
    request.setModel("claude-sonnet-4-5");

    assertThrows(InvalidRequest.class, () -> BodyFits.fit(request.build()));
    FitContextResponse cut = BodyFits.fit(BodyFits.within(request, 120));

    assertEquals(ANTHROPIC, cut.getBody().getFormat());
    assertFalse(json(cut).contains("Rosalind"));
  }

  /** Turns of a question and an answer; the question of one has the speaker's name. */
  private static String talk(int turns, String named) {
    List<String> messages = new ArrayList<>();
    for (int i = 1; i <= turns; i++) {
      messages.add(question(i, named));
      messages.add(
          "{\"role\":\"assistant\",\"content\":\"That is answer number %d.\"}".formatted(i));
    }
    messages.add(question(turns + 1, named));
    return "{\"model\":\"gpt-4o\",\"max_tokens\":64,\"messages\":["
        + String.join(",", messages)
        + "]}";
  }

  private static String question(int number, String named) {
    String name = named.equals(Integer.toString(number)) ? "\"name\":\"Rosalind\"," : "";
    return "{\"role\":\"user\",%s\"content\":\"This is question %d.\"}".formatted(name, number);
  }

  @Test
  void statedSizesGoAlong() {
    String body =
        "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\",\"content\":\"See.\"},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"What is it?\"},"
            + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://pictures.example/a.png\"}}"
            + "]}]}";
    FitContextRequest.Builder request = request("openai-chat", body, ANTHROPIC);
    int assumed = BodyFits.fit(request.build()).getReport().getTotalTokens();
    request
        .getProviderRequestBuilder()
        .addSizeHintsBuilder()
        .setJsonPointer("/messages/1/content/1")
        .setTokens(11);
    int stated = BodyFits.fit(request.build()).getReport().getTotalTokens();
    request.getProviderRequestBuilder().getSizeHintsBuilder(0).setTokens(12);

    assertTrue(assumed > 100);
    assertTrue(stated < 60);
    assertEquals(stated + 1, BodyFits.fit(request.build()).getReport().getTotalTokens());
  }

  @Test
  void theAnswerIsLimitedWhereItMustBe() {
    String body = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    FitContextRequest.Builder request = request("openai-chat", body, ANTHROPIC);
    request.setModel("claude-sonnet-4-5").getPolicyBuilder().setOutputReserveTokens(321);

    assertEquals(
        "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":321,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
        json(BodyFits.fit(request.build())));
  }

  @Test
  void anAnswerWithoutRoomIsRefused() {
    String hi = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
    FitContextRequest.Builder none = request("openai-chat", "{%s}".formatted(hi), ANTHROPIC);
    none.setModel("claude-sonnet-4-5").getPolicyBuilder().setOutputReserveTokens(0);
    FitContextRequest.Builder tooMuch =
        request("openai-chat", "{\"max_tokens\":64001,%s}".formatted(hi), ANTHROPIC);
    tooMuch.setModel("claude-sonnet-4-5").getPolicyBuilder().setOutputReserveTokens(9);

    assertEquals("provider_request.json", refusedField(none));
    assertEquals("provider_request.json#/max_tokens", refusedField(tooMuch));
  }

  private static String refusedField(FitContextRequest.Builder request) {
    InvalidRequest refused =
        assertThrows(InvalidRequest.class, () -> BodyFits.fit(request.build()));
    assertEquals(Reason.BODY_NOT_CONVERTIBLE, refused.reason());
    return refused.violations().get(0).field();
  }

  @Test
  void whatIsTooDeepThereIsRefused() {
    String schema = "{\"a\":".repeat(59) + "1" + "}".repeat(59);
    String body =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}],\"tools\":[{\"type\":\"function\","
            + "\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"default\":%s}}}]}";
    FitContextRequest.Builder request =
        request("openai-chat", body.formatted(schema), ProviderFormat.PROVIDER_FORMAT_GEMINI);

    assertTrue(refusedField(request.setModel("gemini-2.5-flash")).startsWith("provider_request"));
  }

  @Test
  void aCallInAResultIsALoss() {
    String body =
        """
        {"contents": [{"role": "user", "parts": [{"text": "Hi"}]},
          {"role": "model", "parts": [{"functionCall": {"name": "f", "args": {}}}]},
          {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {},
            "parts": [{"functionCall": {"name": "g", "args": {}}}]}}]}]}
        """;

    assertEquals(
        "provider_request.json#/contents/2/parts/0/functionResponse/parts/0",
        refusedField(request("gemini", body, CHAT)));
  }

  @Test
  void theSameApiIsAsIfUnset() {
    String body =
        "{ \"model\": \"gpt-4o\", \"x\": 1, \"messages\": [{\"role\":\"user\",\"content\":\"Hi\"}]}";

    assertEquals(body, json(BodyFits.fit(request("openai-chat", body, CHAT).build())));
  }

  @Test
  void whatCannotBeAskedForTogetherIsRefused() {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    FitContextRequest.Builder edits = request("openai-chat", body, ANTHROPIC);
    edits.setView(View.VIEW_EDITS);
    FitContextRequest.Builder unnamed = request("openai-chat", body, ANTHROPIC);
    unnamed
        .getProviderRequestBuilder()
        .setJson(
            com.google.protobuf.ByteString.copyFromUtf8(
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}"));
    unnamed.clearModel();
    FitContextRequest.Builder unknown = request("openai-chat", body, ANTHROPIC);
    unknown.getProviderRequestBuilder().setRenderAsValue(99);

    assertRefused(Reason.CONFLICT, "provider_request.render_as", edits);
    assertRefused(Reason.REQUIRED, "model", unnamed);
    assertRefused(Reason.UNKNOWN_ENUM_VALUE, "provider_request.render_as", unknown);
  }

  private static void assertRefused(Reason reason, String field, FitContextRequest.Builder wire) {
    InvalidRequest refused = assertThrows(InvalidRequest.class, () -> BodyFits.fit(wire.build()));
    assertEquals(reason, refused.reason());
    assertEquals(field, refused.violations().get(0).field());
  }

  @Test
  void onlyAFitRendersForAnotherApi() {
    ProviderRequest asked = request("openai-chat", "{}", ANTHROPIC).getProviderRequest();

    InvalidRequest refused = assertThrows(InvalidRequest.class, () -> RenderAs.refuse(asked));

    assertEquals(Reason.CONFLICT, refused.reason());
    RenderAs.refuse(asked.toBuilder().setRenderAs(CHAT).build());
    RenderAs.refuse(asked.toBuilder().clearRenderAs().build());
  }

  /** To Google's parser null is a member that is not there, in whichever spelling. */
  @Test
  void aNullIsNoMemberOfGeminis() {
    String body =
        """
        {'systemInstruction':null,'system_instruction':{'parts':[{'text':'s'}]},'contents':[
         {'role':'user','parts':[{'text':'a','executableCode':null}]},
         {'role':'model','parts':[{'functionCall':null,'function_call':{'name':'f','args':{}}}]},
         {'role':'user','parts':[{'functionResponse':{'name':'f','response':{'x':1}},
          'function_response':null}]}],
         'tools':[{'functionDeclarations':[{'name':'f','response':null}]}]}
        """;
    FitContextRequest.Builder request =
        request("gemini", body.replace('\'', '"'), ANTHROPIC).setModel("claude-sonnet-4-5");

    String rendered = json(BodyFits.fit(request.build()));

    assertTrue(rendered.contains("\"system\":\"s\""), rendered);
    assertTrue(rendered.contains("\"type\":\"tool_use\""), rendered);
    assertTrue(rendered.contains("\"type\":\"tool_result\""), rendered);
  }
}
