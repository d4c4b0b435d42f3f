package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.contextbudget.edge.RawMethod;
import dev.contextbudget.v1.CountTokensRequest;
import io.grpc.CallOptions;
import io.grpc.Codec;
import io.grpc.Compressor;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests in gzip: what plain gRPC answers with {@code UNKNOWN}. */
class CompressedRequestTest {

  @Test
  void aCompressedRequestIsRead() throws Exception {
    assertEquals(
        Status.Code.OK, call(new Codec.Gzip(), CountTokensRequest.newBuilder().setModel("a")));
  }

  @Test
  void aBombIsTooLargeAndNotADefect() throws Exception {
    // 32 MiB of one letter are 32 KiB in gzip.
    String text = "a".repeat(32 << 20);

    assertEquals(
        Status.Code.RESOURCE_EXHAUSTED,
        call(new Codec.Gzip(), CountTokensRequest.newBuilder().setModel(text)));
  }

  @Test
  void aBodyThatIsBrokenInsideIsInvalid() throws Exception {
    assertEquals(
        Status.Code.INVALID_ARGUMENT,
        call(new BrokenGzip(), CountTokensRequest.newBuilder().setModel("a".repeat(1000))));
  }

  private static Status.Code call(Compressor gzip, CountTokensRequest.Builder request)
      throws Exception {
    CompressorRegistry compressors = CompressorRegistry.newEmptyInstance();
    compressors.register(gzip);
    try (ChainFixture fixture = new ChainFixture()) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", fixture.port())
              .usePlaintext()
              .compressorRegistry(compressors)
              .build();
      try {
        CallOptions options =
            CallOptions.DEFAULT.withCompression("gzip").withDeadlineAfter(30, TimeUnit.SECONDS);
        byte[] message = request.build().toByteArray();
        Status.Code code = statusOf(channel, options, message);
        fixture.stub().countTokens(CountTokensRequest.getDefaultInstance());
        return code;
      } finally {
        channel.shutdownNow();
        channel.awaitTermination(10, TimeUnit.SECONDS);
      }
    }
  }

  private static Status.Code statusOf(ManagedChannel channel, CallOptions options, byte[] message) {
    try {
      ClientCalls.blockingUnaryCall(channel, RawMethod.of(ChainFixture.COUNT), options, message);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }

  /** Gzip with a right header and wrong bytes after it. */
  private static final class BrokenGzip implements Compressor {
    @Override
    public String getMessageEncoding() {
      return "gzip";
    }

    @Override
    public OutputStream compress(OutputStream out) throws IOException {
      out.write(new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0});
      return new OutputStream() {
        @Override
        public void write(int b) throws IOException {
          out.write(0xff);
        }

        @Override
        public void close() throws IOException {
          out.close();
        }
      };
    }
  }
}
