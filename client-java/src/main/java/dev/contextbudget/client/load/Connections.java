package dev.contextbudget.client.load;

import com.google.protobuf.ByteString;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Connections to a server, each of which makes the next call in turn. */
final class Connections implements Target, AutoCloseable {
  private static final long CLOSE_SECONDS = 5;

  private final List<ManagedChannel> channels = new ArrayList<>();
  private final Metadata headers;
  private final long deadlineNanos;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param count how many
   * @param open opens one
   * @param headers go with every call
   * @param deadline of every call, from when it is sent
   */
  Connections(int count, Supplier<ManagedChannel> open, Metadata headers, Duration deadline) {
    for (int i = 0; i < count; i++) {
      channels.add(open.get());
    }
    this.headers = headers;
    this.deadlineNanos = deadline.toNanos();
  }

  @Override
  public void call(Shot shot, Ended ended) {
    int index = Math.floorMod(turn.getAndIncrement(), channels.size());
    ClientCall<ByteString, Integer> call =
        channels
            .get(index)
            .newCall(
                shot.method(),
                CallOptions.DEFAULT.withDeadlineAfter(deadlineNanos, TimeUnit.NANOSECONDS));
    Metadata sent = new Metadata();
    sent.merge(headers);
    call.start(new Answer(ended), sent);
    call.request(2); // a second answer would be a fault, and only asking shows it
    call.sendMessage(shot.request());
    call.halfClose();
  }

  @Override
  public void close() {
    channels.forEach(ManagedChannel::shutdownNow);
    try {
      for (ManagedChannel channel : channels) {
        channel.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Answer extends ClientCall.Listener<Integer> {
    private final Ended ended;
    private int bytes;

    Answer(Ended ended) {
      this.ended = ended;
    }

    @Override
    public void onMessage(Integer size) {
      bytes += size;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended.accept(Outcome.of(status, trailers), bytes);
    }
  }
}
