package dev.contextbudget.admission;

import com.netflix.concurrency.limits.Limit;
import com.netflix.concurrency.limits.limit.AIMDLimit;
import com.netflix.concurrency.limits.limit.FixedLimit;
import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import com.netflix.concurrency.limits.limit.WindowedLimit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Something that lets calls wait or refuses them: ours, and those of the field, for one workload.
 */
interface Limiter {

  /** Lets a call wait, or refuses it. */
  boolean offer(SimulatedCall call, long nowNanos);

  /** Gives a worker its next call; one that comes back as refused is not worked on. */
  @Nullable Taken take(long nowNanos);

  /** A worker has done with a call. */
  void done(SimulatedCall call, long nowNanos);

  /** What a worker is given. */
  record Taken(SimulatedCall call, boolean isRefused) {}

  /** A limiter by name, for so many workers. */
  record Kind(String name, IntFunction<Limiter> forWorkers) {}

  Kind OURS = new Kind("ours", Ours::new);

  List<Kind> OTHERS =
      List.of(
          new Kind("fixed 64", workers -> new OfLibrary(FixedLimit.of(64))),
          new Kind(
              "Gradient2",
              workers ->
                  new OfLibrary(
                      WindowedLimit.newBuilder()
                          .build(
                              Gradient2Limit.newBuilder()
                                  .initialLimit(64)
                                  .minLimit(2)
                                  .maxConcurrency(256)
                                  .build()))),
          new Kind(
              "Vegas",
              workers ->
                  new OfLibrary(
                      WindowedLimit.newBuilder()
                          .build(
                              VegasLimit.newBuilder()
                                  .initialLimit(64)
                                  .maxConcurrency(256)
                                  .build()))),
          new Kind(
              "AIMD",
              workers ->
                  new OfLibrary(
                      AIMDLimit.newBuilder()
                          .initialLimit(64)
                          .minLimit(2)
                          .maxLimit(256)
                          .timeout(100, TimeUnit.MILLISECONDS)
                          .build())));

  /** The queue of the server. */
  final class Ours implements Limiter {
    private static final String METHOD = "call";

    private final WorkQueue<SimulatedCall> queue;

    Ours(int workers) {
      queue = new WorkQueue<>(workers, List.of(METHOD), 0);
    }

    @Override
    public boolean offer(SimulatedCall call, long nowNanos) {
      return !queue.refuses(call.serviceClass(), nowNanos)
          && queue.offer(call, call.serviceClass(), METHOD, call.bytes(), Long.MAX_VALUE, nowNanos)
              != null;
    }

    @Override
    public @Nullable Taken take(long nowNanos) {
      WaitingCall<SimulatedCall> next = queue.poll(nowNanos);
      return next == null ? null : new Taken(next.call(), next.isStale());
    }

    @Override
    public void done(SimulatedCall call, long nowNanos) {
      queue.answered(call.serviceClass(), METHOD, call.bytes(), call.serviceNanos());
    }
  }

  /** A limit of Netflix' concurrency-limits in front of one queue: it counts calls. */
  final class OfLibrary implements Limiter {
    private final Limit limit;
    private final Deque<SimulatedCall> queue = new ArrayDeque<>();
    private int inFlight;

    OfLibrary(Limit limit) {
      this.limit = limit;
    }

    @Override
    public boolean offer(SimulatedCall call, long nowNanos) {
      if (inFlight >= limit.getLimit()) {
        return false;
      }
      inFlight++;
      queue.add(call);
      return true;
    }

    @Override
    public @Nullable Taken take(long nowNanos) {
      SimulatedCall next = queue.poll();
      return next == null ? null : new Taken(next, false);
    }

    @Override
    public void done(SimulatedCall call, long nowNanos) {
      limit.onSample(call.atNanos(), nowNanos - call.atNanos(), inFlight, false);
      inFlight--;
    }
  }
}
