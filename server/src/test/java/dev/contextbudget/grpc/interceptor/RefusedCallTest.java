package dev.contextbudget.grpc.interceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.admission.ServiceClass;
import dev.contextbudget.core.error.ContextBudgetException;
import dev.contextbudget.core.error.Unavailable;
import dev.contextbudget.grpc.Limits;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A call that is refused after it began: what is still to come of it is not worked on. */
class RefusedCallTest {
  private static final MethodDescriptor<CountTokensRequest, CountTokensResponse> METHOD =
      ContextBudgetServiceGrpc.getCountTokensMethod();

  private final List<String> worked = new ArrayList<>();

  private final ServerCall.Listener<CountTokensRequest> work =
      new ServerCall.Listener<>() {
        @Override
        public void onMessage(CountTokensRequest message) {
          worked.add("message");
        }

        @Override
        public void onHalfClose() {
          worked.add("half close");
        }
      };

  private static final class UnusedCall
      extends ServerCall<CountTokensRequest, CountTokensResponse> {
    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(CountTokensResponse message) {}

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<CountTokensRequest, CountTokensResponse> getMethodDescriptor() {
      return METHOD;
    }
  }

  @Test
  void neitherItsMessageNorItsHalfCloseIsWorkedOn() throws Exception {
    try (Meters meters = new Meters(Set.of(METHOD.getFullMethodName()))) {
      Admission admission =
          new Admission(
              new Admission.Methods(Set.of(METHOD.getFullMethodName()), Set.of()),
              new Capacity(1, 1, 1_000),
              new CallTimeout(Limits.DEFAULTS, "none"),
              Runnable::run,
              Callers.anyone(),
              meters.admission(ServiceClass.class, RefusalCause.class));
      Metadata headers = new Metadata();
      Arrival arrival =
          (Arrival) admission.newServerStreamTracer(METHOD.getFullMethodName(), headers);
      Context context = arrival.filterContext(Context.ROOT);
      ServerCall.Listener<CountTokensRequest> listener =
          context.call(() -> admission.interceptCall(new UnusedCall(), headers, (c, h) -> work));
      listener.onMessage(CountTokensRequest.getDefaultInstance());

      ContextBudgetException refusal = Unavailable.draining();
      arrival.refuse(refusal);

      assertSame(refusal, assertThrows(ContextBudgetException.class, listener::onHalfClose));
      assertSame(
          refusal,
          assertThrows(
              ContextBudgetException.class,
              () -> listener.onMessage(CountTokensRequest.getDefaultInstance())));
      assertEquals(List.of("message"), worked);
    }
  }
}
