package dev.contextbudget.client.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.Any;
import com.google.protobuf.MessageLite;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import dev.contextbudget.app.LiveServer;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loader against a server on a port: how many calls, and what became of them. */
class LoaderTest {
  private static final Path DEMO = Path.of("src/main/resources/demo");

  @TempDir Path folder;

  /** What a run printed and how it ended. */
  private record Done(int code, String out) {}

  private static Done load(String server, String... args) {
    StringWriter out = new StringWriter();
    List<String> all = new ArrayList<>(List.of("--server", server));
    all.addAll(Arrays.asList(args));
    int code =
        Loader.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    return new Done(code, out.toString());
  }

  private Path request() throws IOException {
    Path file = folder.resolve("count.bin");
    Files.write(file, CountTokensRequest.newBuilder().setModel("gpt-4o").build().toByteArray());
    return file;
  }

  /** Answers the third of three calls, and refuses the first as a server does that has no room. */
  private static Server choosy() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    com.google.rpc.Status busy =
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.UNAVAILABLE.value())
            .addDetails(Any.pack(ErrorInfo.newBuilder().setReason("OVERLOADED").build()))
            .addDetails(Any.pack(RetryInfo.getDefaultInstance()))
            .build();
    return NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
        .addService(
            new ContextBudgetServiceGrpc.ContextBudgetServiceImplBase() {
              @Override
              public void countTokens(
                  CountTokensRequest request, StreamObserver<CountTokensResponse> answer) {
                switch (calls.getAndIncrement() % 3) {
                  case 0 -> answer.onError(StatusProto.toStatusRuntimeException(busy));
                  case 1 -> answer.onError(Status.UNAVAILABLE.asRuntimeException());
                  default -> {
                    answer.onNext(CountTokensResponse.getDefaultInstance());
                    answer.onCompleted();
                  }
                }
              }
            })
        .build()
        .start();
  }

  @Test
  void everyCallIsCountedOnceByWhatBecameOfIt() throws Exception {
    Path json = folder.resolve("report.json");
    Server server = choosy();
    try {
      Done done =
          load(
              "127.0.0.1:" + server.getPort(),
              "--steps=150:1,300:1",
              "--constant",
              "--warm-up=0",
              "--connections=2",
              "--deadline-ms=60000",
              "--json=" + json,
              "--at-least=okShare=0.9",
              "--at-most=unended=0",
              "CountTokens=" + request());
      assertTrue(done.out().matches("(?s).*BROKEN 150: okShare is 0\\.3.*"), done.out());
      assertTrue(done.out().matches("(?s).*BROKEN 300: okShare is 0\\.3.*"), done.out());
      assertFalse(done.out().contains("unended is"), done.out());
    } finally {
      server.shutdownNow().awaitTermination();
    }
    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    assertEquals(450, report.get("count").getAsInt());
    assertEquals(2_000_000_000L, report.get("total").getAsLong());
    JsonObject codes = report.getAsJsonObject("statusCodeDistribution");
    assertEquals("{\"OK\":150,\"Unavailable\":300}", codes.toString());
    assertEquals(
        "{\"OVERLOADED\":150,\"UNAVAILABLE\":150}", report.get("reasonDistribution").toString());
    JsonObject second = report.getAsJsonArray("steps").get(1).getAsJsonObject();
    assertEquals(300, second.get("count").getAsInt());
    double told = second.getAsJsonObject("figures").get("retryInfoShare").getAsDouble();
    assertEquals(0.5, told, 0.02); // calls of two connections may overtake each other
    assertEquals(8, second.getAsJsonArray("latencyDistribution").size());
  }

  @Test
  void clientsFindThePeakAndMultiplesAreOfIt() throws Exception {
    Path json = folder.resolve("report.json");
    try (LiveServer server = LiveServer.start("log.level=error")) {
      Done done =
          load(
              server.channel().authority(),
              "--clients=2",
              "--seconds=1",
              "--warm-up=0",
              "--steps=0.1x:1",
              "--json=" + json,
              "contextbudget.v1.ContextBudgetService/CountTokens=" + request() + "*3");
      assertTrue(done.code() == 0 || done.code() == 3, done.out());
    }
    JsonObject report = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
    JsonObject peak = report.getAsJsonArray("steps").get(0).getAsJsonObject();
    JsonObject step = report.getAsJsonArray("steps").get(1).getAsJsonObject();
    assertEquals("2 clients", peak.get("name").getAsString());
    assertEquals(peak.get("rps").getAsDouble(), report.get("peakRps").getAsDouble());
    assertEquals(step.get("count"), report.get("count"));
    assertEquals(
        "{\"OK\":%d}".formatted(peak.get("count").getAsInt()),
        peak.get("statusCodeDistribution").toString());
  }

  @Test
  void everyRequestIsAnswered() throws InterruptedException {
    Map<String, MessageLite> files = Payloads.all(Recording.in(DEMO));
    assertEquals(14, files.size());
    try (LiveServer server = LiveServer.start("log.level=error")) {
      for (Map.Entry<String, MessageLite> file : files.entrySet()) {
        String name = file.getKey();
        String call =
            switch (name.substring(0, name.indexOf('-'))) {
              case "count" -> "CountTokens";
              case "fit" -> "FitContext";
              case "compact" -> "Compact";
              default -> "PlanBudget";
            };
        Shot shot =
            Shot.of(
                "contextbudget.v1.ContextBudgetService/" + call, file.getValue().toByteString(), 1);
        assertTrue(server.call(shot.method(), shot.request()) > 50, name);
      }
    }
  }

  @Test
  void aWrongCommandLineLoadsNothing() throws Exception {
    String request = "CountTokens=" + request();
    List<List<String>> wrong =
        List.of(
            List.of("--steps=3", request),
            List.of("--at-least=okShare", request),
            List.of("--header=x", request),
            List.of("CountTokens"),
            List.of("CountTokens=nothing.bin"),
            List.of());
    for (List<String> args : wrong) {
      assertEquals(2, load("localhost:1", args.toArray(String[]::new)).code(), args.toString());
    }
  }
}
