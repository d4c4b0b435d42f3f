package dev.contextbudget.app;

import dev.contextbudget.grpc.Limits;
import io.grpc.Codec;
import io.grpc.DecompressorRegistry;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * What a connection may do: every value that gRPC leaves unlimited, and some set for other uses.
 */
final class Transport {
  /** From here to the most, headers are refused ever oftener, so that a caller sees it coming. */
  private static final int SOFT_HEADER_BYTES = 6 << 10;

  /** What a connection may send before it is read; without it gRPC would let it grow to 8 MiB. */
  private static final int WINDOW_BYTES = 1 << 20;

  /** Grace for calls on a connection that has reached its age, in seconds. */
  private static final long MIN_AGE_GRACE_SECONDS = 60;

  /** As gRPC has it, and whatever else may come to be on the class path. */
  private static final DecompressorRegistry GZIP_OR_PLAIN =
      DecompressorRegistry.emptyInstance()
          .with(Codec.Identity.NONE, false)
          .with(new Codec.Gzip(), true);

  private Transport() {}

  static NettyServerBuilder at(
      InetSocketAddress address, ServerCredentials credentials, Limits limits) {
    long ageGraceSeconds = Math.max(MIN_AGE_GRACE_SECONDS, limits.maxDeadlineMillis() / 1000);
    return NettyServerBuilder.forAddress(address, credentials)
        .maxInboundMessageSize(limits.maxMessageBytes())
        .maxInboundMetadataSize(SOFT_HEADER_BYTES, Limits.MAX_HEADER_BYTES)
        .flowControlWindow(WINDOW_BYTES)
        .decompressorRegistry(GZIP_OR_PLAIN)
        .addTransportFilter(new ConnectionLimit(limits.maxConnections()))
        .maxConcurrentCallsPerConnection(Limits.MAX_CALLS_PER_CONNECTION)
        // A stream that is opened and reset takes none of the places on its connection, so nothing
        // else bounds them: CVE-2023-44487. One takes 10 us of a processor, measured, a quarter of
        // a health check, so this is 0.2 % of one for a connection. Honest callers reset too: each
        // call that they give up, and each upload that is refused.
        .maxRstFramesPerWindow(5_000, 30)
        // Behind a balancer of connections, only closed connections move calls to new replicas.
        .maxConnectionAge(30, TimeUnit.MINUTES)
        .maxConnectionAgeGrace(ageGraceSeconds, TimeUnit.SECONDS)
        .maxConnectionIdle(15, TimeUnit.MINUTES)
        // A caller that vanished without a word is noticed after 70 s.
        .keepAliveTime(60, TimeUnit.SECONDS)
        .keepAliveTimeout(10, TimeUnit.SECONDS)
        // Callers behind a NAT ping this often; oftener is abuse.
        .permitKeepAliveTime(30, TimeUnit.SECONDS)
        .permitKeepAliveWithoutCalls(true)
        .handshakeTimeout(10, TimeUnit.SECONDS);
  }
}
