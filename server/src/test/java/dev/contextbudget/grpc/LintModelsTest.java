package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One body is refused by some models of a provider and taken by others. */
class LintModelsTest {
  private static final String ASKED = "{'role':'user','content':'a'}";
  private static final String ON_BEDROCK = "'anthropic_version':'bedrock-2023-05-31'";

  private static List<String> found(String model, String members, String messages, String rule) {
    String body = "{'max_tokens':4096,%s,'messages':[%s]}".formatted(members, messages);
    return LintedBodies.places("anthropic", model, body, rule);
  }

  private static List<String> refused(String model, String members) {
    return found(model, members, ASKED, "member-refused");
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-opus-4-7", "claude-sonnet-5", "claude-haiku-5-5"})
  void laterModelsRefuseToBeSampledOtherwise(String model) {
    for (String version : List.of("'model':'a'", ON_BEDROCK)) {
      assertEquals(
          List.of("ERROR at /temperature"), refused(model, version + ",'temperature':0.5"));
      assertEquals(List.of("ERROR at /top_p"), refused(model, version + ",'top_p':1"));
      assertEquals(List.of("ERROR at /top_k"), refused(model, version + ",'top_k':0"));
      assertEquals(
          List.of("ERROR at /top_p"),
          refused(model, version + ",'temperature':1.0,'top_p':0.99").stream()
              .filter(place -> place.startsWith("ERROR"))
              .toList());
    }
  }

  /** What they take is the default; the coming version of the API takes none at all. */
  @Test
  void theDefaultIsAWarningForTheVersionAlone() {
    for (String model : List.of("claude-opus-4-7", "claude-haiku-4-5")) {
      assertEquals(
          List.of("WARNING at /temperature"), refused(model, "'model':'a','temperature':1.00"));
      assertEquals(List.of(), refused(model, ON_BEDROCK + ",'temperature':1"));
      assertEquals(List.of(), refused(model, "'model':'a','temperature':null"));
    }
    assertEquals(
        List.of("WARNING at /temperature", "WARNING at /top_k"),
        refused("claude-haiku-4-5", "'model':'a','temperature':0.5,'top_k':40"));
    assertEquals(
        List.of(), refused("claude-haiku-4-5", ON_BEDROCK + ",'temperature':0.5,'top_k':40"));
  }

  /** Of 0.95 to 1 for top_p, and 1 for the temperature, it is the version alone that warns. */
  @ParameterizedTest
  @CsvSource({"claude-haiku-4-5, enabled", "claude-opus-4-6, adaptive"})
  void aModelThatThinksRefusesToBeSampledOtherwise(String model, String type) {
    String thinks = "'model':'a','thinking':{'type':'%s','budget_tokens':2048},".formatted(type);
    String rests = "'model':'a','thinking':{'type':'disabled'},";

    for (String refused : List.of("'temperature':0.5", "'top_p':0.9", "'top_k':40")) {
      String name = refused.split("'")[1];
      assertEquals(List.of("ERROR at /" + name), refused(model, thinks + refused));
      assertEquals(List.of("WARNING at /" + name), refused(model, rests + refused));
    }
    for (String taken : List.of("'temperature':1.0", "'top_p':0.95", "'top_p':1")) {
      String name = taken.split("'")[1];
      assertEquals(List.of("WARNING at /" + name), refused(model, thinks + taken));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-4-7, enabled",
    "claude-sonnet-5-5, enabled",
    "claude-3-5-haiku, enabled",
    "claude-haiku-4-5, adaptive",
    "claude-3-7-sonnet, adaptive",
    "claude-opus-5-5, disabled",
    "claude-sonnet-5-5, disabled",
    "claude-opus-5, between_tools"
  })
  void aModelRefusesATypeOfThinking(String model, String type) {
    String thinking = ",'thinking':{'type':'%s','budget_tokens':2048}".formatted(type);

    assertEquals(List.of("ERROR at /thinking/type"), refused(model, "'model':'a'" + thinking));
    assertEquals(List.of("ERROR at /thinking/type"), refused(model, ON_BEDROCK + thinking));
  }

  @ParameterizedTest
  @CsvSource({
    "claude-opus-4-6, enabled",
    "claude-opus-4-6, adaptive",
    "claude-haiku-4-5, enabled",
    "claude-haiku-4-5, disabled",
    "claude-haiku-5-5, disabled",
    "claude-opus-4-7, adaptive",
    "claude-opus-4-7, disabled",
    "claude-sonnet-5-5, between_tools",
    "gpt-4o, adaptive"
  })
  void aModelTakesATypeOfThinking(String model, String type) {
    String thinking = ",'thinking':{'type':'%s','budget_tokens':2048}".formatted(type);

    assertEquals(List.of(), refused(model, "'model':'a'" + thinking));
  }

  private static final String TOLD = ASKED + ",{'role':'system','content':'b'}";

  @ParameterizedTest
  @ValueSource(
      strings = {"claude-haiku-4-5", "claude-3-opus", "claude-sonnet-4-6", "claude-opus-4-7"})
  void olderModelsRefuseSystemMessages(String model) {
    String rule = "system-message-refused";

    assertEquals(List.of("ERROR at /messages/1"), found(model, "'model':'a'", TOLD, rule));
    assertEquals(
        List.of(), found(model, "'model':'a'", TOLD + "," + ASKED, "system-message-misplaced"));
  }

  /** Sonnet 5 is documented not to take them and was seen to. */
  @ParameterizedTest
  @ValueSource(strings = {"claude-opus-4-8", "claude-sonnet-5", "claude-haiku-5-5", "gpt-4o"})
  void laterModelsTakeSystemMessagesAtTheirPlace(String model) {
    String rule = "system-message-misplaced";

    assertEquals(List.of(), found(model, "'model':'a'", TOLD, "system-message-refused"));
    assertEquals(List.of(), found(model, "'model':'a'", TOLD, rule));
    assertEquals(
        List.of("ERROR at /messages/1"), found(model, "'model':'a'", TOLD + "," + ASKED, rule));
  }

  @Test
  void aSystemMessageThatOnlySetsTheEffortStandsAnywhere() {
    for (String content : List.of("", "'content':[],")) {
      String sets = "{'role':'system',%s'output_config':{'effort':'low'}},".formatted(content);

      assertEquals(
          List.of(),
          found("claude-opus-5", "'model':'a'", sets + ASKED, "system-message-misplaced"));
    }
  }
}
