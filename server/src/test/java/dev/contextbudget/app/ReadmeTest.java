package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import com.google.gson.JsonStreamParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import dev.contextbudget.catalog.CatalogReader;
import dev.contextbudget.core.model.ModelCatalog;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.FitContextResponse;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.LintContextResponse;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.ProviderFormat;
import dev.contextbudget.v1.ProviderRequest;
import dev.contextbudget.yaml.YamlFile;
import dev.contextbudget.yaml.YamlNode;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls in the README have the answers that the README shows. */
class ReadmeTest {
  private static final Path README = Path.of("..", "README.md");

  /** A call with its requests, and the first JSON block behind it with its answers. */
  private static final Pattern CALL =
      Pattern.compile(
          "grpcurl [^\n]*(contextbudget\\.v1\\.\\S+) <<'EOF'\n(.*?)\nEOF\n"
              + ".*?```json\n(.*?)```",
          Pattern.DOTALL);

  static Stream<Arguments> calls() throws IOException {
    return CALL.matcher(Files.readString(README))
        .results()
        .map(call -> Arguments.of(call.group(1), call.group(2), call.group(3)));
  }

  @Test
  void showsEveryCallOfTheService() throws IOException {
    Set<String> shown = calls().map(call -> (String) call.get()[0]).collect(Collectors.toSet());

    assertEquals(
        Stream.of(
                ContextBudgetServiceGrpc.getCountTokensMethod(),
                ContextBudgetServiceGrpc.getCountTokensStreamMethod(),
                ContextBudgetServiceGrpc.getPlanBudgetMethod(),
                ContextBudgetServiceGrpc.getFitContextMethod(),
                ContextBudgetServiceGrpc.getCompactMethod())
            .map(MethodDescriptor::getFullMethodName)
            .collect(Collectors.toSet()),
        shown);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("calls")
  void everyAnswerIsTheServers(String method, String requests, String answers) throws Exception {
    try (LiveServer server = LiveServer.start()) {
      check(server, method(method), requests, answers);
    }
  }

  /**
   * A body to be fitted, perhaps for another API, and the first JSON block behind it: the body that
   * comes back.
   */
  private static final Pattern DROP_IN =
      Pattern.compile(
          "\\nfit (\\w+) (\\S+) (\\d+) ?(\\w*) <<'EOF'\n(.*?\n)EOF\n.*?```json\n(.*?)```",
          Pattern.DOTALL);

  static Stream<Arguments> bodies() throws IOException {
    return DROP_IN
        .matcher(Files.readString(README))
        .results()
        .map(
            body ->
                Arguments.of(
                    body.group(1),
                    body.group(4),
                    body.group(2),
                    body.group(3),
                    body.group(5),
                    body.group(6)));
  }

  @Test
  void fitsABodyOfEveryProviderAndOneForAnother() throws IOException {
    assertEquals(
        List.of(
            "OPENAI_CHAT ",
            "OPENAI_RESPONSES ",
            "ANTHROPIC_MESSAGES ",
            "GEMINI ",
            "OPENAI_CHAT ANTHROPIC_MESSAGES"),
        bodies().map(body -> body.get()[0] + " " + body.get()[1]).toList());
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("bodies")
  void everyFittedBodyIsTheServers(
      String format, String another, String model, int window, String body, String fitted)
      throws Exception {
    FitContextRequest request =
        FitContextRequest.newBuilder()
            .setModel(model)
            .setPolicy(Policy.newBuilder().setContextWindowTokens(window).setOutputReserveTokens(0))
            .setProviderRequest(
                ProviderRequest.newBuilder()
                    .setFormat(format(format))
                    .setRenderAs(format(another.isEmpty() ? format : another))
                    .setJson(ByteString.copyFromUtf8(body)))
            .build();
    try (LiveServer server = LiveServer.start()) {
      List<FitContextResponse> answers =
          server.exchange(ContextBudgetServiceGrpc.getFitContextMethod(), List.of(request));

      String json = answers.get(0).getBody().getJson().toStringUtf8();
      if (another.isEmpty()) { // `print` of the shell function ends the line once more
        assertEquals(fitted, json);
      } else { // line breaks are added
        assertEquals(JsonParser.parseString(fitted).toString(), json);
      }
    }
  }

  /** A body to be checked, and the first JSON block behind it: what is found. */
  private static final Pattern LINT =
      Pattern.compile("\\nlint (\\w+) <<'EOF'\n(.*?\n)EOF\n.*?```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void whatIsFoundInABodyIsTheServers() throws Exception {
    MatchResult shown = LINT.matcher(Files.readString(README)).results().findFirst().orElseThrow();
    LintContextRequest request =
        LintContextRequest.newBuilder()
            .setProviderRequest(
                ProviderRequest.newBuilder()
                    .setFormat(format(shown.group(1)))
                    .setJson(ByteString.copyFromUtf8(shown.group(2))))
            .build();
    MethodDescriptor<LintContextRequest, LintContextResponse> method =
        CatalogServiceGrpc.getLintContextMethod();
    try (LiveServer server = LiveServer.start()) {
      assertEquals(
          parse(method.getResponseMarshaller(), shown.group(3)),
          server.exchange(method, List.of(request)));
    }
  }

  private static ProviderFormat format(String name) {
    return ProviderFormat.valueOf("PROVIDER_FORMAT_" + name);
  }

  private static final Pattern SETTING =
      Pattern.compile("\\| `([a-z]+)\\.([a-z-]+)` \\| (`(.*)`)? ?\\| .+ \\|");

  /** With its default, in the order in which they are printed. */
  @Test
  void listsEverySetting() throws IOException {
    StringBuilder listed = new StringBuilder();
    String section = "";
    for (MatchResult row : SETTING.matcher(Files.readString(README)).results().toList()) {
      if (!section.equals(row.group(1))) {
        section = row.group(1);
        listed.append(section).append(":\n");
      }
      String value = row.group(4) == null ? "" : row.group(4);
      listed.append("  ").append(row.group(2)).append(": ").append(value).append('\n');
    }

    String settings = ServerConfig.read(new Settings()).yaml().replace("\"", "");
    assertEquals(settings.strip(), listed.toString().strip());
  }

  @Test
  void theExampleOfACatalogueFileIsOne() {
    Path example = Path.of("..", "deploy", "catalog-overlay.yaml");

    ModelCatalog catalog =
        new CatalogReader().withOverlay(YamlNode.parse(example.toString(), YamlFile.read(example)));

    assertEquals("house-model", catalog.find("house").model().id());
    assertEquals("gpt-4o", catalog.find("gpt-4o").model().id());
  }

  private static <Q, A> void check(
      LiveServer server, MethodDescriptor<Q, A> method, String requests, String answers)
      throws InvalidProtocolBufferException {
    List<Q> sent = parse(method.getRequestMarshaller(), requests);

    assertEquals(parse(method.getResponseMarshaller(), answers), server.exchange(method, sent));
  }

  private static MethodDescriptor<?, ?> method(String name) {
    return ContextBudgetServiceGrpc.getServiceDescriptor().getMethods().stream()
        .filter(method -> method.getFullMethodName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Returns messages that stand one after the other. */
  private static <T> List<T> parse(MethodDescriptor.Marshaller<T> marshaller, String json)
      throws InvalidProtocolBufferException {
    PrototypeMarshaller<T> generated = (PrototypeMarshaller<T>) marshaller;
    Message prototype = (Message) generated.getMessagePrototype();
    List<T> messages = new ArrayList<>();
    for (JsonStreamParser rest = new JsonStreamParser(json); rest.hasNext(); ) {
      Message.Builder builder = prototype.newBuilderForType();
      JsonFormat.parser().merge(rest.next().toString(), builder);
      messages.add(generated.getMessageClass().cast(builder.build()));
    }
    return messages;
  }
}
