package dev.contextbudget.app;

import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The server as it is assembled for production, on a free port, with a channel to it. */
public final class RunningServer implements AutoCloseable {
  private static final int MAX_ANSWER_BYTES = 64 << 20;

  private final ServerRuntime runtime;
  private final ManagedChannel channel;

  private RunningServer(ServerRuntime runtime, ManagedChannel channel) {
    this.runtime = runtime;
    this.channel = channel;
  }

  public static RunningServer start() {
    Settings settings = new Settings();
    List.of("server.port=0", "admin.port=0", "server.drain-delay=0s", "log.level=warn")
        .forEach(settings::addFlag);
    ServerConfig config = ServerConfig.read(settings);
    Logging.configure(config.log());
    ServerRuntime runtime = ServerRuntime.start(config, Services::create);
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", runtime.port())
            .usePlaintext()
            .maxInboundMessageSize(MAX_ANSWER_BYTES)
            .build();
    return new RunningServer(runtime, channel);
  }

  public ManagedChannel channel() {
    return channel;
  }

  @Override
  public void close() throws InterruptedException {
    channel.shutdownNow();
    channel.awaitTermination(10, TimeUnit.SECONDS);
    runtime.close();
  }
}
