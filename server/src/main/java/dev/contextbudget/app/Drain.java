package dev.contextbudget.app;

import dev.contextbudget.grpc.interceptor.CallChain;
import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the calls of a server: says "not serving", goes on for a delay in which load balancers learn
 * of it, refuses new calls, and lets those in flight end within a grace.
 *
 * <p>After memory ran out there is no delay, and a short grace: what is refused is tried again
 * elsewhere.
 *
 * @param ready what the admin port says of readiness
 */
record Drain(
    ServerConfig.Server config,
    HealthStatusManager health,
    AtomicBoolean ready,
    CallChain chain,
    Server server,
    Ending ending)
    implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

  private static final long GOODBYE_MILLIS = 500;

  /** For calls in flight when memory ran out: most end at once, and a heap that is full is slow. */
  private static final long OUT_OF_MEMORY_GRACE_MILLIS = 5_000;

  @Override
  public void close() throws InterruptedException {
    health.enterTerminalState();
    ready.set(false);
    long delayMillis = config.drainDelay().toMillis();
    long graceMillis = config.drainGrace().toMillis();
    if (ending.isOutOfMemory()) {
      LOG.error("out of memory: stopping, to be started anew");
      delayMillis = 0;
      graceMillis = Math.min(graceMillis, OUT_OF_MEMORY_GRACE_MILLIS);
    }
    LOG.info("draining, {} calls in flight", chain.inFlight());
    try {
      TimeUnit.MILLISECONDS.sleep(delayMillis);
      chain.drain();
      server.shutdown();
      if (!chain.awaitIdle(graceMillis)) {
        LOG.warn("grace is over, {} calls are cut off", chain.inFlight());
      }
      // For connections to say goodbye. A watch of the health never ends by itself.
      server.awaitTermination(GOODBYE_MILLIS, TimeUnit.MILLISECONDS);
    } finally {
      server.shutdownNow();
    }
    server.awaitTermination(1, TimeUnit.SECONDS);
    LOG.info("stopped");
  }
}
