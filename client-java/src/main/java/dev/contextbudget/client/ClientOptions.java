package dev.contextbudget.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * How a client reaches a server; begin with {@link #plaintext} or {@link #tls}.
 *
 * <p>A deadline is required, because gRPC's own default is to wait for ever. It covers all attempts
 * of a call together.
 *
 * @param target {@code host:port}, or a gRPC name such as {@code dns:///host:port}, whose addresses
 *     then share the calls
 * @param deadline time for a call, above zero and at most a day; the server cuts it to its own
 *     limit
 * @param credentials plaintext, TLS, or TLS with a certificate of the client
 * @param maxAttempts attempts at a call, 1 (no retries) to 5; see {@link ContextBudgetClient} for
 *     when a call is tried again
 * @param maxRequestBytes a larger request fails before it is sent
 * @param maxAnswerBytes a larger answer fails with {@code RESOURCE_EXHAUSTED}
 * @param userAgent what the server sees as the caller, before gRPC's own name; printable ASCII
 * @param credential asked at each call for an API key or a JWT, which may change; empty for none
 */
public record ClientOptions(
    String target,
    Duration deadline,
    ChannelCredentials credentials,
    int maxAttempts,
    int maxRequestBytes,
    int maxAnswerBytes,
    String userAgent,
    Supplier<String> credential) {

  /** What a server takes if it is not configured otherwise. */
  private static final int REQUEST_BYTES = 16 << 20;

  /** A full prompt is about as large as its request, and the decisions come on top. */
  private static final int ANSWER_BYTES = 2 * REQUEST_BYTES;

  private static final int ATTEMPTS = 3;

  /** gRPC makes no more, whatever is asked for. */
  private static final int MAX_ATTEMPTS = 5;

  private static final Duration LONGEST = Duration.ofDays(1);

  public ClientOptions {
    check(!target.isBlank(), "target is blank");
    check(
        deadline != null
            && deadline.compareTo(Duration.ZERO) > 0
            && deadline.compareTo(LONGEST) <= 0,
        "deadline: want above 0 and at most a day, got " + deadline);
    check(
        maxAttempts >= 1 && maxAttempts <= MAX_ATTEMPTS,
        "maxAttempts: want 1 to 5, got " + maxAttempts);
    check(maxRequestBytes > 0, "maxRequestBytes: want above 0, got " + maxRequestBytes);
    check(maxAnswerBytes > 0, "maxAnswerBytes: want above 0, got " + maxAnswerBytes);
    check(
        !userAgent.isBlank() && userAgent.chars().allMatch(c -> c >= ' ' && c < 0x7f),
        "userAgent: want printable ASCII");
  }

  /** Returns options for a server that is reached without encryption, such as on this machine. */
  public static ClientOptions plaintext(String target, Duration deadline) {
    return of(target, deadline, InsecureChannelCredentials.create());
  }

  /** Returns options for a server behind TLS whose certificate the JVM trusts. */
  public static ClientOptions tls(String target, Duration deadline) {
    return of(target, deadline, TlsChannelCredentials.create());
  }

  private static ClientOptions of(String target, Duration deadline, ChannelCredentials how) {
    String version = ClientOptions.class.getPackage().getImplementationVersion();
    String userAgent = "contextbudget-java/" + (version == null ? "unpackaged" : version);
    return new ClientOptions(
        target,
        deadline,
        how,
        ATTEMPTS,
        REQUEST_BYTES,
        ANSWER_BYTES,
        userAgent,
        ClientOptions::noCredential);
  }

  /** Returns the same with another deadline. */
  public ClientOptions withDeadline(Duration other) {
    return new ClientOptions(
        target,
        other,
        credentials,
        maxAttempts,
        maxRequestBytes,
        maxAnswerBytes,
        userAgent,
        credential);
  }

  /** Returns the same with other credentials, such as TLS with certificates of one's own. */
  public ClientOptions withCredentials(ChannelCredentials other) {
    return new ClientOptions(
        target,
        deadline,
        other,
        maxAttempts,
        maxRequestBytes,
        maxAnswerBytes,
        userAgent,
        credential);
  }

  /** Returns the same with other attempts; 1 for none but the first. */
  public ClientOptions withMaxAttempts(int attempts) {
    return new ClientOptions(
        target,
        deadline,
        credentials,
        attempts,
        maxRequestBytes,
        maxAnswerBytes,
        userAgent,
        credential);
  }

  /** Returns the same with other limits on messages, in bytes. */
  public ClientOptions withMaxBytes(int request, int answer) {
    return new ClientOptions(
        target, deadline, credentials, maxAttempts, request, answer, userAgent, credential);
  }

  /** Returns the same with the name of the calling program. */
  public ClientOptions withUserAgent(String name) {
    return new ClientOptions(
        target,
        deadline,
        credentials,
        maxAttempts,
        maxRequestBytes,
        maxAnswerBytes,
        name,
        credential);
  }

  /**
   * Returns the same with an API key or JWT that is sent with every call; use it with TLS, or
   * whoever sees the calls can make them.
   *
   * @param other asked at each call, on its thread: a file may be read again
   */
  public ClientOptions withCredential(Supplier<String> other) {
    return new ClientOptions(
        target,
        deadline,
        credentials,
        maxAttempts,
        maxRequestBytes,
        maxAnswerBytes,
        userAgent,
        other);
  }

  private static String noCredential() {
    return "";
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
