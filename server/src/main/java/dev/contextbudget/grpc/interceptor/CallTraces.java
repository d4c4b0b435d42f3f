package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.ops.Stage;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a span of each call, and one inside of it of the wait for a worker and of each stage;
 * {@code traceparent} of the caller says which trace they are of, and one that is malformed begins
 * another.
 *
 * <p>A stage's span begins where the call first came to it and is as long as all its time there, so
 * that a stream of ten thousand documents has four spans and not thirty thousand. No attribute is
 * from a request.
 */
final class CallTraces implements ServerInterceptor {
  private final Tracer tracer;

  CallTraces(Tracer tracer) {
    this.tracer = tracer;
  }

  /** Moments of the JVM's clock as those of the wall's. */
  private record Clocks(long nanoTime, long epochNanos) {
    static Clocks now() {
      Instant now = Instant.now();
      return new Clocks(
          System.nanoTime(), TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano());
    }

    long epochNanos(long moment) {
      return epochNanos + (moment - nanoTime);
    }
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    Clocks clocks = Clocks.now();
    Arrival arrival = Arrival.current();
    long arrived = clocks.epochNanos() - arrival.elapsedNanos();
    StageTimes times = StageTimes.current();
    String service = String.valueOf(call.getMethodDescriptor().getServiceName());
    String method = String.valueOf(call.getMethodDescriptor().getBareMethodName());
    Span span =
        tracer
            .spanBuilder(call.getMethodDescriptor().getFullMethodName())
            .setSpanKind(SpanKind.SERVER)
            .setParent(
                W3CTraceContextPropagator.getInstance()
                    .extract(Context.root(), headers, Headers.GETTER))
            .setStartTimestamp(arrived, TimeUnit.NANOSECONDS)
            .setAttribute("rpc.system", "grpc")
            .setAttribute("rpc.service", service)
            .setAttribute("rpc.method", method)
            .startSpan();
    io.grpc.Context context =
        io.grpc.Context.current().withValue(AccessLog.TRACE_ID, span.getSpanContext().getTraceId());
    return WatchedCall.start(
        call,
        headers,
        (watched, h) -> Contexts.interceptCall(context, watched, h, next),
        end -> {
          times.end();
          addPart(span, "queue", arrived, arrival.run().queuedNanos());
          for (Stage stage : Stage.values()) {
            addStage(span, stage, times, clocks);
          }
          span.setAttribute("rpc.grpc.status_code", end.code().value())
              .setAttribute("rpc.request.size", end.sizes().requestBytes())
              .setAttribute("rpc.response.size", end.sizes().responseBytes());
          if (isOurs(end.code())) {
            span.setStatus(StatusCode.ERROR);
          }
          span.end(arrived + end.nanos(), TimeUnit.NANOSECONDS);
        });
  }

  private void addStage(Span call, Stage stage, StageTimes times, Clocks clocks) {
    long nanos = times.nanos(stage);
    if (nanos > 0) {
      long start = clocks.epochNanos(times.startNanos(stage));
      addPart(call, stage.name().toLowerCase(Locale.ROOT), start, nanos);
    }
  }

  private void addPart(Span call, String name, long start, long nanos) {
    if (nanos == 0) {
      return;
    }
    tracer
        .spanBuilder(name)
        .setParent(Context.root().with(call))
        .setStartTimestamp(start, TimeUnit.NANOSECONDS)
        .startSpan()
        .end(start + nanos, TimeUnit.NANOSECONDS);
  }

  /** As OpenTelemetry's conventions for servers of gRPC have it: the rest is the caller's. */
  private static boolean isOurs(Status.Code code) {
    return switch (code) {
      case UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL, UNAVAILABLE, DATA_LOSS -> true;
      default -> false;
    };
  }

  /**
   * Reads {@code traceparent} alone out of gRPC's headers: {@code tracestate} is any text, and
   * would go on to the collector.
   */
  private enum Headers implements TextMapGetter<Metadata> {
    GETTER;

    private static final Metadata.Key<String> PARENT =
        Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);

    @Override
    public Iterable<String> keys(Metadata headers) {
      return headers.keys();
    }

    @Override
    public @Nullable String get(@Nullable Metadata headers, String key) {
      return headers == null || !key.equals(PARENT.name()) ? null : headers.get(PARENT);
    }
  }
}
