package dev.contextbudget.app;

import dev.contextbudget.grpc.ErrorDetails;
import dev.contextbudget.grpc.interceptor.CallChain;
import dev.contextbudget.ops.AdminServer;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.ops.Traces;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.util.internal.PlatformDependent;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: everything it consists of, opened in one order and closed in the reverse. */
public final class ServerRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerRuntime.class);

  private final ServerConfig.Server config;
  private final CloseStack stack;
  private final Server server;
  private final Optional<AdminServer> admin;
  private final Ending ending;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicBoolean closing = new AtomicBoolean();

  /** Makes the services: reads the catalogue and warms up, so that the first call is a fast one. */
  public interface ServiceFactory {
    /**
     * Makes the services.
     *
     * @param stack closes what the services have open, after the last call
     */
    List<BindableService> create(ServerConfig config, Meters meters, CloseStack stack);
  }

  private ServerRuntime(
      ServerConfig.Server config,
      CloseStack stack,
      Server server,
      Optional<AdminServer> admin,
      Ending ending) {
    this.config = config;
    this.stack = stack;
    this.server = server;
    this.admin = admin;
    this.ending = ending;
  }

  /**
   * Starts a server; it answers calls when this returns.
   *
   * @throws CannotStart if a port cannot be opened
   */
  public static ServerRuntime start(ServerConfig config, ServiceFactory factory) {
    CloseStack stack = new CloseStack();
    try {
      return assemble(config, factory, stack);
    } catch (Throwable t) {
      stack.close();
      throw t;
    }
  }

  private static ServerRuntime assemble(
      ServerConfig config, ServiceFactory factory, CloseStack stack) {
    Meters meters = stack.push("meters", new Meters(methods()));
    ExecutorService workers =
        Executors.newFixedThreadPool(config.server().threads(), threads("call"));
    stack.push("workers", workers::shutdownNow);
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(threads("timer"));
    stack.push("timer", timer::shutdownNow);

    List<BindableService> services = factory.create(config, meters, stack);
    Ending ending = new Ending();
    Credentials credentials = Credentials.read(config.security(), meters, stack);
    CallChain chain =
        new CallChain(
            services,
            config.limits(),
            config.capacity(),
            new CallChain.Surroundings(
                meters,
                tracer(config.telemetry(), stack),
                workers,
                timer,
                ending::ranOutOfMemory,
                credentials.callers()));
    meters.watchInFlight(chain::inFlight, config.server()::maxInFlight);
    meters.watchTransportMemory(
        PlatformDependent::usedDirectMemory, PlatformDependent::maxDirectMemory);

    HealthStatusManager health = new HealthStatusManager();
    List<String> names = healthNames(services);
    names.forEach(name -> health.setStatus(name, ServingStatus.NOT_SERVING));
    AtomicBoolean ready = new AtomicBoolean();
    AdminServer.Pages pages = new AdminServer.Pages(meters::scrape, ready::get, config.yaml());
    Optional<AdminServer> admin = Ports.openAdmin(config.admin(), pages);
    admin.ifPresent(port -> stack.push("admin port", port));

    NettyServerBuilder builder =
        Transport.at(
            Ports.address(config.server(), config.security()),
            credentials.ofServer(),
            config.limits());
    chain.installOn(builder);
    builder.addService(health.getHealthService());
    if (config.server().reflection()) {
      builder.addService(chain.guarded(ProtoReflectionServiceV1.newInstance().bindService()));
      builder.addService(ErrorDetails.service());
    }
    Server server = Ports.listen(builder, config.server());
    stack.push("calls", new Drain(config.server(), health, ready, chain, server, ending));

    names.forEach(name -> health.setStatus(name, ServingStatus.SERVING));
    ready.set(true);
    return new ServerRuntime(config.server(), stack, server, admin, ending);
  }

  /** Returns the port that answers calls. */
  public int port() {
    return server.getPort();
  }

  /** Returns the port for operators, unless it is off. */
  public OptionalInt adminPort() {
    return admin.map(port -> OptionalInt.of(port.port())).orElse(OptionalInt.empty());
  }

  /** Logs where calls are answered. Who reads it may stop the server: do this when it can be. */
  void announce() {
    LOG.info(
        "serving on {}:{}, admin port {}, {} threads",
        config.host(),
        port(),
        admin.map(port -> Integer.toString(port.port())).orElse("off"),
        config.threads());
  }

  /** Waits until the server has been closed by another thread, or should be closed by this one. */
  public void awaitEnd() throws InterruptedException {
    ending.await();
  }

  /** A thread that is none of the server's own ran out of memory. */
  void noteOutOfMemory() {
    ending.ranOutOfMemory();
  }

  /** Returns whether a thread ran out of memory, after which the process should not go on. */
  public boolean ranOutOfMemory() {
    return ending.isOutOfMemory();
  }

  /**
   * Stops as {@link Drain} says, and closes everything. Returns when that is done, whoever began.
   */
  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      try {
        stack.close();
      } finally {
        ending.closed();
        closed.countDown();
      }
      return;
    }
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nothing of OpenTelemetry is loaded unless a collector is named. */
  private static Optional<Tracer> tracer(ServerConfig.Telemetry config, CloseStack stack) {
    return config
        .otlpEndpoint()
        .map(
            endpoint ->
                stack.push("traces", Traces.to(endpoint, config.samplePercent() / 100.0)).tracer());
  }

  private static Set<String> methods() {
    return Stream.of(
            ContextBudgetServiceGrpc.getServiceDescriptor(),
            CatalogServiceGrpc.getServiceDescriptor())
        .flatMap(service -> service.getMethods().stream())
        .map(MethodDescriptor::getFullMethodName)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the names that health is asked for: each service, and the empty one for all. */
  private static List<String> healthNames(List<BindableService> services) {
    return Stream.concat(
            Stream.of(HealthStatusManager.SERVICE_NAME_ALL_SERVICES),
            services.stream().map(s -> s.bindService().getServiceDescriptor().getName()))
        .toList();
  }

  private static ThreadFactory threads(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
