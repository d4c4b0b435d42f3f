package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.google.common.util.concurrent.ListenableFuture;
import dev.contextbudget.grpc.interceptor.ScriptedService;
import dev.contextbudget.v1.ContextBudgetServiceGrpc;
import dev.contextbudget.v1.CountTokensRequest;
import dev.contextbudget.v1.CountTokensResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ServerRuntimeTest {
  private static final String SERVICE = "contextbudget.v1.ContextBudgetService";
  private static final CountTokensRequest REQUEST = CountTokensRequest.getDefaultInstance();

  /** Held, or the JDK forgets the level. */
  private static final java.util.logging.Logger TRANSPORT =
      java.util.logging.Logger.getLogger("io.grpc.netty.shaded.io.grpc.netty");

  private static final Logger RUNTIME =
      (Logger) LoggerFactory.getLogger(ServerRuntime.class.getPackageName());

  private final ScriptedService service = new ScriptedService();
  private final List<AutoCloseable> opened = new ArrayList<>();

  /** What these tests provoke is warned of, rightly. */
  @BeforeEach
  void beQuiet() {
    TRANSPORT.setLevel(java.util.logging.Level.OFF);
    RUNTIME.setLevel(Level.ERROR);
  }

  @AfterEach
  void closeAll() throws Exception {
    TRANSPORT.setLevel(null);
    RUNTIME.setLevel(null);
    for (AutoCloseable open : opened) {
      open.close();
    }
  }

  private static ServerConfig config(String... flags) {
    Settings settings = new Settings();
    settings.addFlag("server.port=0");
    settings.addFlag("admin.port=0");
    settings.addFlag("server.drain-delay=0s");
    settings.addFlag("server.drain-grace=10s");
    List.of(flags).forEach(settings::addFlag);
    return ServerConfig.read(settings);
  }

  private ServerRuntime start(String... flags) {
    ServerRuntime runtime =
        ServerRuntime.start(config(flags), (config, meters, stack) -> List.of(service));
    opened.add(0, runtime);
    return runtime;
  }

  private ManagedChannel channel(ServerRuntime runtime) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", runtime.port())
            .usePlaintext()
            .disableRetry()
            .build();
    opened.add(
        0,
        () -> {
          channel.shutdownNow();
          channel.awaitTermination(10, TimeUnit.SECONDS);
        });
    return channel;
  }

  private static ServingStatus health(ManagedChannel channel, String name) {
    return HealthGrpc.newBlockingStub(channel)
        .check(HealthCheckRequest.newBuilder().setService(name).build())
        .getStatus();
  }

  private static HttpResponse<String> get(ServerRuntime runtime, String path) throws Exception {
    URI uri =
        URI.create("http://127.0.0.1:%d%s".formatted(runtime.adminPort().orElseThrow(), path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 3000 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
    assertTrue(condition.getAsBoolean(), "did not happen");
  }

  @Test
  void aStartedServerAnswersCallsAndSaysThatItServes() throws Exception {
    ServerRuntime runtime = start();
    ManagedChannel channel = channel(runtime);

    ContextBudgetServiceGrpc.newBlockingStub(channel).countTokens(REQUEST);

    assertEquals(ServingStatus.SERVING, health(channel, ""));
    assertEquals(ServingStatus.SERVING, health(channel, SERVICE));
    assertEquals(200, get(runtime, "/readyz").statusCode());
    assertTrue(get(runtime, "/metrics").body().contains("method=\"" + SERVICE + "/CountTokens\""));
    assertEquals(
        config().yaml().replaceAll("(?m)^ +drain.*$", ""),
        get(runtime, "/config").body().replaceAll("(?m)^ +drain.*$", ""));
  }

  @Test
  void nothingListensBeforeTheServicesAreMade() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<Boolean> refused = new ArrayList<>();
    ServerRuntime runtime =
        ServerRuntime.start(
            config("server.port=" + port),
            (config, meters, stack) -> {
              refused.add(isRefused(port));
              return List.of(service);
            });
    opened.add(0, runtime);

    assertEquals(List.of(true), refused);
    assertEquals(port, runtime.port());
  }

  private static boolean isRefused(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aCallInFlightIsAnsweredWhileTheServerStops() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    service.waitFor(latch);
    ServerRuntime runtime = start("server.drain-delay=2s", "server.drain-grace=1m");
    ManagedChannel channel = channel(runtime);
    ListenableFuture<CountTokensResponse> inFlight =
        ContextBudgetServiceGrpc.newFutureStub(channel).countTokens(REQUEST);
    await(() -> service.calls() == 1);

    CompletableFuture<Void> closing = CompletableFuture.runAsync(runtime::close);

    // In the delay: says that it stops, and still takes calls.
    await(() -> health(channel, SERVICE) == ServingStatus.NOT_SERVING);
    assertEquals(503, get(runtime, "/readyz").statusCode());
    assertEquals(200, get(runtime, "/healthz").statusCode());
    service.script(CountTokensResponse::getDefaultInstance);
    ContextBudgetServiceGrpc.newBlockingStub(channel).countTokens(REQUEST);

    // After it: refuses new calls, and waits for the one in flight.
    await(() -> isRefusedByServer(runtime));
    assertTrue(!closing.isDone());
    latch.countDown();
    assertEquals(CountTokensResponse.getDefaultInstance(), inFlight.get());
    closing.get();
    runtime.awaitEnd();
  }

  private boolean isRefusedByServer(ServerRuntime runtime) {
    ManagedChannel fresh =
        NettyChannelBuilder.forAddress("127.0.0.1", runtime.port()).usePlaintext().build();
    try {
      ContextBudgetServiceGrpc.newBlockingStub(fresh).countTokens(REQUEST);
      return false;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.UNAVAILABLE;
    } finally {
      fresh.shutdownNow();
    }
  }

  @Test
  void aCallThatOutlastsTheGraceIsCutOff() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    service.waitFor(latch);
    ServerRuntime runtime = start("server.drain-grace=50ms");
    ListenableFuture<CountTokensResponse> inFlight =
        ContextBudgetServiceGrpc.newFutureStub(channel(runtime)).countTokens(REQUEST);
    await(() -> service.calls() == 1);

    runtime.close();

    assertThrows(ExecutionException.class, inFlight::get);
    latch.countDown();
  }

  /** Who waits for the end learns of it; the delay, a test's worth of ages, is not waited for. */
  @Test
  void aServerThatRanOutOfMemoryShouldEndAndDrainsWithoutDelay() throws Exception {
    service.script(
        () -> {
          throw new OutOfMemoryError();
        });
    RUNTIME.setLevel(Level.OFF);
    ServerRuntime runtime = start("server.drain-delay=1m");
    ManagedChannel channel = channel(runtime);
    assertFalse(runtime.ranOutOfMemory());

    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () -> ContextBudgetServiceGrpc.newBlockingStub(channel).countTokens(REQUEST));

    assertEquals(Status.Code.INTERNAL, e.getStatus().getCode());
    assertTrue(runtime.ranOutOfMemory());
    runtime.awaitEnd();
    runtime.close();
  }

  @Test
  void closingTwiceIsClosingOnce() {
    ServerRuntime runtime = start();

    runtime.close();
    runtime.close();
  }

  @Test
  void aPortInUseIsToldWithTheSettingToChangeAndLeavesNothingOpen() {
    int taken = start().port();
    List<String> closed = new ArrayList<>();

    CannotStart e =
        assertThrows(
            CannotStart.class,
            () ->
                ServerRuntime.start(
                    config("server.port=" + taken),
                    (config, meters, stack) -> {
                      stack.push("catalogue", () -> closed.add("catalogue"));
                      return List.of(service);
                    }));

    assertTrue(
        e.getMessage().startsWith("cannot listen on 127.0.0.1:%d: ".formatted(taken)),
        e::getMessage);
    assertTrue(e.getMessage().contains("in use"), e::getMessage);
    assertTrue(e.getMessage().endsWith("; change server.host or server.port"), e::getMessage);
    assertEquals(List.of("catalogue"), closed);
  }

  @Test
  void anAdminPortThatIsOffIsNotOpenedEvenIfItIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ServerRuntime runtime = start("admin.enabled=false", "admin.port=" + taken.getLocalPort());

      assertTrue(runtime.adminPort().isEmpty());
      assertEquals(ServingStatus.SERVING, health(channel(runtime), ""));
    }
  }

  @Test
  void anAdminPortInUseIsToldToo() {
    int taken = start().adminPort().orElseThrow();

    CannotStart e = assertThrows(CannotStart.class, () -> start("admin.port=" + taken));

    assertTrue(e.getMessage().endsWith("; change admin.host or admin.port"), e::getMessage);
  }

  @Test
  void aHostThatIsNotOfThisMachineIsToldToo() {
    CannotStart e =
        assertThrows(
            CannotStart.class,
            () ->
                start(
                    "server.host=192.0.2.1",
                    "tls.allow-plaintext=true",
                    "auth.allow-anonymous=true"));

    assertTrue(e.getMessage().startsWith("cannot listen on 192.0.2.1:0: "), e::getMessage);
  }

  @Test
  void aNameThatIsNoHostIsToldToo() {
    CannotStart e = assertThrows(CannotStart.class, () -> start("server.host=no host"));

    assertTrue(e.getMessage().startsWith("cannot listen on no host:0: "), e::getMessage);
  }

  @Test
  void servicesThatCannotBeMadeLeaveNothingOpen() {
    List<String> closed = new ArrayList<>();

    assertThrows(
        IllegalStateException.class,
        () ->
            ServerRuntime.start(
                config(),
                (config, meters, stack) -> {
                  stack.push("catalogue", () -> closed.add("catalogue"));
                  throw new IllegalStateException();
                }));

    assertEquals(List.of("catalogue"), closed);
  }

  @Test
  void aMessageAboveTheTransportsLimitIsRefused() {
    ManagedChannel channel =
        channel(start("server.max-message-bytes=64KiB", "server.max-light-message-bytes=64KiB"));
    CountTokensRequest large =
        CountTokensRequest.newBuilder().setModel("a".repeat(65 << 10)).build();

    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () -> ContextBudgetServiceGrpc.newBlockingStub(channel).countTokens(large));

    assertEquals(Status.Code.RESOURCE_EXHAUSTED, e.getStatus().getCode());
    ContextBudgetServiceGrpc.newBlockingStub(channel).countTokens(REQUEST);
  }

  @Test
  void headersAboveEightKibibytesAreRefused() {
    ServerRuntime runtime = start();
    ManagedChannel channel = channel(runtime);
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of("x-large", Metadata.ASCII_STRING_MARSHALLER), "a".repeat(9 << 10));

    StatusRuntimeException e =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                ContextBudgetServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .countTokens(REQUEST));

    assertNotEquals(Status.Code.OK, e.getStatus().getCode());
    assertEquals(0, service.calls());
    // The connection may be lost to it, the server is not.
    ContextBudgetServiceGrpc.newBlockingStub(channel(runtime)).countTokens(REQUEST);
  }
}
