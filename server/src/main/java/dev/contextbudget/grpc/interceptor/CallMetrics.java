package dev.contextbudget.grpc.interceptor;

import dev.contextbudget.ops.CallMeters;
import dev.contextbudget.ops.CallMeters.Outcome;
import dev.contextbudget.ops.Stage;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Counts and times every call, with the code that its caller sees, and each stage of it. */
final class CallMetrics implements ServerInterceptor {
  private final CallMeters meters;

  CallMetrics(CallMeters meters) {
    this.meters = meters;
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    StageTimes times = new StageTimes(System::nanoTime);
    Context context = times.in(Context.current());
    return WatchedCall.start(
        call,
        headers,
        (watched, h) -> Contexts.interceptCall(context, watched, h, next),
        end -> {
          times.end();
          meters.ended(method, end.code(), outcome(end.code()), end.nanos(), end.sizes());
          record(times);
        });
  }

  /** A stage that a call did not come to is no short one; a refused one comes to none. */
  private void record(StageTimes times) {
    for (Stage stage : Stage.values()) {
      long nanos = times.nanos(stage);
      if (nanos > 0) {
        meters.stage(stage, nanos);
      }
    }
  }

  private static Outcome outcome(Status.Code code) {
    return switch (code) {
      case OK -> Outcome.OK;
      case CANCELLED -> Outcome.GONE;
      case UNAVAILABLE -> Outcome.REFUSED;
      case DEADLINE_EXCEEDED, INTERNAL, UNKNOWN, DATA_LOSS -> Outcome.FAILED;
      default -> Outcome.REJECTED;
    };
  }
}
