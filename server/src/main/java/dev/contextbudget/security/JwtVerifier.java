package dev.contextbudget.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.contextbudget.core.error.NotAuthenticated;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks tokens of an identity provider, the cheap things first and the signature last, and
 * remembers those that were right until they expire.
 *
 * <p>Tokens are remembered by a hash, so that they stand nowhere in the memory of the server for
 * longer than their call. Keys that are replaced take with them what was remembered.
 */
public final class JwtVerifier {
  /** A header as large as that ends the connection. */
  private static final int MAX_CHARACTERS = 8 << 10;

  private static final int MAX_REMEMBERED = 10_000;
  private static final Duration SKEW = Duration.ofSeconds(60);

  private static final Set<JOSEObjectType> TYPES =
      Set.of(JOSEObjectType.JWT, new JOSEObjectType("at+jwt"));

  private final JwtRules rules;
  private final Clock clock;
  private volatile @Nullable JwtKeys keys;
  private Map<String, Verified> remembered = noTokens();

  /**
   * What a token proves.
   *
   * @param tenantId whom it names
   * @param until when it is no longer taken
   */
  public record Verified(String tenantId, Instant until) {}

  /** Takes no token before it has keys. */
  public JwtVerifier(JwtRules rules, Clock clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /** Puts other keys in force. */
  public synchronized void setKeys(JwtKeys next) {
    keys = next;
    remembered = noTokens();
  }

  private static Map<String, Verified> noTokens() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, Verified> eldest) {
        return size() > MAX_REMEMBERED;
      }
    };
  }

  /**
   * Returns what a token proves that was checked before, without checking it again.
   *
   * @throws NotAuthenticated if it has expired since, or is too long to be one
   */
  public Optional<Verified> remembered(String token) {
    checkLength(token);
    Verified verified = lookUp(ApiKey.hash(token));
    if (verified == null) {
      return Optional.empty();
    }
    if (!clock.instant().isBefore(verified.until())) {
      throw NotAuthenticated.invalid("has expired");
    }
    return Optional.of(verified);
  }

  private synchronized @Nullable Verified lookUp(String hash) {
    return remembered.get(hash);
  }

  /** Keys that were replaced meanwhile make a token that was right one that is not known. */
  private synchronized void remember(String hash, Verified verified, @Nullable JwtKeys by) {
    if (by == keys) {
      remembered.put(hash, verified);
    }
  }

  /**
   * Checks a token: one signature, about 50 microseconds.
   *
   * @throws NotAuthenticated if it proves nothing
   */
  public Verified verify(String token) {
    checkLength(token);
    JwtKeys inForce = keys;
    SignedJWT jwt;
    JWTClaimsSet claims;
    try {
      jwt = SignedJWT.parse(token);
      claims = jwt.getJWTClaimsSet();
    } catch (ParseException | RuntimeException e) {
      throw NotAuthenticated.invalid("is no signed JWT");
    }
    if (claims == null) {
      throw NotAuthenticated.invalid("is no signed JWT");
    }
    JWSVerifier verifier = verifier(jwt.getHeader(), inForce);
    Verified verified = verified(claims);
    try {
      if (!jwt.verify(verifier)) {
        throw NotAuthenticated.invalid("has a wrong signature");
      }
    } catch (JOSEException | IllegalStateException e) {
      throw NotAuthenticated.invalid("has a wrong signature");
    }
    remember(ApiKey.hash(token), verified, inForce);
    return verified;
  }

  private static void checkLength(String token) {
    if (token.length() > MAX_CHARACTERS) {
      throw NotAuthenticated.invalid("is longer than %d characters".formatted(MAX_CHARACTERS));
    }
  }

  private static JWSVerifier verifier(JWSHeader header, @Nullable JwtKeys keys) {
    if (header.getType() != null && !TYPES.contains(header.getType())) {
      throw NotAuthenticated.invalid("is of another type than JWT");
    }
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw NotAuthenticated.invalid("has a critical header that is not known here");
    }
    String id = header.getKeyID();
    JWSVerifier verifier = id == null || keys == null ? null : keys.find(id, header.getAlgorithm());
    if (verifier == null) {
      throw NotAuthenticated.invalid("is signed with a key or algorithm that is not known here");
    }
    return verifier;
  }

  private Verified verified(JWTClaimsSet claims) {
    if (!rules.issuer().equals(claims.getIssuer())) {
      throw NotAuthenticated.invalid("is of another issuer");
    }
    if (!claims.getAudience().contains(rules.audience())) {
      throw NotAuthenticated.invalid("is for another audience");
    }
    Date expires = claims.getExpirationTime();
    if (expires == null) {
      throw NotAuthenticated.invalid("never expires");
    }
    Instant now = clock.instant();
    Instant until = expires.toInstant().plus(SKEW);
    if (!now.isBefore(until)) {
      throw NotAuthenticated.invalid("has expired");
    }
    Date from = claims.getNotBeforeTime();
    if (from != null && now.isBefore(from.toInstant().minus(SKEW))) {
      throw NotAuthenticated.invalid("is not valid yet");
    }
    return new Verified(tenant(claims), until);
  }

  private String tenant(JWTClaimsSet claims) {
    if (claims.getClaim(rules.tenantClaim()) instanceof String tenant && !tenant.isEmpty()) {
      return tenant;
    }
    throw NotAuthenticated.invalid("names no tenant");
  }
}
