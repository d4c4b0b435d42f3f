package dev.contextbudget.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.contextbudget.core.error.NotImplemented;
import dev.contextbudget.core.error.StopSignal;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UnaryTest {
  private final List<String> seen = new ArrayList<>();
  private final StreamObserver<String> observer =
      new StreamObserver<>() {
        @Override
        public void onNext(String value) {
          seen.add(value);
        }

        @Override
        public void onError(Throwable t) {
          seen.add("error");
        }

        @Override
        public void onCompleted() {
          seen.add("done");
        }
      };

  @Test
  void anAnswerIsSentOnceAndTheCallIsDone() {
    Unary.reply(observer, () -> "answer");

    assertEquals(List.of("answer", "done"), seen);
  }

  @Test
  void aFailureGoesOnToTheDefectBoundary() {
    NotImplemented failure = new NotImplemented("x");

    assertSame(
        failure,
        assertThrows(
            NotImplemented.class,
            () ->
                Unary.reply(
                    observer,
                    () -> {
                      throw failure;
                    })));
    assertEquals(List.of(), seen);
  }

  @Test
  void workGoesOnWhileItsCallerWaits() {
    Unary.reply(
        observer,
        stop -> {
          stop.check();
          return "answer";
        });

    assertEquals(List.of("answer", "done"), seen);
  }

  @Test
  void workStopsWhenItsCallerHasGone() {
    Context.CancellableContext call = Context.current().withCancellation();

    assertThrows(
        StopSignal.Stopped.class,
        () ->
            call.run(
                () ->
                    Unary.reply(
                        observer,
                        stop -> {
                          call.cancel(null);
                          stop.check();
                          return "answer";
                        })));
  }

  @Test
  void workStopsWhenItsDeadlineHasPassedThoughNoTimerSaidSo() {
    long[] nanos = {0};
    Deadline.Ticker ticker =
        new Deadline.Ticker() {
          @Override
          public long nanoTime() {
            return nanos[0];
          }
        };
    Deadline deadline = Deadline.after(1, TimeUnit.SECONDS, ticker);

    StopSignal stop = new StopSignal(new CallStop(deadline));
    stop.check();
    nanos[0] = TimeUnit.SECONDS.toNanos(2);

    assertThrows(
        StopSignal.Stopped.class,
        () -> {
          for (int i = 0; i < 16; i++) {
            stop.check();
          }
        });
  }
}
