package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.TypeRegistry;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import dev.contextbudget.app.LiveServer;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests with their answers, kept as a reader of the contract would want to see them: {@code
 * golden/<call>/<name>.request.textproto} beside {@code .response.textproto}, or {@code
 * .error.textproto} for the status of one that fails.
 *
 * <p>Whoever changes what the service answers sees it here first. {@code -Dgolden.update=true}
 * writes the answers anew; read them before you commit them. Messages are compared, not their text,
 * which JDKs print differently.
 *
 * <p>In a request, <code>{{FitContext/chat-1-first-turn prefix_token}}</code> stands for the bytes
 * that the answer of another pair gives under that name.
 */
class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");
  private static final String REQUEST = ".request.textproto";
  private static final Pattern BORROWED = Pattern.compile("\\{\\{(\\S+) (\\w+)}}");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final TypeRegistry DETAILS =
      TypeRegistry.newBuilder()
          .add(ErrorInfo.getDescriptor())
          .add(BadRequest.getDescriptor())
          .build();

  @AutoClose private static final LiveServer server = LiveServer.start();

  /** Returns what each pair is called: {@code <call>/<name>}. */
  static Stream<String> pairs() throws IOException {
    try (Stream<Path> files = Files.walk(GOLDEN)) {
      return files
          .map(file -> GOLDEN.relativize(file).toString().replace('\\', '/'))
          .filter(file -> file.endsWith(REQUEST))
          .map(file -> file.substring(0, file.length() - REQUEST.length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void everyCallHasAPair() throws IOException {
    assertEquals(
        Calls.all().stream().map(MethodDescriptor::getBareMethodName).collect(Collectors.toSet()),
        pairs().map(GoldenTest::call).collect(Collectors.toSet()));
  }

  private static String call(String pair) {
    return pair.substring(0, pair.indexOf('/'));
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theAnswerIsTheOneThatWasRead(String pair) throws IOException {
    Message request = Calls.request(call(pair), requestText(pair));

    Message answer;
    String kind = "response";
    try {
      answer = server.call(Calls.of(call(pair)), request);
    } catch (StatusRuntimeException e) {
      answer = StatusProto.fromThrowable(e);
      kind = "error";
    }

    assertNotNull(answer);
    check(GOLDEN.resolve("%s.%s.textproto".formatted(pair, kind)), answer);
  }

  private static String requestText(String pair) throws IOException {
    Matcher borrowed = BORROWED.matcher(Files.readString(GOLDEN.resolve(pair + REQUEST)));
    StringBuilder text = new StringBuilder();
    while (borrowed.find()) {
      Path lender = GOLDEN.resolve(borrowed.group(1) + ".response.textproto");
      Matcher bytes =
          Pattern.compile(borrowed.group(2) + ": \"(.*)\"").matcher(Files.readString(lender));
      assertTrue(bytes.find(), borrowed::group);
      borrowed.appendReplacement(text, Matcher.quoteReplacement(bytes.group(1)));
    }
    return borrowed.appendTail(text).toString();
  }

  private static void check(Path file, Message answer) throws IOException {
    if (UPDATE) {
      Files.writeString(file, text(answer));
    }
    Message.Builder golden = answer.newBuilderForType();
    TextFormat.Parser.newBuilder()
        .setTypeRegistry(DETAILS)
        .build()
        .merge(Files.readString(file), golden);
    if (!golden.build().equals(answer)) {
      assertEquals(text(golden.build()), text(answer));
    }
  }

  private static String text(Message message) {
    return TextFormat.printer()
        .usingTypeRegistry(DETAILS)
        .escapingNonAscii(false)
        .printToString(message);
  }
}
