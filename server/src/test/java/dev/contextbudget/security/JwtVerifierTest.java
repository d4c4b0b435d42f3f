package dev.contextbudget.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.OctetSequenceKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.contextbudget.core.error.NotAuthenticated;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JwtVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final JwtRules RULES = new JwtRules("https://issuer.example", "budget", "org");

  private static RSAKey rsa;
  private static ECKey ec;
  private static RSAKey stranger;

  private final TestClock clock = new TestClock();
  private final JwtVerifier verifier = new JwtVerifier(RULES, clock);

  private static final class TestClock extends Clock {
    private Instant now = NOW;

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeAll
  static void makeKeys() throws JOSEException {
    rsa = new RSAKeyGenerator(2048).keyID("rsa").keyUse(KeyUse.SIGNATURE).generate();
    ec = new ECKeyGenerator(Curve.P_256).keyID("ec").algorithm(JWSAlgorithm.ES256).generate();
    stranger = new RSAKeyGenerator(2048).keyID("rsa").generate();
  }

  private static JwtKeys keys() {
    return JwtKeys.parse(new JWKSet(List.<JWK>of(rsa, ec)).toPublicJWKSet().toString());
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://issuer.example")
        .audience("budget")
        .expirationTime(at(300))
        .claim("org", "acme");
  }

  private static Date at(long seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }

  private static JWSHeader.Builder rs256() {
    return new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rsa");
  }

  private static String sign(JWSHeader header, JWTClaimsSet claims, JWSSigner signer)
      throws JOSEException {
    SignedJWT jwt = new SignedJWT(header, claims);
    jwt.sign(signer);
    return jwt.serialize();
  }

  private static String rsaSigned(UnaryOperator<JWTClaimsSet.Builder> change) throws JOSEException {
    return sign(rs256().build(), change.apply(claims()).build(), new RSASSASigner(rsa));
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a token with another header or other claims and the signature that it had. */
  private static String forged(String token, Optional<String> header, Optional<String> claims) {
    String[] parts = token.split("\\.");
    return header.map(JwtVerifierTest::encoded).orElse(parts[0])
        + "."
        + claims.map(JwtVerifierTest::encoded).orElse(parts[1])
        + "."
        + parts[2];
  }

  private record Token(String name, String text, String outcome) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Token right(String name, String text) {
    return new Token(name, text, "acme");
  }

  private static Token wrong(String name, String text, String problem) {
    return new Token(name, text, "the credential " + problem);
  }

  static Stream<Token> tokens() throws Exception {
    return Stream.of(signatures(), claimsOfTokens(), texts()).flatMap(all -> all);
  }

  private static Stream<Token> signatures() throws Exception {
    String unknown = "is signed with a key or algorithm that is not known here";
    String forged = "has a wrong signature";
    String token = rsaSigned(c -> c);
    JWTClaimsSet claims = claims().build();
    byte[] publicKey = rsa.toRSAPublicKey().getEncoded();
    JWSHeader hs256 = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build();
    JWSHeader es256 = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("ec").build();
    JWSHeader ps256 = new JWSHeader.Builder(JWSAlgorithm.PS256).keyID("rsa").build();
    JWSHeader rs512 = new JWSHeader.Builder(JWSAlgorithm.RS512).keyID("rsa").build();
    String ofEc = sign(es256, claims, new ECDSASigner(ec));
    JWSHeader own = rs256().jwk(stranger.toPublicJWK()).build();
    JWSHeader critical = rs256().criticalParams(Set.of("x")).customParam("x", 1).build();
    return Stream.of(
        right("RS256", token),
        right("PS256", sign(ps256, claims, new RSASSASigner(rsa))),
        right("ES256", ofEc),
        right("typ JWT", sign(rs256().type(JOSEObjectType.JWT).build(), claims, rsaSigner())),
        right("typ at+jwt", sign(typed("at+jwt"), claims, rsaSigner())),
        wrong(
            "typ of another use",
            sign(typed("logout+jwt"), claims, rsaSigner()),
            "is of another type than JWT"),
        wrong(
            "alg none",
            encoded("{\"alg\":\"none\"}") + "." + token.split("\\.")[1] + ".",
            "is no signed JWT"),
        wrong(
            "alg None in the header of a signed one",
            forged(token, Optional.of("{\"alg\":\"None\",\"kid\":\"rsa\"}"), Optional.empty()),
            unknown),
        wrong(
            "alg missing",
            forged(token, Optional.of("{\"kid\":\"rsa\"}"), Optional.empty()),
            "is no signed JWT"),
        wrong(
            "HS256 with the public key as its secret",
            sign(hs256, claims, new MACSigner(publicKey)),
            unknown),
        wrong("RS512", sign(rs512, claims, rsaSigner()), unknown),
        wrong(
            "ES256 with the id of an RSA key",
            forged(ofEc, Optional.of("{\"alg\":\"ES256\",\"kid\":\"rsa\"}"), Optional.empty()),
            unknown),
        wrong(
            "another key of the same id",
            sign(rs256().build(), claims, new RSASSASigner(stranger)),
            forged),
        wrong(
            "a key of its own in the header",
            sign(own, claims, new RSASSASigner(stranger)),
            forged),
        wrong("unknown kid", sign(rs256().keyID("other").build(), claims, rsaSigner()), unknown),
        wrong("no kid", sign(new JWSHeader(JWSAlgorithm.RS256), claims, rsaSigner()), unknown),
        wrong(
            "critical header",
            sign(critical, claims, rsaSigner()),
            "has a critical header that is not known here"),
        wrong(
            "claims changed after signing",
            forged(
                token,
                Optional.empty(),
                Optional.of(claims().claim("org", "other").build().toString())),
            forged),
        wrong("signature cut", token.substring(0, token.length() - 4), forged),
        wrong(
            "ES256 of zeros (CVE-2022-21449)",
            ofEc.substring(0, ofEc.lastIndexOf('.') + 1) + "A".repeat(86),
            forged),
        wrong(
            "signature empty", token.substring(0, token.lastIndexOf('.') + 1), "is no signed JWT"));
  }

  private static JWSHeader typed(String type) {
    return rs256().type(new JOSEObjectType(type)).build();
  }

  private static JWSSigner rsaSigner() throws JOSEException {
    return new RSASSASigner(rsa);
  }

  private static Stream<Token> claimsOfTokens() throws Exception {
    return Stream.of(
        right("one of several audiences", rsaSigned(c -> c.audience(List.of("x", "budget")))),
        right("expired a moment ago", rsaSigned(c -> c.expirationTime(at(-59)))),
        right("valid in a moment", rsaSigned(c -> c.notBeforeTime(at(60)))),
        wrong("expired", rsaSigned(c -> c.expirationTime(at(-60))), "has expired"),
        wrong("expired in 1970", rsaSigned(c -> c.expirationTime(new Date(0))), "has expired"),
        wrong("no exp", rsaSigned(c -> c.expirationTime(null)), "never expires"),
        wrong("not yet valid", rsaSigned(c -> c.notBeforeTime(at(61))), "is not valid yet"),
        wrong(
            "another issuer",
            rsaSigned(c -> c.issuer("https://issuer.example/")),
            "is of another issuer"),
        wrong("no issuer", rsaSigned(c -> c.issuer(null)), "is of another issuer"),
        wrong("another audience", rsaSigned(c -> c.audience("budgets")), "is for another audience"),
        wrong("no audience", rsaSigned(c -> c.audience((String) null)), "is for another audience"),
        wrong("no tenant", rsaSigned(c -> c.claim("org", null)), "names no tenant"),
        wrong("an empty tenant", rsaSigned(c -> c.claim("org", "")), "names no tenant"),
        wrong(
            "a list of tenants",
            rsaSigned(c -> c.claim("org", List.of("acme"))),
            "names no tenant"));
  }

  private static Stream<Token> texts() throws Exception {
    String token = rsaSigned(c -> c);
    String noJwt = "is no signed JWT";
    return Stream.of(
        wrong("empty", "", noJwt),
        wrong("two dots", "..", noJwt),
        wrong("four parts", token + ".e30", noJwt),
        wrong("five parts, encrypted", "e30.e30.e30.e30.e30", noJwt),
        wrong("a header that is no JSON", forged(token, Optional.of("{"), Optional.empty()), noJwt),
        wrong("a header that is a list", forged(token, Optional.of("[]"), Optional.empty()), noJwt),
        wrong("claims that are no JSON", forged(token, Optional.empty(), Optional.of("x")), noJwt),
        wrong(
            "exp that is a text",
            forged(token, Optional.empty(), Optional.of("{\"exp\":\"never\"}")),
            noJwt),
        wrong(
            "claims of 4,000 lists in each other",
            forged(token, Optional.empty(), Optional.of("{\"a\":" + "[".repeat(4000))),
            noJwt),
        wrong("64 KiB", token + "A".repeat(64 << 10), "is longer than 8192 characters"));
  }

  private String outcome(String token) {
    try {
      return verifier.verify(token).tenantId();
    } catch (NotAuthenticated e) {
      return e.getMessage();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tokens")
  void isTakenOrRefusedForOneReason(Token token) {
    verifier.setKeys(keys());

    assertEquals(token.outcome(), outcome(token.text()));
    assertEquals(token.outcome(), outcome(token.text()), "a second time");
  }

  /** No signature was checked for these: the cause told is one that is found before. */
  @Test
  void aWrongSignatureIsTheLastThingFound() throws Exception {
    verifier.setKeys(keys());
    String expired = rsaSigned(c -> c.expirationTime(at(-60)));

    assertEquals("the credential has expired", outcome(expired.substring(0, expired.length() - 4)));
  }

  @Test
  void aTokenThatWasCheckedIsRememberedUntilItExpires() throws Exception {
    verifier.setKeys(keys());
    String token = rsaSigned(c -> c);
    assertEquals(Optional.empty(), verifier.remembered(token));

    JwtVerifier.Verified verified = verifier.verify(token);

    assertEquals(Optional.of(verified), verifier.remembered(token));
    assertEquals(NOW.plusSeconds(360), verified.until());
    assertEquals(Optional.empty(), verifier.remembered(token + "A"));
    clock.now = NOW.plus(Duration.ofMinutes(6));
    assertThrows(NotAuthenticated.class, () -> verifier.remembered(token));
    assertThrows(
        NotAuthenticated.class, () -> verifier.remembered("A".repeat(64 << 10)), "too long");
  }

  @Test
  void aTokenThatWasRefusedIsNotRemembered() throws Exception {
    verifier.setKeys(keys());
    String early = rsaSigned(c -> c.notBeforeTime(at(100)));
    assertEquals("the credential is not valid yet", outcome(early));

    clock.now = NOW.plusSeconds(40);

    assertEquals("acme", outcome(early));
  }

  @Test
  void keysThatAreReplacedTakeTheirTokensWithThem() throws Exception {
    String token = rsaSigned(c -> c);
    assertTrue(outcome(token).endsWith("is not known here"), "without keys");
    verifier.setKeys(keys());
    assertEquals("acme", outcome(token));

    verifier.setKeys(JwtKeys.parse(new JWKSet(ec).toPublicJWKSet().toString()));

    assertEquals(Optional.empty(), verifier.remembered(token));
    assertTrue(outcome(token).endsWith("is not known here"), "after they are gone");
  }

  private static String refusal(String jwks) {
    return assertThrows(IllegalArgumentException.class, () -> JwtKeys.parse(jwks)).getMessage();
  }

  @Test
  void onlyPublicKeysThatAreStrongEnoughAreTaken() throws Exception {
    OctetSequenceKey secret = new OctetSequenceKeyGenerator(256).keyID("s").generate();
    ECKey other = new ECKeyGenerator(Curve.P_521).keyID("p521").generate();
    RSAKey nameless = new RSAKey.Builder(rsa.toPublicJWK()).keyID(null).build();
    RSAKey encrypts = new RSAKey.Builder(rsa.toPublicJWK()).keyUse(KeyUse.ENCRYPTION).build();
    String none = "want a key for RS256, PS256 or ES256 with a kid";

    assertEquals("want a JWK set in JSON", refusal("no JSON"));
    assertEquals("want a JWK set in JSON", refusal("{}"));
    assertEquals(none, refusal("{\"keys\":[]}"));
    String isPrivate = "has a private or secret key; want public ones alone";
    assertEquals(isPrivate, refusal(new JWKSet(rsa).toString(false)));
    assertEquals(isPrivate, refusal(new JWKSet(secret).toString(false)));
    assertEquals(none, refusal(new JWKSet(other).toPublicJWKSet().toString()));
    assertEquals(none, refusal(new JWKSet(nameless).toString()));
    assertEquals(none, refusal(new JWKSet(encrypts).toString()));
    assertEquals(
        "has two keys of one kid",
        refusal(new JWKSet(List.<JWK>of(rsa, stranger)).toPublicJWKSet().toString()));
    assertEquals(
        "has an RSA key below 2048 bits",
        refusal(
            "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"weak\",\"e\":\"AQAB\",\"n\":\""
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                        new java.math.BigInteger(1023, new java.util.Random(1))
                            .setBit(1023)
                            .toByteArray())
                + "\"}]}"));
  }
}
