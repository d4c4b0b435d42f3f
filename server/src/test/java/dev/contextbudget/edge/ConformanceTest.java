package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.client.ClientOptions;
import dev.contextbudget.client.ContextBudgetClient;
import dev.contextbudget.client.ContextBudgetClientException;
import dev.contextbudget.v1.CompactRequest;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensStreamRequest;
import dev.contextbudget.v1.FitContextRequest;
import dev.contextbudget.v1.GetModelRequest;
import dev.contextbudget.v1.LintContextRequest;
import dev.contextbudget.v1.ListModelsRequest;
import dev.contextbudget.v1.PlanBudgetRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The calls that the examples of every language make, made by the Java client.
 *
 * <p>It stands here and not beside the client, as that knows no server.
 */
class ConformanceTest {
  private static final Path FILE = Path.of("..", "deploy", "examples", "conformance.json");

  /** Far more than any call of the file takes. */
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private static LiveServer server;
  private static ContextBudgetClient client;

  @BeforeAll
  static void start() {
    server = LiveServer.start();
    client =
        ContextBudgetClient.create(ClientOptions.plaintext(server.channel().authority(), DEADLINE));
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    server.close();
  }

  @TestFactory
  Stream<DynamicTest> everyCallIsAnsweredAsTheFileSays() throws IOException {
    List<JsonObject> cases = new ArrayList<>();
    JsonParser.parseString(Files.readString(FILE))
        .getAsJsonObject()
        .getAsJsonArray("cases")
        .forEach(found -> cases.add(found.getAsJsonObject()));
    assertFalse(cases.isEmpty());
    return cases.stream()
        .map(found -> DynamicTest.dynamicTest(text(found, "name"), () -> check(found)));
  }

  private static void check(JsonObject expected) throws InvalidProtocolBufferException {
    JsonObject actual = new JsonObject();
    try {
      actual.add("answers", JsonParser.parseString(call(expected).toString()));
    } catch (ContextBudgetClientException failure) {
      JsonObject error = new JsonObject();
      error.addProperty("code", failure.code().name());
      error.addProperty("reason", failure.reasonName());
      error.addProperty("field", failure.metadata().get("field"));
      actual.add("error", error);
    }
    for (String outcome : List.of("answers", "error")) {
      if (expected.has(outcome)) {
        compare(expected.get(outcome), actual.get(outcome), outcome);
      }
    }
  }

  /** Makes the call of a case and returns the answers as JSON. */
  private static List<String> call(JsonObject found) throws InvalidProtocolBufferException {
    List<String> requests =
        found.getAsJsonArray("requests").asList().stream().map(JsonElement::toString).toList();
    String method = text(found, "method").replaceFirst(".*/", "");
    if (method.equals("CountTokensStream")) {
      List<CountTokensStreamRequest> documents = new ArrayList<>();
      for (String request : requests) {
        documents.add(read(request, CountTokensStreamRequest.newBuilder()).build());
      }
      List<Message> answers = new ArrayList<>();
      client.countTokensStream(documents.iterator(), answers::add);
      return json(answers);
    }
    return json(List.of(call(method, requests.get(0))));
  }

  private static Message call(String method, String request) throws InvalidProtocolBufferException {
    return switch (method) {
      case "CountTokens" ->
          client.countTokens(read(request, CountTokensRequest.newBuilder()).build());
      case "PlanBudget" -> client.planBudget(read(request, PlanBudgetRequest.newBuilder()).build());
      case "FitContext" -> client.fitContext(read(request, FitContextRequest.newBuilder()).build());
      case "Compact" -> client.compact(read(request, CompactRequest.newBuilder()).build());
      case "ListModels" -> client.listModels(read(request, ListModelsRequest.newBuilder()).build());
      case "GetModel" -> client.getModel(read(request, GetModelRequest.newBuilder()).getModel());
      case "LintContext" ->
          client.lintContext(read(request, LintContextRequest.newBuilder()).build());
      default -> throw new IllegalArgumentException("the client has no call " + method);
    };
  }

  private static <B extends Message.Builder> B read(String json, B into)
      throws InvalidProtocolBufferException {
    JsonFormat.parser().merge(json, into);
    return into;
  }

  private static List<String> json(List<? extends MessageOrBuilder> answers)
      throws InvalidProtocolBufferException {
    List<String> texts = new ArrayList<>();
    for (MessageOrBuilder answer : answers) {
      texts.add(JsonFormat.printer().print(answer));
    }
    return texts;
  }

  /** An answer has at least what the file says; null stands for what must not be there. */
  private static void compare(JsonElement expected, JsonElement actual, String path) {
    if (expected instanceof JsonObject members && actual instanceof JsonObject found) {
      for (Map.Entry<String, JsonElement> member : members.entrySet()) {
        compare(member.getValue(), found.get(member.getKey()), path + "." + member.getKey());
      }
    } else if (isArray(expected) && isArray(actual)) {
      List<JsonElement> wanted = expected.getAsJsonArray().asList();
      List<JsonElement> found = actual.getAsJsonArray().asList();
      assertEquals(wanted.size(), found.size(), path);
      for (int i = 0; i < wanted.size(); i++) {
        compare(wanted.get(i), found.get(i), path + "[" + i + "]");
      }
    } else if (expected.isJsonNull()) {
      assertEquals(null, actual, path);
    } else {
      assertEquals(expected, actual, path);
    }
  }

  private static boolean isArray(JsonElement element) {
    return element != null && element.isJsonArray();
  }

  private static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }
}
