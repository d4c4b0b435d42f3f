package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.ops.Stage;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Gives each call a request id and writes one line when it ends: method, code, times, sizes, id;
 * never a text of the request.
 *
 * <p>The id is the caller's {@code x-request-id} if it is well-formed, so that logs of both sides
 * can be joined; anything else is not written, lest a caller write our log.
 */
final class AccessLog implements ServerInterceptor {
  static final Metadata.Key<String> HEADER =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  /** Of the span that is made of the call, if there is one: joins the log with the traces. */
  static final Context.Key<String> TRACE_ID = Context.key("contextbudget-trace-id");

  private static final Context.Key<String> REQUEST_ID = Context.key("contextbudget-request-id");
  private static final Pattern WELL_FORMED = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Map<Stage, String> STAGE_FIELDS =
      new EnumMap<>(
          Map.of(
              Stage.DECODE, "decodeMicros",
              Stage.WORK, "workMicros",
              Stage.ENCODE, "encodeMicros"));

  private static final Logger LOG = LoggerFactory.getLogger("access");

  /** Returns the id of the call that this thread works on. */
  static String requestId() {
    String id = REQUEST_ID.get();
    if (id == null) {
      throw new IllegalStateException("the call has no request id");
    }
    return id;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String id = idOf(headers.get(HEADER));
    Context context = Context.current().withValue(REQUEST_ID, id);
    String method = call.getMethodDescriptor().getFullMethodName();
    StageTimes times = StageTimes.current();
    Origin origin = new Origin(id, Arrival.current(), TRACE_ID.get());
    return WatchedCall.start(
        call,
        headers,
        (watched, h) -> Contexts.interceptCall(context, watched, h, next),
        end -> write(method, origin, end, times));
  }

  /** Whose call it is, and what it is called here and in traces. */
  private record Origin(String requestId, Arrival arrival, @Nullable String traceId) {}

  private static void write(String method, Origin origin, WatchedCall.End end, StageTimes times) {
    times.end();
    if (!LOG.isInfoEnabled()) {
      return;
    }
    LoggingEventBuilder line =
        LOG.atInfo()
            .addKeyValue("method", method)
            .addKeyValue("code", end.code())
            .addKeyValue("micros", end.nanos() / 1000)
            .addKeyValue("queueMicros", origin.arrival().run().queuedNanos() / 1000);
    for (Map.Entry<Stage, String> field : STAGE_FIELDS.entrySet()) {
      line = line.addKeyValue(field.getValue(), times.nanos(field.getKey()) / 1000);
    }
    if (origin.traceId() != null) {
      line = line.addKeyValue("traceId", origin.traceId());
    }
    line.addKeyValue("requestBytes", end.sizes().requestBytes())
        .addKeyValue("responseBytes", end.sizes().responseBytes())
        .addKeyValue("tenant", origin.arrival().caller().name())
        .addKeyValue("requestId", origin.requestId())
        .log("call");
  }

  private static String idOf(@Nullable String sent) {
    return sent != null && WELL_FORMED.matcher(sent).matches()
        ? sent
        : HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
