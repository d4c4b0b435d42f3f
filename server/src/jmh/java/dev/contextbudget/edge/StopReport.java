package dev.contextbudget.edge;

import com.google.common.util.concurrent.ListenableFuture;
import dev.contextbudget.app.LiveServer;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Prints for how long a worker goes on with a call that nobody waits for, by what it was at.
 *
 * <p>Calls are given up, or their deadline passes, at random moments of their work, so that what
 * does not ask shows as the largest number. Of a worker that goes on, the place is told at which it
 * was half way to the limit. CPU is what the worker itself burns; the time until it rests has that
 * of the machine in it.
 *
 * <p>Run by {@code deploy/bench/stop.sh}.
 */
public final class StopReport {
  private static final int WARM_UPS = 3;
  private static final double LIMIT_MILLIS = 50;
  private static final long PATIENCE_NANOS = 3_000_000_000L;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Before a deadline, when a caller does not know yet that it is passing. */
  private static final long LOOK_NANOS = 300_000;

  private StopReport() {}

  /** Why nobody waits any more. */
  private enum Ending {
    CANCELLED,
    EXPIRED
  }

  /**
   * How long a call takes that is let be.
   *
   * @param leadMillis until all is in and read, and a worker begins
   * @param workMillis from there on
   */
  private record Whole(double leadMillis, double workMillis) {}

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
        "%-34s %-9s %8s %5s  %-28s %7s %7s %7s %8s%n",
        "call", "ending", "whole ms", "n", "stage", "cpu p50", "cpu p99", "cpu max", "wall max");
    try (LiveServer server =
        LiveServer.start(
            StopReport::watched, "server.threads=1", "tokenizers.count-cache-entries=0")) {
      for (HeavyCalls.Kind kind : HeavyCalls.all()) {
        if (kind.name().contains(only)) {
          for (Ending ending : Ending.values()) {
            slow |= report(server, kind, ending, calls);
          }
        }
      }
    }
    System.exit(slow ? 1 : 0);
  }

  private static boolean report(LiveServer server, HeavyCalls.Kind kind, Ending ending, int calls)
      throws Exception {
    MethodDescriptor<byte[], byte[]> method =
        RawMethod.of(Calls.of(kind.call()).getFullMethodName());
    byte[] request = kind.request();
    Whole whole = new Whole(0, 0);
    for (int i = 0; i < WARM_UPS; i++) {
      whole = whole(server, method, request);
    }
    SplittableRandom random = new SplittableRandom(1);
    List<Stop> stops = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      double workMillis = random.nextDouble() * whole.workMillis();
      Stop stop = end(server, method, request, ending, new Whole(whole.leadMillis(), workMillis));
      if (stop != Stop.TOO_LATE) {
        stops.add(stop);
      }
    }
    return print("%-34s %-9s %8.0f".formatted(kind.name(), ending, whole.workMillis()), stops);
  }

  private static Whole whole(
      LiveServer server, MethodDescriptor<byte[], byte[]> method, byte[] request) throws Exception {
    long started = System.nanoTime();
    ListenableFuture<byte[]> call = start(server, method, request, CallOptions.DEFAULT);
    Thread ignored = awaitWork(call);
    long begun = System.nanoTime();
    try {
      call.get();
    } catch (ExecutionException e) {
      System.err.println(e.getCause().getMessage()); // refused, which is work as well
    }
    return new Whole((begun - started) / 1e6, (System.nanoTime() - begun) / 1e6);
  }

  /**
   * Ends a call early.
   *
   * @param when how long it is worked on
   */
  private static Stop end(
      LiveServer server,
      MethodDescriptor<byte[], byte[]> method,
      byte[] request,
      Ending ending,
      Whole when)
      throws Exception {
    long allNanos = (long) ((when.leadMillis() + when.workMillis()) * 1e6);
    boolean expires = ending == Ending.EXPIRED;
    CallOptions options = CallOptions.DEFAULT;
    long deadline = System.nanoTime() + allNanos;
    ListenableFuture<byte[]> call =
        start(
            server,
            method,
            request,
            expires ? options.withDeadlineAfter(allNanos, TimeUnit.NANOSECONDS) : options);
    Thread worker = awaitWork(call);
    if (worker == null) {
      return Stop.TOO_LATE; // over before it was begun
    }
    parkUntil(
        expires ? deadline - LOOK_NANOS : System.nanoTime() + (long) (when.workMillis() * 1e6));
    cancelled = null;
    StackTraceElement[] stack = worker.getStackTrace();
    if (call.isDone() || rests(worker)) {
      call.cancel(true);
      return Stop.TOO_LATE;
    }
    Cancelled at = expires ? expiry(deadline, worker) : cancellation(call);
    return at == null ? Stop.TOO_LATE : stop(worker, at, stack);
  }

  /** What the worker had burnt when the deadline passed; what comes after is the server's. */
  private static Cancelled expiry(long deadline, Thread worker) {
    parkUntil(deadline);
    return new Cancelled(System.nanoTime(), THREADS.getThreadCpuTime(worker.getId()));
  }

  /** Gives up; null if the call was answered at the same moment. */
  private static @Nullable Cancelled cancellation(ListenableFuture<byte[]> call) {
    call.cancel(true);
    long patience = System.nanoTime() + PATIENCE_NANOS;
    while (cancelled == null && System.nanoTime() < patience) {
      LockSupport.parkNanos(50_000);
    }
    return cancelled;
  }

  private static void parkUntil(long nanos) {
    for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Waits for a worker to rest. */
  private static Stop stop(Thread worker, Cancelled at, StackTraceElement[] stack) {
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
            Context.current().addListener(context -> noteCancellation(), Runnable::run);
            return new SimpleForwardingServerCallListener<Q>(next.startCall(call, headers)) {
              @Override
              public void onHalfClose() {
                begun = Thread.currentThread();
                super.onHalfClose();
              }
            };
          }
        };
    return services.stream()
        .<BindableService>map(s -> () -> ServerInterceptors.intercept(s.bindService(), watch))
        .toList();
  }

  private static void noteCancellation() {
    Thread worker = begun;
    if (worker != null) {
      cancelled = new Cancelled(System.nanoTime(), THREADS.getThreadCpuTime(worker.getId()));
    }
  }

  private static ListenableFuture<byte[]> start(
      LiveServer server,
      MethodDescriptor<byte[], byte[]> method,
      byte[] request,
      CallOptions options) {
    begun = null;
    return ClientCalls.futureUnaryCall(server.channel().newCall(method, options), request);
  }

  /**
   * Waits for a worker to begin with a call of which all is in and read; null if it is over before.
   */
  private static @Nullable Thread awaitWork(ListenableFuture<byte[]> call) {
    while (begun == null && !call.isDone()) {
      LockSupport.parkNanos(50_000);
    }
    return begun;
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

  private static boolean print(String name, List<Stop> stops) {
    Map<String, List<Stop>> byStage = new TreeMap<>();
    stops.forEach(s -> byStage.computeIfAbsent(s.stage(), k -> new ArrayList<>()).add(s));
    byStage.forEach(
        (stage, list) -> {
          double[] cpu = list.stream().mapToDouble(Stop::cpuMillis).sorted().toArray();
          System.out.printf(
              "%s %5d  %-28s %7.1f %7.1f %7.1f %8.1f%n",
              name,
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
