package dev.contextbudget.client;

import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import io.grpc.Context;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerCredentials;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A server on a real port whose every unary method does what the next line of a script says. */
final class ScriptedServer implements AutoCloseable {

  /** What happens to one attempt at a call. */
  interface Line {
    void answer(Object request, StreamObserver<Object> answer);
  }

  /**
   * An attempt at a call that reached the server.
   *
   * @param method its bare name
   * @param deadlineMillis time that was left for it, or -1 if it had no deadline
   */
  record Attempt(String method, Metadata headers, long deadlineMillis) {}

  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  final List<Attempt> attempts = new CopyOnWriteArrayList<>();
  private final Queue<Line> script = new ConcurrentLinkedQueue<>();
  private final Server server;

  ScriptedServer() {
    this(InsecureServerCredentials.create());
  }

  ScriptedServer(ServerCredentials credentials) {
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    server =
        start(
            NettyServerBuilder.forAddress(anyPort, credentials)
                .maxInboundMessageSize(32 << 20)
                .addService(service(ContextBudgetServiceGrpc.getServiceDescriptor()))
                .addService(service(CatalogServiceGrpc.getServiceDescriptor())));
  }

  private static Server start(NettyServerBuilder builder) {
    try {
      return builder.build().start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Adds what happens next. */
  ScriptedServer then(Line line) {
    script.add(line);
    return this;
  }

  /** The next attempt is answered. */
  ScriptedServer thenAnswer(Object message) {
    return then(
        (request, answer) -> {
          answer.onNext(message);
          answer.onCompleted();
        });
  }

  /** The next attempt fails. */
  ScriptedServer thenFail(io.grpc.Status status) {
    return then((request, answer) -> answer.onError(status.asRuntimeException()));
  }

  /** The next attempt fails, and the caller is told when to come back. */
  ScriptedServer thenFail(io.grpc.Status status, int pushbackMillis) {
    Metadata trailers = new Metadata();
    trailers.put(PUSHBACK, Integer.toString(pushbackMillis));
    return then((request, answer) -> answer.onError(status.asRuntimeException(trailers)));
  }

  String target() {
    return "localhost:" + server.getPort();
  }

  @Override
  public void close() throws InterruptedException {
    server.shutdownNow();
    server.awaitTermination(10, TimeUnit.SECONDS);
  }

  private ServerServiceDefinition service(ServiceDescriptor descriptor) {
    ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor);
    for (MethodDescriptor<?, ?> method : descriptor.getMethods()) {
      @SuppressWarnings("unchecked") // the script knows the types
      MethodDescriptor<Object, Object> any = (MethodDescriptor<Object, Object>) method;
      service.addMethod(
          any,
          any.getType() == MethodDescriptor.MethodType.UNARY
              ? ServerCalls.asyncUnaryCall(this::next)
              : ServerCalls.asyncBidiStreamingCall(this::stream));
    }
    return ServerInterceptors.intercept(service.build(), new Recorder());
  }

  private void next(Object request, StreamObserver<Object> answer) {
    Line line = script.poll();
    if (line == null) {
      throw new IllegalStateException("the script is over");
    }
    line.answer(request, answer);
  }

  /** Answers each request of a stream by the script's first line, as long as nobody fails. */
  private StreamObserver<Object> stream(StreamObserver<Object> answers) {
    Queue<Line> lines = new ArrayDeque<>(script);
    return new StreamObserver<>() {
      @Override
      public void onNext(Object request) {
        lines.element().answer(request, answers);
      }

      @Override
      public void onError(Throwable failure) {
        script.add((request, answer) -> answer.onError(failure)); // the caller went away
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }

  private final class Recorder implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var deadline = Context.current().getDeadline();
      attempts.add(
          new Attempt(
              String.valueOf(call.getMethodDescriptor().getBareMethodName()),
              headers,
              deadline == null ? -1 : deadline.timeRemaining(TimeUnit.MILLISECONDS)));
      return next.startCall(call, headers);
    }
  }
}
