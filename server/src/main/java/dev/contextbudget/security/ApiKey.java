package dev.contextbudget.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A key by which a tenant is known, as {@code prefix.secret}: the prefix finds it, the secret
 * proves it.
 *
 * <p>The secret is 256 random bits, so one round of SHA-256 hides it: there is nothing to guess,
 * and a slow hash would only make calls dear.
 *
 * @param sha256 of the whole key in lower-case hexadecimal digits
 * @param expires none if it does not
 */
public record ApiKey(String prefix, String sha256, Optional<Instant> expires) {
  private static final int PREFIX_BYTES = 6;
  private static final int SECRET_BYTES = 32;

  /**
   * A key that was just made.
   *
   * @param text what its owner sends; it stands nowhere else
   */
  public record Minted(String text, ApiKey key) {}

  /** Makes a key. */
  public static Minted mint(SecureRandom random, Optional<Instant> expires) {
    byte[] prefixBytes = new byte[PREFIX_BYTES];
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(prefixBytes);
    random.nextBytes(secret);
    String prefix = HexFormat.of().formatHex(prefixBytes);
    String text = prefix + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return new Minted(text, new ApiKey(prefix, hash(text), expires));
  }

  /** Returns the hash of a text, as it stands in the operator's file. */
  static String hash(String text) {
    return HexFormat.of().formatHex(sha256(text));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether a text is this key, in a time that does not depend on where they differ. */
  boolean isTextOf(String text) {
    return MessageDigest.isEqual(HexFormat.of().parseHex(sha256), sha256(text));
  }

  boolean isExpired(Instant now) {
    return expires.isPresent() && !now.isBefore(expires.get());
  }
}
