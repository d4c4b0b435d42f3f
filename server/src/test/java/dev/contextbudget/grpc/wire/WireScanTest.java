package dev.contextbudget.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.PlanBudgetRequest;
import dev.contextbudget.v1.Policy;
import dev.contextbudget.v1.TextContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WireScanTest {
  private static final String ACCEPTED = "accepted";

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void takesWhatTheParserTakesIfItIsRegular(long seed) throws IOException {
    RandomRequests random = new RandomRequests(seed);
    for (Message prototype : ParserOracle.REQUESTS) {
      byte[] request = random.like(prototype).toByteArray();
      assertEquals(ACCEPTED, outcome(prototype, request));
      for (int i = 0; i < 100; i++) {
        byte[] bytes = random.mutated(request);
        ParserOracle.assertAgrees(prototype, bytes);
      }
    }
  }

  /** Each is the bytes of a CountTokensRequest, whose model is field 1, a string. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "nothing, '', accepted",
    "a varint that ends in the middle, f87fff, BAD_MESSAGE request",
    "a varint of 10 bytes, f87fffffffffffffffffff01, accepted",
    "a varint of 11 bytes, f87fffffffffffffffffffff01, BAD_MESSAGE request",
    "a tag that ends in the middle, 8a, BAD_MESSAGE request",
    "a length above what is left, 0a0561, BAD_MESSAGE request",
    "a length below 0, 0affffffff0f, BAD_MESSAGE request",
    "a length above 2^31, 0affffffffffffffff7f, BAD_MESSAGE request",
    "a model that is a number, 0801, accepted",
    "a model that is 8 bytes, 090000000000000000, accepted",
    "a model that is 4 bytes of 3, 0d000000, BAD_MESSAGE request",
    "components that are a number, 1001, accepted",
    "a group, 0b0c, BAD_MESSAGE request",
    "an unknown group, fb7ffc7f, BAD_MESSAGE request",
    "the end of a group, 0c, BAD_MESSAGE request",
    "wire type 6, 0e00, BAD_MESSAGE request",
    "wire type 7, 0f00, BAD_MESSAGE request",
    "field number 0, 0001, BAD_MESSAGE request",
    "field number 0 in a component, 12020001, BAD_MESSAGE request",
    "a component that ends in its id, 12030a0561, BAD_MESSAGE request",
    "an id that ends behind its component, 12030a02616161, BAD_MESSAGE request",
    "a model that is not UTF-8, 0a02c328, BAD_UTF8 model",
    "a model that is half a pair, 0a03eda080, BAD_UTF8 model",
    "an id that is not UTF-8, 120012030a01ff, BAD_UTF8 components[1].id",
    "a text that is not UTF-8, 0a0161120562030a01ff, BAD_UTF8 components[0].text.value",
    "bytes that are not UTF-8, 120562031201ff, accepted",
  })
  void tellsWhatIsWrong(String name, String hex, String expected) {
    assertEquals(
        expected,
        outcome(CountTokensRequest.getDefaultInstance(), HexFormat.of().parseHex(hex)),
        name);
  }

  /**
   * What parsing allocates is what is kept and the builders that made it, twice as much at most; no
   * list of empty messages, of any kind at any depth, makes more of its bytes.
   */
  @Test
  void whatIsTakenBecomesAtMostThirtyTimesItsBytes() throws IOException {
    for (Message prototype : ParserOracle.REQUESTS) {
      for (byte[] list : EmptyLists.in(prototype.getDescriptorForType())) {
        boolean taken = outcome(prototype, list).equals(ACCEPTED);
        long before = Allocated.bytes();
        prototype.getParserForType().parseFrom(list);
        long allocated = Allocated.bytes() - before;
        if (taken) {
          assertTrue(allocated <= 2 * Limits.maxObjectBytes(list.length), allocated + " bytes");
        }
      }
    }
  }

  @Test
  void fieldsMayBeAsManyAsTheBytesLet() {
    // n of 2 bytes each in a component: n + 1 fields where n + 1 <= 100,000 + (2 n + 4) / 8
    assertEquals(ACCEPTED, priorities(133_332));
    assertEquals("TOO_MANY_FIELDS request", priorities(133_333));
  }

  private static String priorities(int count) {
    byte[] component = HexFormat.of().parseHex("1801".repeat(count));
    byte[] head =
        HexFormat.of()
            .parseHex(
                "12%02x%02x%02x"
                    .formatted(
                        component.length & 0x7f | 0x80,
                        component.length >> 7 & 0x7f | 0x80,
                        component.length >> 14));
    byte[] bytes = Arrays.copyOf(head, head.length + component.length);
    System.arraycopy(component, 0, bytes, head.length, component.length);
    return outcome(CountTokensRequest.getDefaultInstance(), bytes);
  }

  /** Of 2 bytes each, and some 96 in memory. */
  @Test
  void emptyMessagesMayBeAsManyAsTheirMemoryLets() {
    assertEquals(ACCEPTED, empties(15_000));
    assertEquals("TOO_MANY_FIELDS request", empties(40_000));
  }

  private static String empties(int components) {
    byte[] bytes = new byte[components * 2];
    for (int i = 0; i < components; i++) {
      bytes[2 * i] = 0x12;
    }
    return outcome(CountTokensRequest.getDefaultInstance(), bytes);
  }

  @Test
  void eachValueOfARunIsAField() {
    Policy.Builder policy = Policy.newBuilder();
    for (int i = 0; i < 200_000; i++) {
      policy.addDropOrderValue(1);
    }
    PlanBudgetRequest request = PlanBudgetRequest.newBuilder().setPolicy(policy).build();

    assertEquals("TOO_MANY_FIELDS request", outcome(request, request.toByteArray()));
  }

  @Test
  void aThousandUnknownFieldsArePassedOver() {
    assertEquals(ACCEPTED, unknown(1_000));
    assertEquals("TOO_MANY_FIELDS request", unknown(1_001));
  }

  private static String unknown(int count) {
    return outcome(
        CountTokensRequest.getDefaultInstance(), HexFormat.of().parseHex("f87f01".repeat(count)));
  }

  @Test
  void onlyTheFirstBytesAreLookedAt() {
    byte[] bytes = "\n\1ajunk".getBytes(StandardCharsets.UTF_8);

    WireScan.check(MessageShape.of(CountTokensRequest.getDescriptor()), bytes, "\n\1a".length());
    assertThrows(
        InvalidRequest.class,
        () ->
            WireScan.check(
                MessageShape.of(CountTokensRequest.getDescriptor()), bytes, bytes.length));
  }

  /** Of a request of 4 MiB nothing but the scan itself is made. */
  @Test
  void aScanAllocatesNothingThatGrowsWithTheRequest() {
    CountTokensRequest request =
        CountTokensRequest.newBuilder()
            .addComponents(
                Component.newBuilder()
                    .setText(
                        TextContent.newBuilder().setUtf8(ByteString.copyFrom(new byte[4 << 20]))))
            .build();
    byte[] bytes = request.toByteArray();
    MessageShape shape = MessageShape.of(request.getDescriptorForType());
    WireScan.check(shape, bytes, bytes.length);

    long before = Allocated.bytes();
    WireScan.check(shape, bytes, bytes.length);
    long made = Allocated.bytes() - before;

    assertTrue(made < 4096, made + " bytes");
  }

  private static String outcome(Message request, byte[] bytes) {
    try {
      WireScan.check(MessageShape.of(request.getDescriptorForType()), bytes, bytes.length);
      return ACCEPTED;
    } catch (InvalidRequest e) {
      Reason reason = e.reason();
      return reason + " " + e.metadata().get("field");
    }
  }
}
