package dev.contextbudget.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How calls end, how long they take and where the time goes.
 *
 * <p>The time of a call is told by four outcomes and not by its code: 17 codes for each method and
 * bucket would be two thousand series more. How often each code was answered is counted apart.
 */
public final class CallMeters {
  /** From a light call to the longest deadline, about three for each power of ten. */
  private static final Duration[] LATENCY_BUCKETS =
      Stream.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 120_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Series<Counter> calls;
  private final Series<Timer> times;
  private final Series<Timer> stages;
  private final Series<Counter> failures;
  private final Series<Counter> requestBytes;
  private final Series<Counter> responseBytes;

  /** How a call ended, as who operates the server would say. */
  public enum Outcome {
    /** The caller has its answer. */
    OK,
    /** The call cannot be answered as it is: the caller has to change it. */
    REJECTED,
    /** The server would not do it now: too much to do, stopping, over a quota. */
    REFUSED,
    /** The caller went away before the end. */
    GONE,
    /** The server should have answered and did not: a defect, or the time was up. */
    FAILED
  }

  /**
   * The size of a call's messages; of those that came compressed, as they came.
   *
   * @param requestBytes of all it was sent
   * @param responseBytes of all it answered
   */
  public record Sizes(long requestBytes, long responseBytes) {}

  CallMeters(
      MeterRegistry registry,
      Set<String> methodNames,
      Class<? extends Enum<?>> codes,
      Class<? extends Enum<?>> reasons) {
    ClosedTag methods = ClosedTag.ofNames("method", methodNames);
    calls =
        new Series<>(
            List.of(methods, ClosedTag.ofConstants("code", codes)),
            tags ->
                Counter.builder("contextbudget.calls")
                    .description("Calls that have ended, by the code that their caller sees")
                    .tags(tags)
                    .register(registry));
    times =
        new Series<>(
            List.of(methods, ClosedTag.ofLowerCase("outcome", Outcome.class)),
            tags ->
                Timer.builder("contextbudget.call.duration")
                    .description("Time of calls, from the arrival of the headers to the end")
                    .tags(tags)
                    .serviceLevelObjectives(LATENCY_BUCKETS)
                    .register(registry));
    stages =
        new Series<>(
            List.of(ClosedTag.ofLowerCase("stage", Stage.class)),
            tags ->
                Timer.builder("contextbudget.stage.duration")
                    .description("Time of calls that had a worker, by what it was spent on")
                    .tags(tags)
                    .serviceLevelObjectives(LATENCY_BUCKETS)
                    .register(registry));
    failures =
        new Series<>(
            List.of(ClosedTag.ofLowerCase("reason", reasons)),
            tags ->
                Counter.builder("contextbudget.failures")
                    .description("Calls that were ended with a reason, by that reason")
                    .tags(tags)
                    .register(registry));
    requestBytes = bytes(registry, methods, "request", "sent by callers");
    responseBytes = bytes(registry, methods, "response", "answered");
  }

  private static Series<Counter> bytes(
      MeterRegistry registry, ClosedTag methods, String which, String what) {
    return new Series<>(
        List.of(methods),
        tags ->
            Counter.builder("contextbudget." + which)
                .description("Bytes of messages " + what)
                .baseUnit("bytes")
                .tags(tags)
                .register(registry));
  }

  /**
   * Records the end of a call.
   *
   * @param code the status code that the caller sees
   * @param nanos from the arrival of its headers to its end
   */
  public void ended(String method, Enum<?> code, Outcome outcome, long nanos, Sizes sizes) {
    calls.of(method, code).increment();
    times.of(method, outcome).record(Duration.ofNanos(nanos));
    requestBytes.of(method).increment((double) sizes.requestBytes());
    responseBytes.of(method).increment((double) sizes.responseBytes());
  }

  /** Records how long a call was in a stage. */
  public void stage(Stage stage, long nanos) {
    stages.of(stage).record(Duration.ofNanos(nanos));
  }

  /** Records why a call was ended without an answer. */
  public void failure(Enum<?> reason) {
    failures.of(reason).increment();
  }
}
