package dev.contextbudget.dialect.anthropic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.core.error.StopSignal;
import dev.contextbudget.core.fit.TestModels;
import dev.contextbudget.core.item.Part;
import dev.contextbudget.core.token.Utf8Text;
import dev.contextbudget.dialect.AssumedSize;
import dev.contextbudget.dialect.BodyPart;
import dev.contextbudget.dialect.PartSizes;
import dev.contextbudget.dialect.ProviderBody;
import dev.contextbudget.dialect.SizeHint;
import dev.contextbudget.dialect.json.JsonFault;
import dev.contextbudget.dialect.json.JsonIndexer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What blocks cost that are passed on as they are: all that the model reads, and no base64 as text.
 */
class BlockContentsTest {
  private static final PartSizes COUNTS = new PartSizes(TestModels.words(), Map.of());

  /** A PNG of 40 by 30 pixels, as far as anybody looks, and much behind it. */
  private static final String PNG =
      Base64.getEncoder()
          .encodeToString(
              ByteBuffer.allocate(3_000)
                  .put("\u0089PNG\r\n\u001A\n\0\0\0\rIHDR".getBytes(StandardCharsets.ISO_8859_1))
                  .putInt(40)
                  .putInt(30)
                  .array());

  /** 1,600 bytes are 300 tokens of text under seal. */
  private static final String SEALED = "A".repeat(1_600);

  private static ProviderBody read(String role, String block, Map<String, SizeHint> hints) {
    String json =
        "{'tools':[{'name':'a','defer_loading':true}],'messages':[{'role':'%s','content':[%s]}]}"
            .formatted(role, block);
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    try {
      return new AnthropicDialect()
          .read(
              JsonIndexer.index(bytes, StopSignal.NEVER), new PartSizes(TestModels.words(), hints));
    } catch (JsonFault fault) {
      throw new AssertionError(fault);
    }
  }

  private static String parts(ProviderBody body) {
    return body.messages().get(0).parts().stream()
        .map(BodyPart::part)
        .flatMap(part -> part instanceof Part.ToolResult r ? r.parts().stream() : Stream.of(part))
        .map(BlockContentsTest::size)
        .collect(Collectors.joining(" "));
  }

  private static String size(Part part) {
    if (part instanceof Part.Image image) {
      return image.widthPixels() + "x" + image.heightPixels();
    }
    if (part instanceof Part.File file) {
      return file.pages() + "p";
    }
    return String.valueOf(((Part.Opaque) part).tokens());
  }

  private static String texts(String... texts) {
    int tokens = 0;
    for (String text : texts) {
      tokens += COUNTS.tokens(Utf8Text.of(text.replace('\'', '"')));
    }
    return String.valueOf(tokens);
  }

  static Stream<Arguments> blocks() {
    String input = "{'id':'abc','data':'a b','n':17,'more':[true,'signature']}";
    String image =
        "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'%s'}}"
            .formatted(PNG);
    return Stream.of(
        block(
            "input of a server tool",
            "{'type':'server_tool_use','id':'s1','name':'code','input':%s}".formatted(input),
            texts("code", input)),
        block(
            "input of a tool of an MCP server",
            "{'type':'mcp_tool_use','id':'m1','name':'find','server_name':'ours','input':%s}"
                .formatted(input),
            texts("find", "ours", input)),
        block(
            "found on the web",
            "{'type':'web_search_tool_result','tool_use_id':'s1','content':["
                + "{'type':'web_search_result','title':'one two','url':'u v','encrypted_content':'%s'},"
                    .formatted(SEALED)
                + "{'type':'web_search_result','title':'three','url':'w','encrypted_content':'%s'}]}"
                    .formatted(SEALED),
            texts("one two", "u v", "three", "w") + " 300 300"),
        block(
            "text fetched from the web",
            "{'type':'web_fetch_tool_result','tool_use_id':'s1','content':{'type':'web_fetch_result',"
                + "'url':'u','content':{'type':'document','title':'one','source':{'type':'text','media_type':'text/plain','data':'two"
                + " three four'}}}}",
            texts("u", "two three four", "one")),
        block(
            "file fetched from the web",
            "{'type':'web_fetch_tool_result','tool_use_id':'s1','content':{'type':'web_fetch_result',"
                + "'url':'u','content':{'type':'document','source':{'type':'base64',"
                + "'media_type':'application/pdf','data':'%s'}}}}".formatted(SEALED),
            texts("u") + " 10p"),
        block(
            "what code wrote under seal",
            "{'type':'code_execution_tool_result','tool_use_id':'s1','content':{"
                + "'type':'encrypted_code_execution_result','encrypted_stdout':'%s',"
                    .formatted(SEALED)
                + "'stderr':'no','return_code':0,'content':[]}}",
            texts("no") + " 300"),
        block(
            "images of an MCP server",
            "{'type':'mcp_tool_result','tool_use_id':'m1','content':[{'type':'text','text':'one'},%s,"
                    .formatted(image)
                + "{'type':'image','data':'%s','mimeType':'image/png'}]}".formatted(PNG),
            texts("one") + " 40x30 40x30"),
        block(
            "listed tools of an MCP server",
            "{'type':'mcp_tool_listing','mcp_server_name':'ours','tools':[{'name':'f','x':1}]}",
            texts("ours", "[{'name':'f','x':1}]")),
        block("what is not rendered", "{'type':'fallback','from':{'model':'a b c'},'to':{}}", "0"),
        block(
            "summary with what belongs to it",
            "{'type':'compaction','content':'one two three','encrypted_content':'%s'}"
                .formatted(SEALED),
            texts("one two three")));
  }

  private static Arguments block(String name, String json, String parts) {
    return Arguments.of(name, json, parts);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("blocks")
  void countsWhatIsRead(String name, String json, String parts) {
    ProviderBody body = read("assistant", json, Map.of());

    assertEquals(parts, parts(body));
    assertEquals(List.of(), body.problems());
  }

  @Test
  void imagesInADocumentAreNoText() {
    String image =
        "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'%s'}}"
            .formatted(PNG);
    String document =
        "{'type':'document','title':'one','source':{'type':'content','content':["
            + "{'type':'text','text':'two three'},%s]}}".formatted(image);

    assertEquals(texts("two three", "one") + " 40x30", parts(read("user", document, Map.of())));
    assertEquals(
        texts("two three", "one") + " 40x30",
        parts(
            read(
                "user",
                "{'type':'tool_result','tool_use_id':'t','content':[%s]}".formatted(document),
                Map.of())));
  }

  /** A document that stands in twenty others would else be copied twenty times. */
  @Test
  void documentsInDocumentsAreCopiedOnce() {
    String pdf =
        "'source':{'type':'base64','media_type':'application/pdf','data':'%s'}".formatted(SEALED);
    String document = "{'type':'document',%s}".formatted(pdf);
    for (int depth = 0; depth < 20; depth++) {
      document = "{'type':'document',%s,'more':[%s]}".formatted(pdf, document);
    }
    List<BodyPart> parts = read("user", document, Map.of()).messages().get(0).parts();

    assertEquals(21, parts.stream().filter(p -> p.part() instanceof Part.File).count());
    assertTrue(copiedBytes(parts) <= 3 * document.length(), copiedBytes(parts) + " bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'type':'document'", "'type':'tool_reference','tool_name':'a'"})
  void whatStandsInItsOwnKindIsCopiedOnce(String kind) {
    String block = "{%s,'more':'%s'}".formatted(kind, SEALED);
    for (int depth = 0; depth < 24; depth++) {
      block = "{%s,'more':[%s]}".formatted(kind, block);
    }
    List<BodyPart> parts =
        read(
                "user",
                "{'type':'document','source':{'type':'text','data':'a'},'more':[%s]}"
                    .formatted(block),
                Map.of())
            .messages()
            .get(0)
            .parts();

    assertTrue(copiedBytes(parts) <= 3 * block.length(), copiedBytes(parts) + " bytes");
  }

  private static int copiedBytes(List<BodyPart> parts) {
    int copied = 0;
    for (BodyPart part : parts) {
      copied +=
          part.part() instanceof Part.File file
              ? file.payload().bytes().length
              : ((Part.Opaque) part.part()).payload().bytes().length;
    }
    return copied;
  }

  @Test
  void whatIsSealedIsToldAndMayBeStated() {
    String found =
        "{'type':'web_search_tool_result','tool_use_id':'s','content':[{'encrypted_content':'%s'}]}"
            .formatted(SEALED);
    ProviderBody body = read("assistant", found, Map.of());
    assertEquals(
        "/messages/0/content/0/content/0/encrypted_content", body.assumed().get(0).at().pointer());
    assertEquals(AssumedSize.Kind.REASONING, body.assumed().get(0).kind());

    SizeHint hint =
        new SizeHint(
            OptionalInt.of(77), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
    ProviderBody stated = read("assistant", found, Map.of("/messages/0/content/0", hint));
    assertEquals("77", parts(stated));
    assertEquals(List.of(), stated.assumed());
  }
}
