package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no request are refused as such by every call, and the server goes on. */
class WireInputTest {
  private static final String NO_MESSAGE = "INVALID_ARGUMENT BAD_MESSAGE request";

  private static LiveServer server;

  @BeforeAll
  static void start() {
    server = LiveServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /** All whose requests begin with a string: {@code model}, or that of {@code ListModels}. */
  private static List<String> callsThatNameSomething() {
    return Calls.all().stream()
        .map(MethodDescriptor::getBareMethodName)
        .filter(call -> !call.equals("ListPresets") && !call.equals("GetLimits"))
        .toList();
  }

  static Stream<Arguments> everyCall() {
    return callsThatNameSomething().stream()
        .flatMap(
            call ->
                Stream.of(
                    row(call, "a length without its bytes", "0a0561", NO_MESSAGE),
                    row(call, "a varint that ends in the middle", "f87fff", NO_MESSAGE),
                    row(call, "a varint of 11 bytes", "f87f" + "ff".repeat(10) + "01", NO_MESSAGE),
                    row(call, "a group", "0b0c", NO_MESSAGE),
                    row(call, "an end of a group", "0c", NO_MESSAGE),
                    row(call, "field number 0", "0001", NO_MESSAGE),
                    row(
                        call,
                        "a string that is not UTF-8",
                        "0a01ff",
                        "INVALID_ARGUMENT BAD_UTF8 "
                            + (call.equals("ListModels") ? "provider" : "model")),
                    row(
                        call,
                        "1,001 unknown fields",
                        "f87f01".repeat(1_001),
                        "INVALID_ARGUMENT TOO_MANY_FIELDS request limit=1000")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("everyCall")
  void isRefusedAndTheServerGoesOn(String call, String name, byte[] request, String expected) {
    assertEquals(expected, outcome(call, request));
    assertServes();
  }

  static Stream<Arguments> passedOver() {
    return callsThatNameSomething().stream()
        .flatMap(
            call ->
                Stream.of(
                    row(call, "an unknown field", "f87f01", ""),
                    row(call, "1,000 unknown fields", "f87f01".repeat(1_000), ""),
                    row(call, "a name that is a number", "0801", ""),
                    row(call, "a name that is 8 bytes", "090000000000000000", "")));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("passedOver")
  void isAnsweredAsIfItWereNotThere(String call, String name, byte[] request, String unused) {
    assertEquals(outcome(call, new byte[0]), outcome(call, request));
  }

  private static Arguments row(String call, String name, String hex, String expected) {
    return Arguments.of(call, name, HexFormat.of().parseHex(hex), expected);
  }

  private static String outcome(String call, byte[] request) {
    try {
      server.call(RawMethod.of(Calls.of(call).getFullMethodName()), request);
      return "OK";
    } catch (StatusRuntimeException e) {
      return Failure.line(e);
    }
  }

  private static void assertServes() {
    assertEquals(ServingStatus.SERVING, server.health(""));
    CountTokensRequest good =
        (CountTokensRequest)
            Calls.request(
                "CountTokens",
                "model: 'gpt-4o' components { id: 'a' kind: COMPONENT_KIND_CUSTOM"
                    + " text { value: 'good' } }");
    assertEquals(
        1,
        server
            .call(ContextBudgetServiceGrpc.getCountTokensMethod(), good)
            .getComponents(0)
            .getTokens());
  }
}
