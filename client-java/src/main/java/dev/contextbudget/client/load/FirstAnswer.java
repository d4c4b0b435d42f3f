package dev.contextbudget.client.load;

import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.TextContent;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How long after it was started a server gives its first right answer: an exact count by its own
 * tokenizer, so that all of it has to be there.
 *
 * <p>{@code deploy/bench/first-answer.sh} runs it with a cache of loaded classes and without.
 */
public final class FirstAnswer {
  private static final CountTokensRequest REQUEST =
      CountTokensRequest.newBuilder()
          .setModel("gpt-4o")
          .addComponents(
              Component.newBuilder()
                  .setId("system")
                  .setKind(ComponentKind.COMPONENT_KIND_SYSTEM)
                  .setText(TextContent.newBuilder().setValue("How many tokens is this?")))
          .build();

  private static final long LOOK_MILLIS = 2;
  private static final long PATIENCE_SECONDS = 60;
  private static final double PERCENTILE = 0.95;

  private FirstAnswer() {}

  /**
   * Starts a server over and over, one run more than asked for: in the first the loader is as cold
   * as what it measures.
   *
   * @param args how often, the port, then a command that starts a server there
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    if (args.length < 3) {
      System.err.println("usage: FirstAnswer RUNS PORT COMMAND...");
      System.exit(2);
    }
    int runs = Integer.parseInt(args[0]);
    int port = Integer.parseInt(args[1]);
    List<String> command = Arrays.asList(args).subList(2, args.length);
    double[] millis = new double[runs];
    for (int i = -1; i < runs; i++) {
      double found = once(port, command);
      if (i >= 0) {
        millis[i] = found;
      }
    }
    Arrays.sort(millis);
    System.out.printf(
        "first answer of %d starts: least %.0f ms, median %.0f, p95 %.0f, most %.0f%n",
        runs, millis[0], millis[rank(runs, 0.5)], millis[rank(runs, PERCENTILE)], millis[runs - 1]);
  }

  /** Returns the place of the smallest value that this share of all does not exceed. */
  static int rank(int count, double share) {
    return Math.max(0, (int) Math.ceil(share * count - 1e-9) - 1);
  }

  private static double once(int port, List<String> command)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process server =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      awaitPort(port, server);
      int tokens = count(port);
      double millis = (System.nanoTime() - begin) / 1e6;
      if (tokens <= 0) {
        throw new IllegalStateException("the answer is wrong: " + tokens + " tokens");
      }
      return millis;
    } finally {
      server.destroy(); // SIGTERM
      if (!server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    }
  }

  private static void awaitPort(int port, Process server) throws InterruptedException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end && server.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.connect(address);
        return;
      } catch (IOException e) {
        Thread.sleep(LOOK_MILLIS); // not yet
      }
    }
    throw new IllegalStateException("the server does not listen on port " + port);
  }

  private static int count(int port) throws InterruptedException {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      return ContextBudgetServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .countTokens(REQUEST)
          .getTotalTokens();
    } finally {
      channel.shutdownNow().awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
