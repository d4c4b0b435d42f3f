package dev.contextbudget.grpc.interceptor;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc.ContextBudgetServiceBlockingStub;
import dev.contextbudget.v1.CountTokensRequest;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.slf4j.LoggerFactory;

/** A server with the chain on a real port, a channel to it, and everything that it logs. */
final class ChainFixture implements AutoCloseable {
  static final String COUNT = "contextbudget.v1.ContextBudgetService/CountTokens";

  private static final List<String> QUIET = List.of("access", DefectBoundary.class.getName());

  final ScriptedService service = new ScriptedService();
  final CallChain chain;
  final Meters meters =
      new Meters(
          ContextBudgetServiceGrpc.getServiceDescriptor().getMethods().stream()
              .map(MethodDescriptor::getFullMethodName)
              .collect(java.util.stream.Collectors.toSet()));
  final ManagedChannel channel;

  /** How often a call told that it ran out of memory. */
  final AtomicInteger outOfMemory = new AtomicInteger();

  /** What compressed requests have become, as far as they were read. */
  final AtomicLong inflatedBytes = new AtomicLong();

  private final ExecutorService workers;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Server server;
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Level accessLevel = logger("access").getLevel();

  ChainFixture(Limits limits, int maxInFlight, int threads) throws IOException {
    this(limits, new Capacity(threads, maxInFlight, 64 << 20));
  }

  ChainFixture(Limits limits, Capacity capacity) throws IOException {
    logger("access").setLevel(Level.INFO);
    log.start();
    for (String name : QUIET) {
      logger(name).setAdditive(false); // read by the test, not by who runs it
      logger(name).addAppender(log);
    }
    logger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    workers = Executors.newFixedThreadPool(capacity.threads());
    chain =
        new CallChain(
            List.of(service),
            limits,
            capacity,
            new CallChain.Surroundings(
                meters,
                Optional.empty(),
                workers,
                timer,
                () -> outOfMemory.incrementAndGet(),
                Callers.anyone()));
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new InetSocketAddress("127.0.0.1", 0), InsecureServerCredentials.create())
            .decompressorRegistry(
                DecompressorRegistry.emptyInstance().with(new CountedGzip(), true))
            .maxInboundMessageSize(limits.maxMessageBytes());
    chain.installOn(builder);
    server = builder.build().start();
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
            .usePlaintext()
            .disableRetry()
            .build();
  }

  ChainFixture() throws IOException {
    this(Limits.DEFAULTS, 8, 2);
  }

  private final class CountedGzip implements Decompressor {
    @Override
    public String getMessageEncoding() {
      return "gzip";
    }

    @Override
    public InputStream decompress(InputStream compressed) throws IOException {
      return new FilterInputStream(new GZIPInputStream(compressed)) {
        @Override
        public int read() throws IOException {
          int next = super.read();
          inflatedBytes.addAndGet(next < 0 ? 0 : 1);
          return next;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
          int count = super.read(into, offset, length);
          inflatedBytes.addAndGet(Math.max(0, count));
          return count;
        }
      };
    }
  }

  int port() {
    return server.getPort();
  }

  /** Returns a stub with a deadline that no healthy test reaches. */
  ContextBudgetServiceBlockingStub stub() {
    return ContextBudgetServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(30, TimeUnit.SECONDS);
  }

  /** Makes a call that fails and returns how. */
  StatusRuntimeException failureOfCount() {
    try {
      stub().countTokens(CountTokensRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      return e;
    }
    throw new AssertionError("the call did not fail");
  }

  /** Returns the lines that were logged, with their fields and stack traces. */
  List<String> logged() {
    List<String> lines = new ArrayList<>();
    for (ILoggingEvent event : List.copyOf(log.list)) {
      StringBuilder line = new StringBuilder(event.getFormattedMessage());
      if (event.getKeyValuePairs() != null) {
        event.getKeyValuePairs().forEach(pair -> line.append(' ').append(pair));
      }
      for (var t = event.getThrowableProxy(); t != null; t = t.getCause()) {
        line.append('\n').append(t.getClassName()).append(": ").append(t.getMessage());
      }
      lines.add(line.toString());
    }
    return lines;
  }

  /** Returns the value of a series. */
  double metric(String series) {
    return meters
        .scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no series " + series));
  }

  /** Waits for something that another thread is about to do. */
  static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    if (!condition.getAsBoolean()) {
      throw new AssertionError("did not happen");
    }
  }

  static ErrorInfo info(StatusRuntimeException e) throws IOException {
    return StatusProto.fromThrowable(e).getDetails(0).unpack(ErrorInfo.class);
  }

  static RetryInfo retry(StatusRuntimeException e) throws IOException {
    return StatusProto.fromThrowable(e).getDetails(1).unpack(RetryInfo.class);
  }

  private static Logger logger(String name) {
    return (Logger) LoggerFactory.getLogger(name);
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow();
    workers.shutdownNow();
    timer.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
    channel.awaitTermination(10, TimeUnit.SECONDS);
    meters.close();
    for (String name : QUIET) {
      logger(name).setAdditive(true);
      logger(name).detachAppender(log);
    }
    logger(Logger.ROOT_LOGGER_NAME).detachAppender(log);
    logger("access").setLevel(accessLevel);
  }
}
