package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.grpc.wire.ScannedRequests;
import dev.contextbudget.ops.CallMeters;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.opentelemetry.api.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/**
 * The links around every call, in one order with a reason for each.
 *
 * <p>Outermost first, each seeing what those after it do:
 *
 * <ol>
 *   <li>metrics: see every call and the code that its caller sees, refusals and defects included;
 *   <li>traces, where they are wanted: a span of each call;
 *   <li>access log: gives the request id that the links after it name;
 *   <li>defect boundary: whatever is thrown after it is a status before it;
 *   <li>authentication: lets nothing through before its caller is known; that, and the quota of its
 *       tenant, is looked at when the headers arrive, before a call can take a place;
 *   <li>admission: refuses before anything is decoded;
 *   <li>clock of stages, on either side of the next;
 *   <li>(the request is read, scanned and decoded here: {@link ScannedRequests})
 *   <li>deadline: around the work alone, and the wait for it.
 * </ol>
 */
public final class CallChain {
  private static final String COMPACT =
      ContextBudgetServiceGrpc.getCompactMethod().getFullMethodName();
  private static final Set<String> HEAVY =
      Set.of(
          COMPACT,
          ContextBudgetServiceGrpc.getCountTokensMethod().getFullMethodName(),
          ContextBudgetServiceGrpc.getCountTokensStreamMethod().getFullMethodName(),
          ContextBudgetServiceGrpc.getFitContextMethod().getFullMethodName(),
          CatalogServiceGrpc.getLintContextMethod().getFullMethodName());

  private final List<ServerServiceDefinition> services;
  private final Admission admission;
  private final List<ServerInterceptor> beforeDecoding;
  private final List<ServerInterceptor> afterDecoding;
  private final List<ServerInterceptor> guards;

  /**
   * What the chain uses of its server.
   *
   * @param workers where calls are decoded and answered; as many threads as its capacity has
   * @param timer ends calls at their deadline
   * @param tracer makes spans of calls, if they are wanted
   * @param outOfMemory is run, on the thread of the call, when a call ran out of memory; must not
   *     allocate
   * @param callers tells who makes a call
   */
  public record Surroundings(
      Meters meters,
      Optional<Tracer> tracer,
      Executor workers,
      ScheduledExecutorService timer,
      Runnable outOfMemory,
      Callers callers) {}

  /**
   * @param services what the chain is put around
   */
  public CallChain(
      List<BindableService> services, Limits limits, Capacity capacity, Surroundings surroundings) {
    this.services =
        services.stream()
            .map(
                service ->
                    ScannedRequests.of(
                        service.bindService(),
                        method -> maxBytes(limits, method),
                        () -> Arrival.current().largestMessageBytes()))
            .toList();
    this.admission =
        new Admission(
            new Admission.Methods(methods(services), streams(services)),
            capacity,
            new CallTimeout(limits, COMPACT),
            surroundings.workers(),
            surroundings.callers(),
            surroundings.meters().admission(ServiceClass.class, RefusalCause.class));
    CallMeters meters = surroundings.meters().calls(Status.Code.class);
    List<ServerInterceptor> links = new ArrayList<>();
    links.add(new CallMetrics(meters));
    surroundings.tracer().ifPresent(tracer -> links.add(new CallTraces(tracer)));
    links.add(new AccessLog());
    links.add(new DefectBoundary(surroundings.outOfMemory(), meters::failure));
    links.add(new Authentication());
    this.guards = List.copyOf(links);
    links.add(admission);
    links.add(StageClock.BEFORE_DECODING);
    this.beforeDecoding = List.copyOf(links);
    this.afterDecoding =
        List.of(new ServerDeadline(surroundings.timer()), StageClock.AFTER_DECODING);
  }

  /** A call that carries no texts has no use for a tenth of what the transport takes for all. */
  private static int maxBytes(Limits limits, String method) {
    return HEAVY.contains(method) ? limits.maxMessageBytes() : limits.maxLightMessageBytes();
  }

  /** Returns the full names of the methods of services. */
  public static Set<String> methods(List<BindableService> services) {
    return services.stream()
        .flatMap(service -> service.bindService().getMethods().stream())
        .map(method -> method.getMethodDescriptor().getFullMethodName())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<String> streams(List<BindableService> services) {
    return services.stream()
        .flatMap(service -> service.bindService().getMethods().stream())
        .map(ServerMethodDefinition::getMethodDescriptor)
        .filter(method -> !method.getType().clientSendsOneMessage())
        .map(MethodDescriptor::getFullMethodName)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Adds the services to a server, with the chain around them. */
  public void installOn(ServerBuilder<?> server) {
    server.directExecutor();
    server.callExecutor(admission);
    server.addStreamTracerFactory(admission);
    for (ServerServiceDefinition service : services) {
      ServerServiceDefinition inner = ServerInterceptors.interceptForward(service, afterDecoding);
      server.addService(
          ServerInterceptors.interceptForward(
              ServerInterceptors.useInputStreamMessages(inner), beforeDecoding));
    }
  }

  /**
   * Returns a service that is no work, such as reflection, for callers that are known; it needs a
   * server that has the chain.
   */
  public ServerServiceDefinition guarded(ServerServiceDefinition service) {
    return ServerInterceptors.interceptForward(service, guards);
  }

  /** From now on refuses new calls; those in flight go on. */
  public void drain() {
    admission.drain();
  }

  /** Waits until no call is in flight, at most so long; returns whether none is. */
  public boolean awaitIdle(long millis) throws InterruptedException {
    return admission.places().awaitIdle(millis);
  }

  /** Returns the number of calls in flight. */
  public int inFlight() {
    return admission.places().inFlight();
  }
}
