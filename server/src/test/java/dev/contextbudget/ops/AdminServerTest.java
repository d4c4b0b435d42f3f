package dev.contextbudget.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private final AtomicBoolean ready = new AtomicBoolean(true);
  private AdminServer server;

  @BeforeEach
  void open() throws IOException {
    server = AdminServer.open(loopback(0), pages());
  }

  @AfterEach
  void close() {
    server.close();
  }

  private AdminServer.Pages pages() {
    return new AdminServer.Pages(() -> "up 1\n", ready::get, "server:\n  port: 1\n");
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress("127.0.0.1", port);
  }

  private HttpResponse<String> request(String method, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
    HttpRequest request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody()).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
  }

  @Test
  void metricsAreInThePrometheusForm() throws Exception {
    HttpResponse<String> response = request("GET", "/metrics");

    assertEquals(200, response.statusCode());
    assertEquals("up 1\n", response.body());
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        response.headers().firstValue("content-type").orElseThrow());
  }

  @Test
  void theServerIsAliveAlsoWhileItIsNotReady() throws Exception {
    ready.set(false);

    assertEquals(200, request("GET", "/healthz").statusCode());
    assertEquals(503, request("GET", "/readyz").statusCode());
  }

  @Test
  void aReadyServerSaysSo() throws Exception {
    assertEquals(200, request("GET", "/readyz").statusCode());
  }

  @Test
  void theConfigurationInForceIsShown() throws Exception {
    assertEquals("server:\n  port: 1\n", request("GET", "/config").body());
  }

  @Test
  void nothingElseIsThere() throws Exception {
    assertEquals(404, request("GET", "/").statusCode());
    assertEquals(404, request("GET", "/metrics/x").statusCode());
    assertEquals(404, request("GET", "/metricsx").statusCode());
  }

  @Test
  void nothingCanBeChanged() throws Exception {
    assertEquals(405, request("POST", "/config").statusCode());
    assertEquals(405, request("DELETE", "/metrics").statusCode());
  }

  @Test
  void aHeadHasNoBody() throws Exception {
    HttpResponse<String> response = request("HEAD", "/metrics");

    assertEquals(200, response.statusCode());
    assertEquals("", response.body());
  }

  /** More connections than there are threads send half a request and no more. */
  @Test
  void connectionsThatNeverSendTheirRequestDoNotBlockThePort() throws Exception {
    List<Socket> halfOpen = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        Socket socket = new Socket("127.0.0.1", server.port());
        halfOpen.add(socket);
        socket.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
      }
      for (Socket socket : halfOpen) {
        awaitClosed(socket);
      }

      assertEquals(200, request("GET", "/healthz").statusCode());
    } finally {
      for (Socket socket : halfOpen) {
        socket.close();
      }
    }
  }

  private static void awaitClosed(Socket socket) throws IOException {
    try {
      assertEquals(-1, socket.getInputStream().read());
    } catch (SocketException e) {
      assertEquals("Connection reset", e.getMessage());
    }
  }

  @Test
  void aFewThatAreHalfOpenHoldUpNobody() throws Exception {
    try (Socket one = new Socket("127.0.0.1", server.port());
        Socket other = new Socket("127.0.0.1", server.port())) {
      one.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));
      other.getOutputStream().write("GET /met".getBytes(StandardCharsets.US_ASCII));

      assertEquals(200, request("GET", "/healthz").statusCode());
    }
  }

  @Test
  void aPortInUseCannotBeOpened() {
    assertThrows(BindException.class, () -> AdminServer.open(loopback(server.port()), pages()));
  }

  @Test
  void aClosedPortCanBeOpenedAgain() throws Exception {
    int port = server.port();
    server.close();

    server = AdminServer.open(loopback(port), pages());

    assertTrue(request("GET", "/healthz").body().startsWith("ok"));
  }
}
