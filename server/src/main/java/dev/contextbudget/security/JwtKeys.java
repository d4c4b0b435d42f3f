package dev.contextbudget.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of an issuer by their ids, each for the algorithms of its kind alone.
 *
 * <p>That a key decides which algorithms it is for, and not the token, is what keeps a public RSA
 * key from being taken for the secret of an HMAC.
 */
public final class JwtKeys {
  private static final Set<JWSAlgorithm> OF_RSA = Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256);
  private static final Set<JWSAlgorithm> OF_EC = Set.of(JWSAlgorithm.ES256);

  /** Below it NIST SP 800-131A has disallowed RSA since 2014. */
  private static final int MIN_RSA_BITS = 2048;

  private final Map<String, Key> byId = new HashMap<>();

  private record Key(Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {}

  private JwtKeys() {}

  /**
   * Reads a JWK set. Keys for encryption, and of kinds that are not taken, are left out.
   *
   * @throws IllegalArgumentException if it is none, has a secret, or no key that can be used; the
   *     message quotes nothing of it
   */
  public static JwtKeys parse(String json) {
    JWKSet set;
    try {
      set = JWKSet.parse(json);
    } catch (ParseException | RuntimeException e) {
      throw new IllegalArgumentException("want a JWK set in JSON");
    }
    JwtKeys keys = new JwtKeys();
    for (JWK jwk : set.getKeys()) {
      if (jwk.isPrivate()) {
        throw new IllegalArgumentException("has a private or secret key; want public ones alone");
      }
      if (jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE)) {
        keys.add(jwk);
      }
    }
    if (keys.byId.isEmpty()) {
      throw new IllegalArgumentException("want a key for RS256, PS256 or ES256 with a kid");
    }
    return keys;
  }

  private void add(JWK jwk) {
    Set<JWSAlgorithm> algorithms = algorithms(jwk);
    if (algorithms.isEmpty() || jwk.getKeyID() == null) {
      return;
    }
    try {
      JWSVerifier verifier =
          jwk instanceof RSAKey rsa
              ? new RSASSAVerifier(rsa.toRSAPublicKey())
              : new ECDSAVerifier(jwk.toECKey().toECPublicKey());
      if (byId.put(jwk.getKeyID(), new Key(algorithms, verifier)) != null) {
        throw new IllegalArgumentException("has two keys of one kid");
      }
    } catch (JOSEException e) {
      throw new IllegalArgumentException("has a key that cannot be used");
    }
  }

  private static Set<JWSAlgorithm> algorithms(JWK jwk) {
    Set<JWSAlgorithm> ofKind = Set.of();
    if (jwk instanceof RSAKey rsa) {
      if (rsa.size() < MIN_RSA_BITS) {
        throw new IllegalArgumentException("has an RSA key below %d bits".formatted(MIN_RSA_BITS));
      }
      ofKind = OF_RSA;
    } else if (jwk instanceof ECKey ec && ec.getCurve().equals(Curve.P_256)) {
      ofKind = OF_EC;
    }
    if (jwk.getAlgorithm() == null) {
      return ofKind;
    }
    JWSAlgorithm own = JWSAlgorithm.parse(jwk.getAlgorithm().getName());
    return ofKind.contains(own) ? Set.of(own) : Set.of();
  }

  /** Returns what checks signatures of a key and an algorithm; nothing if they do not belong. */
  @Nullable JWSVerifier find(String id, JWSAlgorithm algorithm) {
    Key key = byId.get(id);
    return key != null && key.algorithms().contains(algorithm) ? key.verifier() : null;
  }
}
