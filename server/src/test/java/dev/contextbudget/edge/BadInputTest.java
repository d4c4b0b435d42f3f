package dev.contextbudget.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.app.LiveServer;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import dev.contextbudget.v1.GetLimitsRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is refused with its code, reason and field, and the server goes on. */
class BadInputTest {
  private static final String MODEL = "model: 'gpt-4o' ";
  private static final CountTokensRequest GOOD =
      (CountTokensRequest)
          Calls.request(
              "CountTokens",
              MODEL + "components { id: 'a' kind: COMPONENT_KIND_CUSTOM text { value: 'good' } }");

  private static final Pattern TOO_MUCH =
      Pattern.compile("(TOO_MANY_[A-Z]+|[A-Z]+_TOO_LARGE) \\d+");
  private static final Pattern REFUSED_BY_SIZE =
      Pattern.compile("^[A-Z_]+ (TOO_MANY_[A-Z]+|[A-Z]+_TOO_LARGE).* limit=(\\d+)");

  private static LiveServer server;

  /** Held, or the JDK forgets the level. */
  private static final Logger TRANSPORT = Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");

  @BeforeAll
  static void start() {
    TRANSPORT.setLevel(Level.OFF); // it warns of what is too large, rightly
    server = LiveServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    TRANSPORT.setLevel(null);
  }

  /** Whole requests. */
  static Stream<BadInput> requests() {
    return BadInput.read(
        "requests.txt",
        Calls.all().stream()
            .map(call -> new BadInput.Frame(call.getBareMethodName(), "", "", ""))
            .toList())
        .stream();
  }

  /** Components of the two calls that take them. */
  static Stream<BadInput> components() {
    return BadInput.read(
        "components.txt",
        List.of(
            new BadInput.Frame("CountTokens", MODEL, "", ""),
            new BadInput.Frame("FitContext", MODEL, "", "")))
        .stream();
  }

  /** Messages of the three calls that take them. */
  static Stream<BadInput> messages() {
    String history = MODEL + "components { id: 'h' kind: COMPONENT_KIND_HISTORY messages {";
    String path = "components[0].messages.";
    return BadInput.read(
        "messages.txt",
        List.of(
            new BadInput.Frame("CountTokens", history, "} }", path),
            new BadInput.Frame("FitContext", history, "} }", path),
            new BadInput.Frame("Compact", MODEL + "target_tokens: 10 ", "", "")))
        .stream();
  }

  /** Policies of the two calls that take them. */
  static Stream<BadInput> policies() {
    String policy = MODEL + "policy { slots { name: 'rest' } ";
    String text = "} components { id: 'a' kind: COMPONENT_KIND_CUSTOM text { value: 'x' } }";
    return BadInput.read(
        "policies.txt",
        List.of(
            new BadInput.Frame("PlanBudget", policy, "}", ""),
            new BadInput.Frame("FitContext", policy, text, "")))
        .stream();
  }

  /** Each one above a limit. */
  static Stream<BadInput> tooMuch() {
    return LargeInputs.all();
  }

  private static Stream<BadInput> rows() {
    return Stream.of(requests(), components(), messages(), policies(), tooMuch())
        .flatMap(all -> all);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"requests", "components", "messages", "policies", "tooMuch"})
  void isRefusedAndTheServerGoesOn(BadInput input) {
    assertEquals(input.expected(), outcome(input));
    assertServes();
  }

  /** Those that no single request can provoke have tests of their own. */
  @Test
  void everyReasonIsReached() {
    Set<Reason> elsewhere =
        EnumSet.of(
            Reason.BAD_MESSAGE, // WireInputTest
            Reason.TOO_DEEP, // CatalogueTest
            Reason.TOO_MANY_FIELDS, // WireInputTest
            Reason.COMPACTION_STALE, // TokensTest
            Reason.DRAINING, // AdmissionTest
            Reason.CREDENTIAL_MISSING, // AuthenticationTest
            Reason.CREDENTIAL_INVALID, // AuthenticationTest
            Reason.TENANT_UNKNOWN, // AuthenticationTest
            Reason.QUOTA_EXCEEDED, // TenantQuotaTest
            Reason.OVERLOADED, // AdmissionTest
            Reason.MEMORY_PRESSURE, // AdmissionTest
            Reason.INTERNAL); // CallChainTest

    String rows = rows().map(BadInput::expected).collect(Collectors.joining("\n"));
    Set<Reason> reached =
        Arrays.stream(Reason.values())
            .filter(reason -> rows.contains(" " + reason))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)));

    assertEquals(EnumSet.complementOf(EnumSet.copyOf(elsewhere)), reached);
  }

  /** What a caller can be refused for, it can ask for before. */
  @Test
  void everyLimitOnSizesIsToldAndEveryOneThatIsToldIsReached() {
    Set<String> told =
        CatalogServiceGrpc.newBlockingStub(server.channel())
            .getLimits(GetLimitsRequest.getDefaultInstance())
            .getLimitsList()
            .stream()
            .map(limit -> limit.getErrorReason() + " " + limit.getValue())
            .filter(TOO_MUCH.asMatchPredicate())
            .collect(Collectors.toCollection(TreeSet::new));

    Set<String> reached =
        rows()
            .map(BadInput::expected)
            .flatMap(line -> REFUSED_BY_SIZE.matcher(line).results())
            .map(refused -> refused.group(1) + " " + refused.group(2))
            .collect(Collectors.toCollection(TreeSet::new));
    reached.add("TOO_MANY_ITEMS 100000"); // DocumentStreamTest
    reached.add("TEXT_TOO_LARGE 65536"); // GrowingDocumentTest
    reached.add("TOO_MANY_FIELDS 100000"); // WireInputTest
    reached.add("TOO_MANY_FIELDS 1000"); // WireInputTest
    reached.add("MESSAGE_TOO_LARGE 100"); // CatalogueTest
    reached.add("TOO_MANY_FIELDS 30"); // CatalogueTest

    assertEquals(reached, told);
  }

  private static String outcome(BadInput input) {
    return outcome(() -> server.call(Calls.of(input.call()), input.request()));
  }

  private static String outcome(Runnable call) {
    try {
      call.run();
      return "OK";
    } catch (StatusRuntimeException e) {
      return Failure.line(e);
    }
  }

  private static void assertServes() {
    assertEquals(ServingStatus.SERVING, server.health(""));
    // without a deadline, which is allowed
    CountTokensResponse good =
        ContextBudgetServiceGrpc.newBlockingStub(server.channel()).countTokens(GOOD);
    assertEquals(1, good.getComponents(0).getTokens());
  }
}
