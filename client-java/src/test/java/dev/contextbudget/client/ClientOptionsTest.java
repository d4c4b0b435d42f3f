package dev.contextbudget.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ClientOptionsTest {
  private static final ClientOptions GOOD =
      ClientOptions.plaintext("localhost:7477", Duration.ofSeconds(10));

  static Stream<Arguments> wrong() {
    return Stream.of(
        wrong("target", o -> ClientOptions.plaintext(" ", Duration.ofSeconds(1))),
        wrong("deadline", o -> o.withDeadline(Duration.ZERO)),
        wrong("deadline", o -> o.withDeadline(Duration.ofDays(1).plusNanos(1))),
        wrong("maxAttempts", o -> o.withMaxAttempts(0)),
        wrong("maxAttempts", o -> o.withMaxAttempts(6)),
        wrong("maxRequestBytes", o -> o.withMaxBytes(0, 1)),
        wrong("maxAnswerBytes", o -> o.withMaxBytes(1, 0)),
        wrong("userAgent", o -> o.withUserAgent("")),
        wrong("userAgent", o -> o.withUserAgent("a\nb")),
        wrong("userAgent", o -> o.withUserAgent("ä")));
  }

  private static Arguments wrong(String field, UnaryOperator<ClientOptions> change) {
    return Arguments.of(field, change);
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @MethodSource("wrong")
  void checksItself(String field, UnaryOperator<ClientOptions> change) {
    var e = assertThrows(IllegalArgumentException.class, () -> change.apply(GOOD));

    assertTrue(e.getMessage().startsWith(field), e.getMessage());
  }

  @Test
  @SuppressWarnings("NullAway") // the caller may not be checked by it
  void aMissingDeadlineIsNamed() {
    var e = assertThrows(IllegalArgumentException.class, () -> GOOD.withDeadline(null));

    assertEquals("deadline: want above 0 and at most a day, got null", e.getMessage());
  }

  @Test
  void theBoundsThemselvesAreAllowed() {
    ClientOptions options =
        GOOD.withDeadline(Duration.ofDays(1))
            .withMaxAttempts(5)
            .withMaxBytes(1, 2)
            .withUserAgent("~ x");

    assertEquals(
        new ClientOptions(
            "localhost:7477",
            Duration.ofDays(1),
            GOOD.credentials(),
            5,
            1,
            2,
            "~ x",
            GOOD.credential()),
        options);
  }

  @Test
  void aCredentialIsAskedForAndNotPrinted() {
    ClientOptions options = GOOD.withCredential(() -> "the secret").withMaxAttempts(1);

    assertEquals("the secret", options.credential().get());
    assertFalse(options.toString().contains("the secret"));
    assertEquals("", GOOD.credential().get());
  }

  @Test
  void encryptionIsChosenByName() {
    assertTrue(GOOD.credentials() instanceof InsecureChannelCredentials);
    ClientOptions tls = ClientOptions.tls("h:1", Duration.ofSeconds(1));
    assertTrue(tls.credentials() instanceof TlsChannelCredentials);
    assertSame(GOOD.credentials(), tls.withCredentials(GOOD.credentials()).credentials());
  }
}
