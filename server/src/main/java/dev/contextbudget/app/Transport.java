package dev.contextbudget.app;

import dev.contextbudget.grpc.Limits;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * What a connection may do: every value that gRPC leaves unlimited, and some set for other uses.
 */
final class Transport {
  /** Calls of one caller; makes it queue instead of us. */
  private static final int MAX_CALLS_PER_CONNECTION = 100;

  /** gRPC's own; a larger header costs the whole connection in any case. */
  private static final int MAX_HEADER_BYTES = 8 << 10;

  /** Grace for calls on a connection that has reached its age, in seconds. */
  private static final long MIN_AGE_GRACE_SECONDS = 60;

  private Transport() {}

  static NettyServerBuilder at(
      InetSocketAddress address, ServerCredentials credentials, Limits limits) {
    long ageGraceSeconds = Math.max(MIN_AGE_GRACE_SECONDS, limits.maxDeadlineMillis() / 1000);
    return NettyServerBuilder.forAddress(address, credentials)
        .maxInboundMessageSize(limits.maxMessageBytes())
        .maxInboundMetadataSize(MAX_HEADER_BYTES)
        .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
        // A stream that is opened and reset costs us more than the caller: CVE-2023-44487.
        .maxRstFramesPerWindow(200, 30)
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
