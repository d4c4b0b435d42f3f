package dev.contextbudget.app;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Error;
import io.grpc.netty.shaded.io.netty.handler.codec.http2.Http2Exception;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections above so many that are open.
 *
 * <p>gRPC has no setting for it. What is thrown when a connection is ready closes it, and its
 * caller sees {@code UNAVAILABLE}, which is tried again. Whoever has not yet shaken hands is not
 * counted, and has 10 s.
 */
final class ConnectionLimit extends ServerTransportFilter {
  private static final Attributes.Key<Boolean> COUNTED =
      Attributes.Key.create("contextbudget-counted");

  private final int maxConnections;
  private final AtomicInteger open = new AtomicInteger();

  ConnectionLimit(int maxConnections) {
    this.maxConnections = maxConnections;
  }

  /** Without a stack: it is thrown for every connection of a flood, and the transport logs it. */
  private static final class TooManyConnections extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Only a cause of HTTP/2 tells the transport what to say: without it, that we have a defect.
     */
    TooManyConnections(int limit) {
      super(
          null,
          Http2Exception.connectionError(
              Http2Error.REFUSED_STREAM, "more than %d connections", limit),
          false,
          false);
    }
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    if (open.incrementAndGet() > maxConnections) {
      open.decrementAndGet();
      throw new TooManyConnections(maxConnections);
    }
    return transport.toBuilder().set(COUNTED, true).build();
  }

  @Override
  public void transportTerminated(@Nullable Attributes transport) {
    if (transport != null && transport.get(COUNTED) != null) {
      open.decrementAndGet();
    }
  }
}
