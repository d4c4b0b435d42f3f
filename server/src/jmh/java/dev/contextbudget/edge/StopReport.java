package dev.contextbudget.edge;

import dev.contextbudget.app.LiveServer;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Context;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Prints for how long a worker goes on with a call that nobody waits for, by what it was at.
 *
 * <p>Calls are given up, or their deadline passes, at random moments of their work, so that what
 * does not ask shows as the largest number. Of a worker that goes on, the place is told at which it
 * was a quarter of the way to the limit. CPU is what the worker itself burns; the time until it
 * rests has that of the machine in it.
 *
 * <p>Run by {@code deploy/bench/stop.sh}.
 */
public final class StopReport {
  private static final int WARM_UPS = 3;
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
   * Prints a table; exits with 1 if any call went on for longer than the limit or a kind was never
   * measured, and with 2 if there is no such kind.
   *
   * @param args calls of each kind to give up; then, if any, a part of the names of kinds
   */
  public static void main(String[] args) throws Exception {
    int calls = Integer.parseInt(args[0]);
    String only = String.join(" ", Arrays.asList(args).subList(1, args.length));
    List<HeavyCall> kinds =
        HeavyCalls.all().stream().filter(kind -> kind.name().contains(only)).toList();
    if (kinds.isEmpty()) {
      System.err.printf("no kind of call has '%s' in its name%n", only);
      System.exit(2);
    }
    List<String> problems = new ArrayList<>();
    System.out.printf(
        "%-34s %-9s %8s %5s  %-28s %7s %7s %7s %8s%n",
        "call", "ending", "whole ms", "n", "stage", "cpu p50", "cpu p99", "cpu max", "wall max");
    try (LiveServer server =
        LiveServer.start(
            StopReport::watched, "server.threads=1", "tokenizers.count-cache-entries=0")) {
      for (HeavyCall kind : kinds) {
        for (Ending ending : Ending.values()) {
          problem(report(server, kind, ending, calls))
              .ifPresent(what -> problems.add(kind.name() + ", " + ending + ": " + what));
        }
      }
    }
    problems.forEach(System.err::println);
    System.exit(problems.isEmpty() ? 0 : 1);
  }

  private static Optional<String> problem(List<Stop> stops) {
    if (stops.isEmpty()) {
      return Optional.of("never measured, as each was over before it could be ended");
    }
    return stops.stream().anyMatch(Stop::isSlow)
        ? Optional.of("went on for more than %.0f ms".formatted(Stop.LIMIT_MILLIS))
        : Optional.empty();
  }

  private static List<Stop> report(LiveServer server, HeavyCall kind, Ending ending, int calls) {
    Work work = new Work(server, kind.fullMethodName(), kind.requests());
    Whole whole = new Whole(0, 0);
    for (int i = 0; i < WARM_UPS; i++) {
      whole = whole(work);
    }
    SplittableRandom random = new SplittableRandom(1);
    List<Stop> stops = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      double workMillis = random.nextDouble() * whole.workMillis();
      Stop stop = end(work, ending, new Whole(whole.leadMillis(), workMillis));
      if (stop != Stop.TOO_LATE) {
        stops.add(stop);
      }
    }
    Stop.print("%-34s %-9s %8.0f".formatted(kind.name(), ending, whole.workMillis()), stops);
    return stops;
  }

  /** What is asked of a server again and again. */
  private record Work(LiveServer server, String fullMethodName, List<byte[]> messages) {
    OpenCall start(CallOptions options) {
      begun = null;
      return OpenCall.start(server.channel(), fullMethodName, messages, options);
    }
  }

  private static Whole whole(Work work) {
    long started = System.nanoTime();
    OpenCall call = work.start(CallOptions.DEFAULT);
    Thread ignored = awaitWork(call);
    long begun = System.nanoTime();
    String refusal = call.await();
    if (!refusal.isEmpty()) {
      System.err.println(refusal); // which is work as well
    }
    return new Whole((begun - started) / 1e6, (System.nanoTime() - begun) / 1e6);
  }

  /**
   * Ends a call early.
   *
   * @param when how long it is worked on
   */
  private static Stop end(Work work, Ending ending, Whole when) {
    long allNanos = (long) ((when.leadMillis() + when.workMillis()) * 1e6);
    boolean expires = ending == Ending.EXPIRED;
    CallOptions options = CallOptions.DEFAULT;
    long deadline = System.nanoTime() + allNanos;
    OpenCall call =
        work.start(expires ? options.withDeadlineAfter(allNanos, TimeUnit.NANOSECONDS) : options);
    Thread worker = awaitWork(call);
    if (worker == null) {
      return Stop.TOO_LATE; // over before it was begun
    }
    parkUntil(
        expires ? deadline - LOOK_NANOS : System.nanoTime() + (long) (when.workMillis() * 1e6));
    cancelled = null;
    StackTraceElement[] stack = worker.getStackTrace();
    if (call.isDone() || rests(worker)) {
      call.cancel();
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
  private static @Nullable Cancelled cancellation(OpenCall call) {
    call.cancel();
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
      if (late.isEmpty() && cpuMillis > Stop.LIMIT_MILLIS / 4) {
        late = Stop.place(worker.getStackTrace());
      }
      LockSupport.parkNanos(100_000);
    }
    return new Stop(
        Stop.stage(stack),
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
            boolean stream = !call.getMethodDescriptor().getType().clientSendsOneMessage();
            return new SimpleForwardingServerCallListener<Q>(next.startCall(call, headers)) {
              @Override
              public void onMessage(Q message) {
                if (stream) {
                  begun = Thread.currentThread(); // each message is work, before the last is in
                }
                super.onMessage(message);
              }

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

  /**
   * Waits for a worker to begin with a call of which all is in and read; null if it is over before.
   */
  private static @Nullable Thread awaitWork(OpenCall call) {
    while (begun == null && !call.isDone()) {
      LockSupport.parkNanos(50_000);
    }
    return begun;
  }

  private static boolean rests(Thread worker) {
    Thread.State state = worker.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }
}
