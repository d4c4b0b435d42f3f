package dev.contextbudget.client.load;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Sends calls at their times, whatever becomes of those before.
 *
 * <p>Latency counts from when a call was due, not from when it was sent: if the loader or the
 * connection was held up, a user would have waited too (G. Tene: coordinated omission).
 */
final class OpenLoop {
  private static final long FIRST_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** gRPC holds what the server does not read, some of it twice. */
  private static final long MOST_IN_FLIGHT_BYTES = 512L << 20;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final Target target;
  private final Mix mix;
  private final Clock clock;
  private final Supplier<Usage> usage;
  private final AtomicLong inFlight = new AtomicLong();
  private final AtomicLong inFlightBytes = new AtomicLong();

  /**
   * @param usage is read where one step ends and the next begins
   */
  OpenLoop(Target target, Mix mix, Clock clock, Supplier<Usage> usage) {
    this.target = target;
    this.mix = mix;
    this.clock = clock;
    this.usage = usage;
  }

  /**
   * Runs all steps.
   *
   * @param patienceNanos how long calls of the last step may take to end
   */
  List<Ran> run(List<Step> steps, boolean poisson, long seed, long patienceNanos) {
    List<Tally> tallies = steps.stream().map(step -> new Tally()).toList();
    Arrivals arrivals = new Arrivals(steps, poisson, seed);
    long begin = clock.nanos() + FIRST_CALL_NANOS;
    long stepBegin = begin;
    List<Usage> marks = new ArrayList<>();
    clock.waitUntil(begin);
    marks.add(usage.get());
    while (arrivals.hasNext()) {
      while (marks.size() <= arrivals.step()) {
        stepBegin += nanos(steps.get(marks.size() - 1));
        clock.waitUntil(stepBegin);
        marks.add(usage.get());
      }
      send(begin + arrivals.dueNanos(), stepBegin, tallies.get(arrivals.step()));
      arrivals.advance();
    }
    while (marks.size() <= steps.size()) {
      stepBegin += nanos(steps.get(marks.size() - 1));
      clock.waitUntil(stepBegin);
      marks.add(usage.get());
    }
    awaitEnds(stepBegin + patienceNanos);
    List<Ran> ran = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      Usage used = marks.get(i + 1).since(marks.get(i));
      ran.add(new Ran(step.name(), step.seconds(), step.ofPeak(), true, tallies.get(i), used));
    }
    return List.copyOf(ran);
  }

  private void send(long due, long stepBegin, Tally tally) {
    clock.waitUntil(due);
    double atSecond = (due - stepBegin) / 1e9;
    tally.sent(atSecond, clock.nanos() - due);
    Shot shot = mix.next();
    int size = shot.request().size();
    if (inFlightBytes.addAndGet(size) > MOST_IN_FLIGHT_BYTES) {
      inFlightBytes.addAndGet(-size);
      tally.ended(atSecond, clock.nanos() - due, Outcome.NOT_SENT, 0);
      return;
    }
    inFlight.incrementAndGet();
    target.call(
        shot,
        (outcome, bytes) -> {
          tally.ended(atSecond, clock.nanos() - due, outcome, bytes);
          inFlightBytes.addAndGet(-size);
          inFlight.decrementAndGet();
        });
  }

  private void awaitEnds(long until) {
    while (inFlight.get() > 0 && clock.nanos() < until) {
      clock.waitUntil(Math.min(until, clock.nanos() + LOOK_NANOS));
    }
  }

  private static long nanos(Step step) {
    return (long) (step.seconds() * 1e9);
  }
}
