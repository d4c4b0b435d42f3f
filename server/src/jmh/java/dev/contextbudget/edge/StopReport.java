package dev.contextbudget.edge;

import com.google.common.util.concurrent.ListenableFuture;
import dev.contextbudget.app.LiveServer;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.stub.ClientCalls;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;

/**
 * Prints for how long a worker goes on with a call that its caller has given up, by what it was at.
 *
 * <p>Calls are given up at random moments of their work, so that what does not ask shows as the
 * largest number. Of a worker that goes on, the place is told at which it was half way to the
 * limit. CPU is what the worker itself burns; the time until it rests has that of the machine in
 * it.
 *
 * <p>Run by {@code deploy/bench/stop.sh}.
 */
public final class StopReport {
  private static final int WARM_UPS = 3;
  private static final double LIMIT_MILLIS = 50;
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private StopReport() {}

  /**
   * What one call took to stop.
   *
   * @param stage class of ours that the worker was in
   * @param late where it still was after half of the limit; empty if it had stopped
   */
  private record Stop(String stage, double cpuMillis, double millis, String late) {
    static final Stop TOO_LATE = new Stop("", 0, 0, "");
  }

  /**
   * Prints a table; exits with 1 if any call went on for longer than the limit.
   *
   * @param args calls of each kind to give up; then, if any, a part of the names of kinds
   */
  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(args[0]);
    String only = args.length > 1 ? args[1] : "";
    boolean slow = false;
    System.out.printf(
        "%-34s %8s %5s  %-28s %7s %7s %7s %8s%n",
        "call", "whole ms", "n", "stage", "cpu p50", "cpu p99", "cpu max", "wall max");
    try (LiveServer server =
        LiveServer.start(
            StopReport::watched, "server.threads=1", "tokenizers.count-cache-entries=0")) {
      for (HeavyCalls.Kind kind : HeavyCalls.all()) {
        if (kind.name().contains(only)) {
          slow |= report(server, kind, calls);
        }
      }
    }
    System.exit(slow ? 1 : 0);
  }

  private static boolean report(LiveServer server, HeavyCalls.Kind kind, int calls)
      throws Exception {
    MethodDescriptor<byte[], byte[]> method =
        RawMethod.of(Calls.of(kind.call()).getFullMethodName());
    byte[] request = kind.request();
    double wholeMillis = 0;
    for (int i = 0; i < WARM_UPS; i++) {
      wholeMillis = whole(server, method, request);
    }
    SplittableRandom random = new SplittableRandom(1);
    List<Stop> stops = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      Stop stop = giveUp(server, method, request, random.nextDouble() * wholeMillis);
      if (stop != Stop.TOO_LATE) {
        stops.add(stop);
      }
    }
    return print(kind.name(), wholeMillis, stops);
  }

  private static double whole(
      LiveServer server, MethodDescriptor<byte[], byte[]> method, byte[] request) throws Exception {
    ListenableFuture<byte[]> call = start(server, method, request, CallOptions.DEFAULT);
    Thread worker = awaitWork();
    long begun = System.nanoTime();
    try {
      call.get();
    } catch (ExecutionException e) {
      System.err.println(e.getCause().getMessage()); // refused, which is work as well
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private static Stop giveUp(
      LiveServer server,
      MethodDescriptor<byte[], byte[]> method,
      byte[] request,
      double afterMillis)
      throws Exception {
    ListenableFuture<byte[]> call = start(server, method, request, CallOptions.DEFAULT);
    Thread worker = awaitWork();
    LockSupport.parkNanos((long) (afterMillis * 1e6));
    cancelled = null;
    StackTraceElement[] stack = worker.getStackTrace();
    if (call.isDone() || rests(worker)) {
      call.cancel(true);
      return Stop.TOO_LATE;
    }
    call.cancel(true);
    long patience = System.nanoTime() + PATIENCE_NANOS;
    while (cancelled == null && System.nanoTime() < patience) {
      LockSupport.parkNanos(50_000);
    }
    Cancelled at = cancelled;
    if (at == null) {
      return Stop.TOO_LATE; // answered at the same moment
    }
    String late = "";
    while (!rests(worker)) {
      double cpuMillis = (THREADS.getThreadCpuTime(worker.getId()) - at.cpuNanos) / 1e6;
      if (late.isEmpty() && cpuMillis > LIMIT_MILLIS / 4) {
        late = place(worker.getStackTrace());
      }
      LockSupport.parkNanos(100_000);
    }
    return new Stop(
        stage(stack),
        (THREADS.getThreadCpuTime(worker.getId()) - at.cpuNanos) / 1e6,
        (System.nanoTime() - at.nanos) / 1e6,
        late);
  }

  /** When the server knew that its caller had gone, and what its worker had burnt by then. */
  private record Cancelled(long nanos, long cpuNanos) {}

  private static volatile Cancelled cancelled;
  private static volatile Thread begun;

  /** Notes the moment at which a call is given up; what comes before is the transport's. */
  private static List<BindableService> watched(List<BindableService> services) {
    ServerInterceptor watch =
        new ServerInterceptor() {
          @Override
          public <Q, A> ServerCall.Listener<Q> interceptCall(
              ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            Thread worker = Thread.currentThread();
            begun = worker;
            Context.current()
                .addListener(
                    context ->
                        cancelled =
                            new Cancelled(
                                System.nanoTime(), THREADS.getThreadCpuTime(worker.getId())),
                    Runnable::run);
            return next.startCall(call, headers);
          }
        };
    return services.stream()
        .<BindableService>map(s -> () -> ServerInterceptors.intercept(s.bindService(), watch))
        .toList();
  }

  private static ListenableFuture<byte[]> start(
      LiveServer server,
      MethodDescriptor<byte[], byte[]> method,
      byte[] request,
      CallOptions options) {
    begun = null;
    return ClientCalls.futureUnaryCall(server.channel().newCall(method, options), request);
  }

  /** Waits for a worker to begin with the call; it may then rest until all of the message is in. */
  private static Thread awaitWork() {
    while (true) {
      Thread worker = begun;
      if (worker != null) {
        return worker;
      }
      LockSupport.parkNanos(50_000);
    }
  }

  private static boolean rests(Thread worker) {
    Thread.State state = worker.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  /** The innermost package of ours, without what all have in common. */
  private static String stage(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .map(StackTraceElement::getClassName)
        .filter(name -> name.startsWith("dev.contextbudget."))
        .filter(name -> !name.startsWith("dev.contextbudget.v1"))
        .findFirst()
        .map(name -> name.replace("dev.contextbudget.", "").replaceAll("\\.[A-Z].*", ""))
        .orElse("transport");
  }

  private static String place(StackTraceElement[] stack) {
    return Arrays.stream(stack)
        .filter(frame -> frame.getClassName().startsWith("dev.contextbudget."))
        .filter(frame -> !frame.getClassName().startsWith("dev.contextbudget.v1"))
        .limit(3)
        .map(f -> "%s:%d".formatted(f.getClassName().replaceAll(".*\\.", ""), f.getLineNumber()))
        .reduce((a, b) -> a + " < " + b)
        .orElse(stack.length == 0 ? "" : stack[0].toString());
  }

  private static boolean print(String name, double wholeMillis, List<Stop> stops) {
    Map<String, List<Stop>> byStage = new TreeMap<>();
    stops.forEach(s -> byStage.computeIfAbsent(s.stage(), k -> new ArrayList<>()).add(s));
    byStage.forEach(
        (stage, list) -> {
          double[] cpu = list.stream().mapToDouble(Stop::cpuMillis).sorted().toArray();
          System.out.printf(
              "%-34s %8.0f %5d  %-28s %7.1f %7.1f %7.1f %8.1f%n",
              name,
              wholeMillis,
              cpu.length,
              stage,
              cpu[cpu.length / 2],
              cpu[Math.min(cpu.length - 1, (int) (cpu.length * 0.99))],
              cpu[cpu.length - 1],
              list.stream().mapToDouble(Stop::millis).max().orElse(0));
        });
    stops.stream()
        .filter(s -> !s.late().isEmpty())
        .map(Stop::late)
        .distinct()
        .limit(8)
        .forEach(late -> System.out.println("    still at " + late));
    return stops.stream().anyMatch(s -> s.cpuMillis() > LIMIT_MILLIS);
  }
}
