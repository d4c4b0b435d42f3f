package dev.contextbudget.dialect.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.dialect.Format;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What has no place in another API, with its place in the body. */
class LossTest {
  private static final Format CHAT = Format.OPENAI_CHAT;
  private static final Format RESPONSES = Format.OPENAI_RESPONSES;
  private static final Format ANTHROPIC = Format.ANTHROPIC_MESSAGES;
  private static final Format GEMINI = Format.GEMINI;

  private static final String ASKED = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";
  private static final String CALLED =
      "{\"role\":\"user\",\"content\":\"Hi\"},{\"type\":\"function_call\",\"call_id\":\"a\","
          + "\"name\":\"f\",\"arguments\":\"{}\"}";
  private static final String ANSWERED =
      "{\"type\":\"function_call_output\",\"call_id\":\"a\",\"output\":\"1\"}";

  static Stream<Arguments> losses() {
    return Stream.of(settings(), schemas(), messages(), parts()).flatMap(rows -> rows);
  }

  private static Stream<Arguments> settings() {
    return Stream.of(
        loss("{\"seed\":7,%s}", CHAT, ANTHROPIC, "/seed", "a seed"),
        loss("{\"n\":2,%s}", CHAT, ANTHROPIC, "/n", "this member"),
        loss("{\"logprobs\":true,%s}", CHAT, GEMINI, "/logprobs", "this member"),
        loss("{\"seed\":4294967296,%s}", CHAT, GEMINI, "/seed", "a seed of more than 32 bits"),
        loss("{\"temperature\":1.01,%s}", CHAT, ANTHROPIC, "/temperature", "a temperature above 1"),
        loss(
            "{\"max_tokens\":15,%s}",
            CHAT, RESPONSES, "/max_tokens", "a limit of the answer below 16 tokens"),
        loss(
            "{\"max_tokens\":0,%s}",
            ANTHROPIC, CHAT, "/max_tokens", "a limit of the answer below 1 tokens"),
        loss(
            "{\"stop_sequences\":[\"a\",\"b\",\"c\",\"d\",\"e\"],%s}",
            ANTHROPIC, CHAT, "/stop_sequences", "a list of more than 4 stop sequences"),
        loss(
            "{\"stop\":[\"\\n\"],%s}",
            CHAT, ANTHROPIC, "/stop", "a stop sequence of white space only"),
        loss(
            "{\"max_tokens\":20,\"max_completion_tokens\":20,%s}",
            CHAT, RESPONSES, "/max_tokens", "this member"),
        loss("{\"my_own\":20,%s}", CHAT, RESPONSES, "/my_own", "a member that is not documented"),
        loss(
            "{\"reasoning_effort\":\"low\",%s}",
            CHAT, ANTHROPIC, "/reasoning_effort", "an effort of reasoning"),
        loss("{\"service_tier\":\"auto\",%s}", ANTHROPIC, CHAT, "/service_tier", "this member"));
  }

  private static Stream<Arguments> schemas() {
    String answer =
        "{\"response_format\":{\"type\":\"json_schema\",\"json_schema\":"
            + "{\"name\":\"s\",\"strict\":true,\"schema\":{\"type\":\"object\",\"properties\":{\"a\":"
            + "{\"type\":\"string\"$}},\"required\":[\"a\"],\"additionalProperties\":false}}},%s}";
    String own =
        "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}],\"tools\":[{"
            + "\"functionDeclarations\":[{\"name\":\"f\",\"parameters\":{$}}]}]}";
    String at = "/tools/0/functionDeclarations/0/parameters";
    return Stream.of(
        loss(
            answer.replace("$", ",\"minLength\":3"),
            CHAT,
            ANTHROPIC,
            "/response_format",
            StrictSchema.REFUSED_ANSWER),
        loss(
            answer.replace("$", "").replace("\"required\":[\"a\"]", "\"oneOf\":[]"),
            CHAT,
            RESPONSES,
            "/response_format",
            StrictSchema.REFUSED_ANSWER),
        loss(
            answer.replace("$", "},\"b\":{\"type\":\"string\""),
            CHAT,
            RESPONSES,
            "/response_format",
            StrictSchema.REFUSED_ANSWER),
        loss(
            "{\"response_format\":{\"type\":\"json_object\"},%s}",
            CHAT, ANTHROPIC, "/response_format", "an answer of any JSON object"),
        loss(
            "{\"tools\":[{\"name\":\"f\",\"strict\":true,\"input_schema\":{\"type\":\"object\","
                + "\"properties\":{\"a\":{}},\"additionalProperties\":false}}],%s}",
            ANTHROPIC, CHAT, "/tools/0", StrictSchema.REFUSED_TOOL),
        loss(
            own.replace("$", "\"type\":\"ARRAY\",\"minItems\":\"1,2\""),
            GEMINI,
            CHAT,
            at + "/minItems",
            "a member that is not documented"),
        loss(
            own.replace("$", "\"type\":\"OBJECT\",\"propertyOrdering\":[1]"),
            GEMINI,
            CHAT,
            at + "/propertyOrdering",
            "this member"),
        loss(
            own.replace("$", "\"nullable\":true"),
            GEMINI,
            CHAT,
            at,
            "a nullable schema without a type"));
  }

  private static Stream<Arguments> messages() {
    String late = "a result that does not follow its call directly";
    String said = ",{\"role\":\"user\",\"content\":\"wait\"},";
    String both =
        CALLED + "," + CALLED.substring(CALLED.indexOf("},") + 2).replace("\"a\"", "\"b\"");
    String second =
        ANSWERED
            + ",{\"role\":\"assistant\",\"content\":\"hm\"},"
            + ANSWERED.replace("\"a\"", "\"b\"");
    return Stream.of(
        loss("{\"input\":[" + CALLED + said + ANSWERED + "]}", RESPONSES, CHAT, "/input/3", late),
        loss("{\"input\":[" + CALLED + said + ANSWERED + "]}", RESPONSES, GEMINI, "/input/3", late),
        loss("{\"input\":[" + both + "," + second + "]}", RESPONSES, ANTHROPIC, "/input/5", late),
        loss(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"assistant\",\"content\":\"It is\"}]}",
            ANTHROPIC,
            CHAT,
            "/messages/1",
            "a message of the assistant at the end"),
        loss(
            "{\"messages\":[{\"role\":\"assistant\",\"content\":\"Hello\"},"
                + "{\"role\":\"user\",\"content\":\"Hi\"}]}",
            CHAT,
            GEMINI,
            "/messages/0",
            "a conversation that the assistant begins"),
        loss(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},"
                + "{\"role\":\"system\",\"content\":\"Be brief.\"},"
                + "{\"role\":\"user\",\"content\":\"Well?\"}]}",
            CHAT,
            ANTHROPIC,
            "/messages/1",
            "a message of the system in the midst of the conversation"));
  }

  private static Stream<Arguments> parts() {
    String user = "{\"messages\":[{\"role\":\"user\",\"content\":[$]}]}";
    String gemini = "{\"contents\":[{\"parts\":[$]}]}";
    String called =
        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\","
            + "\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"f\",\"input\":{}}$]},"
            + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\"#}]}]}";
    return Stream.of(
        loss(
            user.replace("$", "{\"type\":\"text\",\"text\":\" \\n\"}"),
            CHAT,
            ANTHROPIC,
            "/messages/0/content/0",
            "a text of white space only"),
        loss(
            called.replace("$", "").replace("#", ",\"is_error\":true"),
            ANTHROPIC,
            CHAT,
            "/messages/2/content/0",
            "the mark of a failed call"),
        loss(
            called.replace("$", ",{\"type\":\"text\",\"text\":\"b\"}").replace("#", ""),
            ANTHROPIC,
            CHAT,
            "/messages/1/content/1",
            "a text behind a call"),
        loss(
            user.replace("$", "{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"u\"}}"),
            ANTHROPIC,
            GEMINI,
            "/messages/0/content/0",
            "an image or file at an address, without its type"),
        loss(
            user.replace(
                "$", "{\"type\":\"image\",\"source\":{\"type\":\"file\",\"file_id\":\"u\"}}"),
            ANTHROPIC,
            CHAT,
            "/messages/0/content/0",
            "an image that the provider keeps"),
        loss(
            gemini.replace("$", "{\"inlineData\":{\"mimeType\":\"image/heic\",\"data\":\"aa\"}}"),
            GEMINI,
            CHAT,
            "/contents/0/parts/0",
            "an image of this type"),
        loss(
            gemini.replace("$", "{\"inlineData\":{\"mimeType\":\"audio/wav\",\"data\":\"aa\"}}"),
            GEMINI,
            CHAT,
            "/contents/0/parts/0",
            "media of this type"),
        loss(
            gemini.replace("$", "{\"text\":\"a\",\"thought_signature\":\"aa\"}"),
            GEMINI,
            CHAT,
            "/contents/0/parts/0/thought_signature",
            "this member"),
        loss(
            "{\"system_instruction\":\"a\",\"systemInstruction\":\"b\","
                + gemini.replace("$", "{\"text\":\"a\"}").substring(1),
            GEMINI,
            CHAT,
            "/systemInstruction",
            "a member that is there in another spelling"));
  }

  /**
   * Returns a row.
   *
   * @param json with {@code %s} where a question may stand
   */
  private static Arguments loss(String json, Format from, Format to, String at, String what) {
    return Arguments.of(from, json.replace("%s", ASKED), to, at, what);
  }

  @ParameterizedTest(name = "{4} of {0} for {2}")
  @MethodSource("losses")
  void isToldAtItsPlace(Format from, String json, Format to, String at, String what)
      throws Exception {
    String sent = json;
    NotConvertible lossy =
        assertThrows(
            NotConvertible.class,
            () ->
                BodyTranslator.translate(
                    from,
                    RoundTripPropertyTest.index(sent),
                    to,
                    new TargetModel("m", 16, OptionalInt.empty())));

    assertEquals(
        List.of(at + " " + what),
        lossy.losses().stream()
            .map(
                loss ->
                    loss.at().pointer() + " " + loss.what().replaceAll(" has no place in .*", ""))
            .toList());
  }
}
