package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.v1.Component;
import dev.contextbudget.v1.ComponentKind;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.TextContent;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The program in a heap that is too small for a call. */
class OutOfMemoryTest {
  private static final Pattern SERVING = Pattern.compile("serving on 127\\.0\\.0\\.1:(\\d+)");

  /** Enough to start and to answer small calls. */
  private static final String HEAP = "-Xmx48m";

  /** Three of these are nearly the largest request, whose bytes and texts take 40 MB. */
  private static final String WORD = "a".repeat(4 << 20);

  private static Process program() throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            HEAP,
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--set=server.port=0",
            "--set=admin.enabled=false",
            "--set=server.drain-delay=10m")
        .start();
  }

  @Test
  void theCallFailsHealthIsDownAndTheProcessEndsWithAStatusOfItsOwn() throws Exception {
    Process server = program();
    try (BufferedReader log = server.errorReader()) {
      ManagedChannel channel =
          NettyChannelBuilder.forAddress("127.0.0.1", port(log)).usePlaintext().build();
      try {
        Iterator<HealthCheckResponse> health =
            HealthGrpc.newBlockingStub(channel)
                .withDeadlineAfter(60, TimeUnit.SECONDS)
                .watch(HealthCheckRequest.getDefaultInstance());
        assertEquals(ServingStatus.SERVING, health.next().getStatus());
        assertEquals(8, count(channel, List.of("word")));

        StatusRuntimeException e =
            assertThrows(
                StatusRuntimeException.class, () -> count(channel, List.of(WORD, WORD, WORD)));

        assertEquals(Status.Code.INTERNAL, e.getStatus().getCode(), e::toString);
        assertEquals(ServingStatus.NOT_SERVING, health.next().getStatus());
      } finally {
        channel.shutdownNow();
      }

      List<String> lines = log.lines().toList();
      assertTrue(server.waitFor(60, TimeUnit.SECONDS));
      assertEquals(3, server.exitValue(), lines::toString);
      assertTrue(
          lines.stream().anyMatch(line -> line.contains("out of memory: stopping")),
          lines::toString);
      assertFalse(String.join("\n", lines).contains("aaaa"), lines::toString);
    } finally {
      server.destroyForcibly();
    }
  }

  private static int count(ManagedChannel channel, List<String> texts) {
    CountTokensRequest.Builder request = CountTokensRequest.newBuilder().setModel("gpt-4o");
    for (String text : texts) {
      request.addComponents(
          Component.newBuilder()
              .setId("text" + request.getComponentsCount())
              .setKind(ComponentKind.COMPONENT_KIND_USER_INPUT)
              .setText(TextContent.newBuilder().setValue(text)));
    }
    return ContextBudgetServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(60, TimeUnit.SECONDS)
        .countTokens(request.build())
        .getTotalTokens();
  }

  private static int port(BufferedReader log) throws Exception {
    List<String> lines = new ArrayList<>();
    Matcher serving = SERVING.matcher("");
    while (!serving.find()) {
      String line = Objects.requireNonNull(log.readLine(), lines::toString);
      lines.add(line);
      serving.reset(line);
    }
    return Integer.parseInt(serving.group(1));
  }
}
