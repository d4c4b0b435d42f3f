package dev.contextbudget.grpc.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.InvalidRequest;
import dev.contextbudget.core.error.MessageTooLarge;
import dev.contextbudget.core.error.Reason;
import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.TextContent;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestMarshallerTest {
  private static final int MAX_BYTES = 16 << 20;
  private static final Marshaller<CountTokensRequest> PLAIN =
      ContextBudgetServiceGrpc.getCountTokensMethod().getRequestMarshaller();
  private static final Marshaller<CountTokensRequest> SCANNING =
      new RequestMarshaller<>(
          PLAIN, CountTokensRequest.getDefaultInstance(), MAX_BYTES, () -> MAX_BYTES);

  /** As the transport gives what came uncompressed. */
  private static final class Uncompressed extends ByteArrayInputStream implements KnownLength {
    Uncompressed(byte[] bytes) {
      super(bytes);
    }
  }

  private static CountTokensRequest text(int bytes) {
    return request(TextContent.newBuilder().setValue("a".repeat(bytes)));
  }

  private static CountTokensRequest utf8(int bytes) {
    return request(TextContent.newBuilder().setUtf8(ByteString.copyFrom(new byte[bytes])));
  }

  private static CountTokensRequest request(TextContent.Builder text) {
    return CountTokensRequest.newBuilder()
        .setModel("gpt-4o")
        .addComponents(Component.newBuilder().setId("a").setText(text))
        .build();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5_000, 4 << 20, 15 << 20})
  void requestsOfAnySizeAreReadCompressedOrNot(int bytes) {
    for (CountTokensRequest request : new CountTokensRequest[] {text(bytes), utf8(bytes)}) {
      byte[] wire = request.toByteArray();
      assertEquals(request, SCANNING.parse(new Uncompressed(wire)));
      assertEquals(request, SCANNING.parse(new ByteArrayInputStream(wire)));
    }
  }

  @Test
  void aRequestIsWholeAfterTheBufferIsUsedAgain() {
    CountTokensRequest first = SCANNING.parse(new Uncompressed(text(1_000).toByteArray()));
    SCANNING.parse(new Uncompressed(utf8(2_000).toByteArray()));
    CountTokensRequest third = SCANNING.parse(new Uncompressed(utf8(900).toByteArray()));
    SCANNING.parse(new Uncompressed(text(1_000).toByteArray()));

    assertEquals(text(1_000), first);
    assertEquals(utf8(900), third);
  }

  @Test
  void aRequestAboveTheLimitIsNotReadButMeasured() {
    byte[] wire = new byte[MAX_BYTES + 10];

    for (InputStream stream :
        new InputStream[] {new Uncompressed(wire), new ByteArrayInputStream(wire)}) {
      MessageTooLarge e = assertThrows(MessageTooLarge.class, () -> SCANNING.parse(stream));

      assertEquals(Map.of("limit", "16777216", "actual", "16777226"), e.metadata());
    }
  }

  @Test
  void aCompressedByteBecomesAtMostAHundredAboveOneMebibyte() {
    byte[] wire = text(3 << 20).toByteArray();
    int least = wire.length / 100 + 1;

    assertEquals(text(3 << 20), compressed(least).parse(new ByteArrayInputStream(wire)));
    MessageTooLarge e =
        assertThrows(
            MessageTooLarge.class,
            () -> compressed(least - 1).parse(new ByteArrayInputStream(wire)));
    assertEquals(Long.toString(100L * (least - 1)), e.metadata().get("limit"));
    assertEquals(
        text(1_000_000),
        compressed(1).parse(new ByteArrayInputStream(text(1_000_000).toByteArray())));
  }

  private static Marshaller<CountTokensRequest> compressed(int wireBytes) {
    return new RequestMarshaller<>(
        PLAIN, CountTokensRequest.getDefaultInstance(), MAX_BYTES, () -> wireBytes);
  }

  @Test
  void bytesThatCannotBeInflatedAreNoMessage() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("no gzip");
          }
        };

    InvalidRequest e = assertThrows(InvalidRequest.class, () -> SCANNING.parse(broken));

    assertEquals(Reason.BAD_MESSAGE, e.reason());
  }

  /** The buffers of both are made by the first call. */
  @ParameterizedTest
  @ValueSource(ints = {1_000, (4 << 20) - 100, 4 << 20, 15 << 20})
  void noMoreIsAllocatedThanByGrpcsOwnMarshaller(int bytes) {
    for (byte[] wire : new byte[][] {utf8(bytes).toByteArray(), text(bytes).toByteArray()}) {
      long plain = allocated(PLAIN, wire);
      long scanning = allocated(SCANNING, wire);

      assertTrue(scanning <= plain + 4096, scanning + " and " + plain + " bytes");
    }
  }

  /** 2.8 MB of unknown fields became 101 MiB; 4 MiB of empty messages 87 MiB. */
  @Test
  void whatIsRefusedCostsNoObjects() {
    byte[] empties = new byte[4 << 20];
    byte[] unknown = new byte[3 << 20];
    for (int i = 0; i < empties.length; i += 2) {
      empties[i] = 0x12;
    }
    for (int i = 0; i < unknown.length; i += 3) {
      unknown[i] = (byte) 0xf8;
      unknown[i + 1] = 0x7f;
    }
    for (byte[] wire : new byte[][] {empties, unknown}) {
      long made = allocated(SCANNING, wire);
      assertTrue(made < 64 << 10, made + " bytes");
    }
  }

  private static long allocated(Marshaller<CountTokensRequest> marshaller, byte[] wire) {
    parse(marshaller, wire);
    InputStream stream = new Uncompressed(wire);
    long before = Allocated.bytes();
    parse(marshaller, stream);
    return Allocated.bytes() - before;
  }

  private static void parse(Marshaller<CountTokensRequest> marshaller, byte[] wire) {
    parse(marshaller, new Uncompressed(wire));
  }

  private static void parse(Marshaller<CountTokensRequest> marshaller, InputStream stream) {
    try {
      marshaller.parse(stream);
    } catch (ContextBudgetException e) {
      assertEquals(Reason.TOO_MANY_FIELDS, e.reason());
    }
  }
}
