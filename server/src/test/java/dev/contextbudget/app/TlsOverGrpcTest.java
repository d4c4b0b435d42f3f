package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.contextbudget.client.cli.CommandLines;
import dev.contextbudget.v1.CatalogServiceGrpc;
import dev.contextbudget.v1.GetLimitsRequest;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections that are encrypted, over a real port, with files that change while it is open. */
class TlsOverGrpcTest {
  private static final String FAILURES =
      "contextbudget_credential_reload_failures_total{files=\"tls_files\"} ";

  @TempDir static Path made;

  private static Pki pki;

  @TempDir Path folder;

  private CapturedLog log;
  private ServerRuntime server;

  @BeforeAll
  static void makeCertificates() throws Exception {
    pki =
        new Pki(made)
            .authority("ca")
            .authority("other-ca")
            .certificate("server", "ca")
            .certificate("next", "ca")
            .certificate("client", "ca")
            .certificate("stranger", "other-ca")
            .expired("late", "ca");
  }

  @BeforeEach
  void capture() {
    log = new CapturedLog();
  }

  @AfterEach
  void stop() {
    server.close();
    log.close();
  }

  private void start(String... more) throws Exception {
    use("server");
    Settings settings = new Settings();
    List.of(
            "server.port=0",
            "admin.port=0",
            "server.drain-delay=0s",
            "auth.reload-interval=100ms",
            "tls.certificate=" + folder.resolve("tls.crt"),
            "tls.private-key=" + folder.resolve("tls.key"))
        .forEach(settings::addFlag);
    List.of(more).forEach(settings::addFlag);
    server = ServerRuntime.start(ServerConfig.read(settings), Services::create);
  }

  /** Puts a certificate and its key where the server reads them. */
  private void use(String name) throws Exception {
    put(pki.chain(name), "tls.crt");
    put(pki.key(name), "tls.key");
  }

  private static int age = 0;

  /** No two states of a file have one time, as they may on a file system of whole seconds. */
  private void put(Path from, String to) throws IOException {
    Path next = Files.copy(from, folder.resolve("next"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.setLastModifiedTime(next, FileTime.from(Instant.EPOCH.plusSeconds(++age)));
    Files.move(next, folder.resolve(to), StandardCopyOption.ATOMIC_MOVE);
  }

  private Status.Code call(ChannelCredentials credentials) throws InterruptedException {
    ManagedChannel channel =
        Grpc.newChannelBuilder("127.0.0.1:" + server.port(), credentials).disableRetry().build();
    try {
      assertTrue(
          CatalogServiceGrpc.newBlockingStub(channel)
                  .getLimits(GetLimitsRequest.getDefaultInstance())
                  .getLimitsCount()
              > 0);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } finally {
      channel.shutdownNow();
      channel.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static TlsChannelCredentials.Builder trusting(String authority) throws Exception {
    return TlsChannelCredentials.newBuilder().trustManager(new File(pki.chain(authority).toUri()));
  }

  private static ChannelCredentials as(String name) throws Exception {
    return trusting("ca")
        .keyManager(new File(pki.chain(name).toUri()), new File(pki.key(name).toUri()))
        .build();
  }

  /** Returns whose certificate a new connection gets. */
  private String presented(String protocol) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new TrustsAll()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setEnabledProtocols(new String[] {protocol});
      var parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      var first = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return first.getSubjectX500Principal().getName();
    }
  }

  private static final class TrustsAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private String metrics() throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d/metrics".formatted(server.adminPort().orElseThrow()));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
        .body();
  }

  private void awaitMetric(String line) throws Exception {
    await(() -> metrics(), text -> text.contains(line));
  }

  private interface Reading {
    String get() throws Exception;
  }

  private static void await(Reading reading, Predicate<String> wanted) throws Exception {
    for (int i = 0; i < 1000 && !wanted.test(reading.get()); i++) {
      Thread.sleep(20);
    }
    String last = reading.get();
    assertTrue(wanted.test(last), last);
  }

  private List<String> warnings() {
    return log.lines().stream().filter(line -> line.startsWith("WARN dev.contextbudget")).toList();
  }

  @Test
  void onlyWhoTrustsTheCertificateCanCallAndNobodyInPlaintext() throws Exception {
    start();

    assertEquals(Status.Code.OK, call(trusting("ca").build()));
    assertEquals(Status.Code.UNAVAILABLE, call(trusting("other-ca").build()));
    assertEquals(Status.Code.UNAVAILABLE, call(InsecureChannelCredentials.create()));
    assertEquals("CN=server", presented("TLSv1.2"));
    assertEquals("CN=server", presented("TLSv1.3"));
  }

  @Test
  void aNewCertificateIsUsedWithoutARestart() throws Exception {
    start();
    assertEquals("CN=server", presented("TLSv1.3"));

    use("next");

    await(() -> presented("TLSv1.3"), "CN=next"::equals);
    assertEquals(Status.Code.OK, call(trusting("ca").build()));
  }

  @Test
  void brokenFilesLeaveTheOldOnesInForceAndAreToldOnce() throws Exception {
    start();
    assertTrue(metrics().contains(FAILURES + "0.0"), "present before anything happens");

    put(Files.writeString(folder.resolve("broken"), "no certificate"), "tls.crt");

    awaitMetric(FAILURES + "1.0");
    assertEquals("CN=server", presented("TLSv1.3"));
    Thread.sleep(300); // three more looks
    assertTrue(metrics().contains(FAILURES + "1.0"), "told once");
    assertEquals(1, warnings().size(), () -> warnings().toString());
    assertTrue(warnings().get(0).contains("TLS files not reloaded, the old one stays: "));

    use("next");

    await(() -> presented("TLSv1.3"), "CN=next"::equals);
  }

  @Test
  void whenTheCertificateExpiresIsAMeter() throws Exception {
    start();

    long expires = Instant.now().plusSeconds(80L * 24 * 3600).getEpochSecond();
    String line =
        metrics()
            .lines()
            .filter(l -> l.startsWith("contextbudget_tls_certificate_expiry_timestamp_seconds "))
            .findFirst()
            .orElseThrow();
    double told = Double.parseDouble(line.split(" ")[1]);
    assertTrue(told > expires && told < expires + 20L * 24 * 3600, line);
  }

  @Test
  void whereACertificateIsRequiredOnlyOneOfTheAuthorityWillDo() throws Exception {
    start("tls.client-ca=" + pki.chain("ca"), "tls.client-auth=require");

    assertEquals(Status.Code.OK, call(as("client")));
    assertEquals(Status.Code.UNAVAILABLE, call(trusting("ca").build()));
    assertEquals(Status.Code.UNAVAILABLE, call(as("stranger")));
    assertEquals(Status.Code.UNAVAILABLE, call(as("late")));
  }

  @Test
  void theCommandLineShowsItsCertificate() throws Exception {
    start("tls.client-ca=" + pki.chain("ca"), "tls.client-auth=require");
    List<String> models =
        List.of("models", "--server=127.0.0.1:" + server.port(), "--ca-file=" + pki.chain("ca"));
    List<String> shown = new ArrayList<>(models);
    shown.add("--cert-file=" + pki.chain("client"));
    shown.add("--key-file=" + pki.key("client"));

    assertEquals(0, CommandLines.run(shown));
    assertEquals(4, CommandLines.run(models));
  }

  @Test
  void whereACertificateIsOptionalNoneWillDoButNotAWrongOne() throws Exception {
    start("tls.client-ca=" + pki.chain("ca"), "tls.client-auth=optional");

    assertEquals(Status.Code.OK, call(as("client")));
    assertEquals(Status.Code.OK, call(trusting("ca").build()));
    assertEquals(Status.Code.UNAVAILABLE, call(as("stranger")));
  }

  @Test
  void authoritiesAreReadAgainToo() throws Exception {
    put(pki.chain("ca"), "ca.pem");
    start("tls.client-ca=" + folder.resolve("ca.pem"), "tls.client-auth=require");
    assertEquals(Status.Code.UNAVAILABLE, call(as("stranger")));

    put(pki.chain("other-ca"), "ca.pem");

    await(() -> call(as("stranger")).name(), "OK"::equals);
    assertEquals(Status.Code.UNAVAILABLE, call(as("client")));
  }

  /** Written byte by byte, as the JDK no longer says such a hello. */
  @Test
  void versionsBelowOneTwoAreRefused() throws Exception {
    start();

    assertEquals("handshake", answerToHello("0303"));
    assertEquals("alert 70", answerToHello("0302"));
    assertEquals("alert 70", answerToHello("0301"));
  }

  private String answerToHello(String version) throws IOException {
    String suites = "c02bc009c00ac02fc013c014002f0035";
    String extensions =
        "000a00040002"
            + "0017" // groups: secp256r1
            + "000b00020100" // points: uncompressed
            + "000d000800060403"
            + "02030401" // signatures: ECDSA with SHA-256, SHA-1; RSA
            + "0010000500030268"
            + "32"; // ALPN: h2
    String body =
        version
            + "00".repeat(32)
            + "00"
            + "%04x".formatted(suites.length() / 2)
            + suites
            + "0100"
            + "%04x".formatted(extensions.length() / 2)
            + extensions;
    String handshake = "01" + "%06x".formatted(body.length() / 2) + body;
    String hello = "160301" + "%04x".formatted(handshake.length() / 2) + handshake;
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      new DataOutputStream(socket.getOutputStream()).write(HexFormat.of().parseHex(hello));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int type = in.read();
      in.skipNBytes(5);
      return type == 0x16 ? "handshake" : type == 0x15 ? "alert " + in.read() : "type " + type;
    }
  }
}
