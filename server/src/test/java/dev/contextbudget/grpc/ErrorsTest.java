package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import dev.contextbudget.Seeds;
import dev.contextbudget.core.error.BudgetUnsatisfiable;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.MessageTooLarge;
import dev.contextbudget.core.error.NotImplemented;
import dev.contextbudget.core.error.QuotaExceeded;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.core.error.Unavailable;
import dev.contextbudget.core.error.UnknownName;
import dev.contextbudget.core.error.Violation;
import dev.contextbudget.v1.ErrorReason;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorsTest {
  private static final String PREFIX = "ERROR_REASON_";

  static LongStream seeds() {
    return Seeds.all();
  }

  @Test
  void theReasonsOfTheCoreAreThoseOfTheContract() {
    List<String> contract =
        Arrays.stream(ErrorReason.values())
            .filter(r -> r != ErrorReason.UNRECOGNIZED)
            .filter(r -> r != ErrorReason.ERROR_REASON_UNSPECIFIED)
            .map(r -> r.name().substring(PREFIX.length()))
            .toList();

    assertEquals(contract, Arrays.stream(Reason.values()).map(Reason::name).toList());
  }

  @Test
  void everyReasonHasTheStatusThatItsCommentNames() throws IOException {
    Map<String, String> documented = documentedStatuses();

    Map<String, String> mapped = new LinkedHashMap<>();
    for (Reason reason : Reason.values()) {
      mapped.put(reason.name(), Errors.code(reason).name());
    }
    assertEquals(documented, mapped);
  }

  /** Reads the first word in back quotes of the comment of each value but the unspecified one. */
  private static Map<String, String> documentedStatuses() throws IOException {
    String proto;
    try (InputStream file =
        ErrorsTest.class.getResourceAsStream("/contextbudget/v1/error_reason.proto")) {
      assertNotNull(file, "error_reason.proto is on the class path");
      proto = new String(file.readAllBytes(), StandardCharsets.UTF_8);
    }
    Matcher matcher =
        Pattern.compile(
                "// `([A-Z_]+)`[^\\n]*\\n(?:\\s*//[^\\n]*\\n)*\\s*ERROR_REASON_([A-Z0-9_]+) =")
            .matcher(proto.substring(proto.indexOf("enum ErrorReason")));
    Map<String, String> statuses = new LinkedHashMap<>();
    while (matcher.find()) {
      statuses.put(matcher.group(2), matcher.group(1));
    }
    return statuses;
  }

  @Test
  void aViolationIsToldWithFieldReasonAndDescription() throws Exception {
    Errors.Failure failure =
        Errors.of(
            new InvalidRequest(
                List.of(
                    Violation.ofLimit("messages", Reason.TOO_MANY_MESSAGES, "the number", 20, 21),
                    Violation.of("model", Reason.REQUIRED, "is required"))));

    assertEquals(Status.Code.INVALID_ARGUMENT, failure.status().getCode());
    assertEquals(
        "messages: the number must be at most 20, got 21 (and 1 more)",
        failure.status().getDescription());
    ErrorInfo info = detail(failure, ErrorInfo.class);
    assertEquals("TOO_MANY_MESSAGES", info.getReason());
    assertEquals("contextbudget.dev", info.getDomain());
    assertEquals(
        Map.of("field", "messages", "violationCount", "2", "limit", "20", "actual", "21"),
        info.getMetadataMap());
    BadRequest request = detail(failure, BadRequest.class);
    assertEquals(2, request.getFieldViolationsCount());
    assertEquals("model", request.getFieldViolations(1).getField());
    assertEquals("REQUIRED", request.getFieldViolations(1).getReason());
    assertEquals("is required", request.getFieldViolations(1).getDescription());
  }

  @Test
  void atMostTenViolationsAreToldAndAllAreCounted() throws Exception {
    List<Violation> violations =
        IntStream.range(0, 25)
            .mapToObj(i -> Violation.of("f" + i, Reason.REQUIRED, "is required"))
            .toList();

    Errors.Failure failure = Errors.of(new InvalidRequest(violations));

    assertEquals(10, detail(failure, BadRequest.class).getFieldViolationsCount());
    assertEquals("25", detail(failure, ErrorInfo.class).getMetadataOrThrow("violationCount"));
  }

  @Test
  void aTenantOverItsQuotaLearnsWhichAndWhenThereIsMore() throws Exception {
    Errors.Failure failure = Errors.of(new QuotaExceeded("tokens-per-minute", 1000, 2_500));

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, failure.status().getCode());
    QuotaFailure.Violation violation = detail(failure, QuotaFailure.class).getViolations(0);
    assertEquals("tenant", violation.getSubject());
    assertEquals("tokens-per-minute", violation.getQuotaId());
    assertEquals(2, detail(failure, RetryInfo.class).getRetryDelay().getSeconds());
    assertNull(failure.trailers().get(Errors.PUSHBACK));
    assertEquals(
        Map.of("quota", "tokens-per-minute", "limit", "1000"),
        detail(failure, ErrorInfo.class).getMetadataMap());
  }

  @Test
  void anOverloadedServerSaysWhenToComeBackInBothWays() throws Exception {
    Errors.Failure failure = Errors.of(Unavailable.overloaded(1250));

    assertEquals(Status.Code.UNAVAILABLE, failure.status().getCode());
    RetryInfo retry = detail(failure, RetryInfo.class);
    assertEquals(1, retry.getRetryDelay().getSeconds());
    assertEquals(250_000_000, retry.getRetryDelay().getNanos());
    assertEquals("1250", failure.trailers().get(Errors.PUSHBACK));
  }

  @Test
  void aStoppingServerLeavesThePaceOfRetriesToTheCaller() throws Exception {
    Errors.Failure failure = Errors.of(Unavailable.draining());

    assertEquals("DRAINING", detail(failure, ErrorInfo.class).getReason());
    assertTrue(detail(failure, RetryInfo.class).hasRetryDelay());
    assertFalse(failure.trailers().containsKey(Errors.PUSHBACK));
  }

  @Test
  void aDefectTellsItsRequestIdAndNothingElse() throws Exception {
    Errors.Failure failure = Errors.internal("abc-1");

    assertEquals(Status.Code.INTERNAL, failure.status().getCode());
    assertEquals(Map.of("requestId", "abc-1"), detail(failure, ErrorInfo.class).getMetadataMap());
    assertEquals(1, failure.trailers().get(Errors.DETAILS).getDetailsCount());
  }

  @Test
  void aBudgetThatIsTooSmallAdvisesNothingThatTheRequestMayHaveDone() {
    Errors.Failure failure = Errors.of(new BudgetUnsatisfiable(20, 12, List.of("a")));

    assertEquals(
        "what must stay needs 20 tokens, the input budget is 12; "
            + "raise the budget by 8 or require less",
        failure.status().getDescription());
  }

  @Test
  void aListOfNamesIsCutBetweenNames() throws Exception {
    List<String> names = IntStream.range(0, 10).mapToObj(i -> i + "a".repeat(30)).toList();

    Errors.Failure failure = Errors.of(new BudgetUnsatisfiable(20, 10, names));

    assertEquals(
        String.join(",", names.subList(0, 4)),
        detail(failure, ErrorInfo.class).getMetadataOrThrow("forcedBy"));
  }

  @Test
  void theLongestIdIsNeverCut() throws Exception {
    String longest = "a".repeat(FixedLimit.ID_BYTES.value());

    Errors.Failure failure = Errors.of(new BudgetUnsatisfiable(20, 10, List.of(longest, "b")));

    assertEquals(longest, detail(failure, ErrorInfo.class).getMetadataOrThrow("forcedBy"));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void detailsStayUnderTwoKibibytesWhateverTheyHold(long seed) throws Exception {
    Random random = new Random(seed);
    Errors.Failure failure = randomFailure(random);

    com.google.rpc.Status packed = failure.trailers().get(Errors.DETAILS);
    assertTrue(packed.getSerializedSize() <= 2048, () -> packed.getSerializedSize() + " bytes");
    assertEquals(failure.status().getCode().value(), packed.getCode());
    ErrorInfo info = detail(failure, ErrorInfo.class);
    assertEquals(Errors.code(Reason.valueOf(info.getReason())), failure.status().getCode());
    info.getMetadataMap()
        .values()
        .forEach(value -> assertTrue(value.getBytes(StandardCharsets.UTF_8).length <= 128));
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonFitsWithFullMetadata(Reason reason) throws Exception {
    Map<String, String> metadata = Map.of("limit", "9".repeat(500), "actual", "9".repeat(500));

    Errors.Failure failure =
        Errors.of(new InvalidRequest(new Violation("a".repeat(500), reason, "b", metadata)));

    assertEquals(reason.name(), detail(failure, ErrorInfo.class).getReason());
    assertEquals(
        List.of("actual", "field", "limit", "violationCount"),
        detail(failure, ErrorInfo.class).getMetadataMap().keySet().stream().sorted().toList());
  }

  private static Errors.Failure randomFailure(Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> Errors.of(UnknownName.model(texts(random)));
      case 1 -> Errors.of(new BudgetUnsatisfiable(random.nextLong(), 1, texts(random)));
      case 2 -> Errors.of(new NotImplemented("f" + text(random)));
      case 3 -> Errors.of(new MessageTooLarge(random.nextLong(), random.nextLong()));
      case 4 -> Errors.internal(text(random));
      default -> Errors.of(new InvalidRequest(violations(random)));
    };
  }

  private static List<Violation> violations(Random random) {
    List<Violation> violations = new ArrayList<>();
    int count = 1 + random.nextInt(30);
    for (int i = 0; i < count; i++) {
      Map<String, String> metadata = new HashMap<>();
      int entries = random.nextInt(40);
      for (int k = 0; k < entries; k++) {
        metadata.put("key" + k, text(random));
      }
      Reason reason = Reason.values()[random.nextInt(18)];
      violations.add(new Violation("f" + text(random), reason, text(random), metadata));
    }
    return violations;
  }

  private static List<String> texts(Random random) {
    return IntStream.range(0, random.nextInt(12)).mapToObj(i -> text(random)).toList();
  }

  /** Returns up to 3,000 characters of one to four bytes, lone surrogates among them. */
  private static String text(Random random) {
    int length = random.nextInt(random.nextBoolean() ? 20 : 3000);
    String alphabet = "a,é€\uD83D\uDE00\uD800 \n";
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static <M extends Message> M detail(Errors.Failure failure, Class<M> type)
      throws InvalidProtocolBufferException {
    Metadata trailers = failure.trailers();
    for (Any any : trailers.get(Errors.DETAILS).getDetailsList()) {
      if (any.is(type)) {
        return any.unpack(type);
      }
    }
    throw new AssertionError("no " + type.getSimpleName());
  }
}
