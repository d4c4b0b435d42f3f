package dev.contextbudget.admission;

import dev.contextbudget.admission.SimulatedCall.Mix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * Workers, a limiter and callers who come at random and do not wait for each other, in time that is
 * simulated: event by event, without a clock.
 */
final class Simulation {
  private static final double NANOS_PER_SECOND = 1e9;

  private final Mix mix;
  private final int workers;
  private final Limiter limiter;
  private final Random random;
  private final PriorityQueue<Done> begun =
      new PriorityQueue<>(Comparator.comparingLong(Done::atNanos));
  private final Result result = new Result();

  private record Done(long atNanos, SimulatedCall call) {}

  /** What became of the calls. */
  static final class Result {
    private final Map<ServiceClass, Long> workNanos = new EnumMap<>(ServiceClass.class);
    private final List<Long> latencies = new ArrayList<>();
    private int offered;
    private int refused;

    /** Returns the work that was done in a class, of what the workers could do. */
    double goodput(ServiceClass serviceClass, int workers, double seconds) {
      return workNanos.getOrDefault(serviceClass, 0L) / (workers * seconds * NANOS_PER_SECOND);
    }

    double refusedShare() {
      return (double) refused / offered;
    }

    double millis(double quantile) {
      latencies.sort(Comparator.naturalOrder());
      return latencies.get((int) (latencies.size() * quantile)) / 1e6;
    }
  }

  private Simulation(Mix mix, int workers, Limiter.Kind kind, long seed) {
    this.mix = mix;
    this.workers = workers;
    this.limiter = kind.forWorkers().apply(workers);
    this.random = new Random(seed);
  }

  /**
   * Runs a simulation.
   *
   * @param load what is offered at a second, as a multiple of what the workers can do
   * @param batch share of the calls that are a batch's
   * @param from second from which on calls are counted
   */
  static Result run(
      Mix mix,
      int workers,
      Limiter.Kind kind,
      DoubleUnaryOperator load,
      double batch,
      double from,
      double seconds,
      long seed) {
    Simulation simulation = new Simulation(mix, workers, kind, seed);
    simulation.run(load, batch, from * NANOS_PER_SECOND, seconds * NANOS_PER_SECOND);
    return simulation.result;
  }

  private void run(DoubleUnaryOperator load, double batch, double from, double end) {
    long next = 0;
    long now = 0;
    while (now < end) {
      if (!begun.isEmpty() && begun.peek().atNanos() <= next) {
        Done done = begun.remove();
        now = done.atNanos();
        limiter.done(done.call(), now);
        count(done.call(), now, from, end);
      } else {
        now = next;
        ServiceClass serviceClass =
            random.nextDouble() < batch ? ServiceClass.BATCH : ServiceClass.INTERACTIVE;
        boolean admitted = limiter.offer(mix.call(now, serviceClass, random), now);
        if (now >= from) {
          result.offered++;
          result.refused += admitted ? 0 : 1;
        }
        double rate = load.applyAsDouble(now / NANOS_PER_SECOND) * workers / mix.meanNanos();
        next = now + (long) (-Math.log(1 - random.nextDouble()) / rate);
      }
      begin(now, from);
    }
  }

  private void begin(long now, double from) {
    while (begun.size() < workers) {
      Limiter.Taken next = limiter.take(now);
      if (next == null) {
        return;
      }
      if (next.isRefused()) {
        result.refused += now >= from ? 1 : 0;
      } else {
        begun.add(new Done(now + next.call().serviceNanos(), next.call()));
      }
    }
  }

  private void count(SimulatedCall call, long now, double from, double end) {
    if (now >= from && now < end) {
      result.workNanos.merge(call.serviceClass(), call.serviceNanos(), Long::sum);
      result.latencies.add(now - call.atNanos());
    }
  }
}
