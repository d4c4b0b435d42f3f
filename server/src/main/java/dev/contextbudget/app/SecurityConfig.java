package dev.contextbudget.app;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Who may call a server, and how calls are kept from others.
 *
 * <p>On an address that only this machine reaches, nothing of it is needed. On any other, a server
 * without encryption or without authentication has to be asked for by name, so that nobody runs one
 * for want of a setting.
 *
 * @param reloadInterval how often the files of all of it are looked at
 */
public record SecurityConfig(Tls tls, Auth auth, Optional<Jwt> jwt, Duration reloadInterval) {

  /**
   * How connections are encrypted.
   *
   * @param files none for plaintext
   * @param allowPlaintext on an address that others reach as well
   */
  public record Tls(Optional<Files> files, boolean allowPlaintext) {}

  /**
   * PEM files.
   *
   * @param privateKey PKCS #8
   * @param clientCa whose certificates callers must have
   */
  public record Files(
      Path certificate, Path privateKey, Optional<Path> clientCa, ClientAuth clientAuth) {}

  /** Whether callers need a certificate. */
  public enum ClientAuth {
    NONE,
    OPTIONAL,
    REQUIRE
  }

  /**
   * Who is known.
   *
   * @param tenants file; none if whoever reaches the port may call
   * @param allowAnonymous on an address that others reach as well
   * @param shadowQuotas whether calls over a quota are only told of
   */
  public record Auth(Optional<Path> tenants, boolean allowAnonymous, boolean shadowQuotas) {}

  /**
   * Tokens of an identity provider.
   *
   * @param keys file with its public keys, a JWK set
   * @param tenantClaim the claim that names the tenant
   */
  public record Jwt(String issuer, String audience, Path keys, String tenantClaim) {}

  /**
   * Reads the sections {@code tls}, {@code auth} and {@code jwt}.
   *
   * @param host where calls are answered
   */
  static SecurityConfig read(Settings settings, String host) {
    Tls tls = tls(settings);
    Auth auth =
        new Auth(
            settings.path("auth.tenants"),
            settings.flag("auth.allow-anonymous", false),
            settings.flag("auth.shadow-quotas", false));
    Duration reloadInterval =
        settings.duration(
            "auth.reload-interval",
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofHours(24));
    Optional<Jwt> jwt = jwt(settings);
    settings.check(
        jwt.isEmpty() || auth.tenants().isPresent(),
        "jwt.issuer: want auth.tenants too, which says what tenants there are");
    SecurityConfig config = new SecurityConfig(tls, auth, jwt, reloadInterval);
    boolean open = isReachedFromElsewhere(host);
    settings.check(
        !open || !config.isPlaintext() || tls.allowPlaintext(),
        "server.host is not loopback, and calls are not encrypted: want tls.certificate and"
            + " tls.private-key, or tls.allow-plaintext=true where a proxy or mesh encrypts");
    settings.check(
        !open || !config.isAnonymous() || auth.allowAnonymous(),
        "server.host is not loopback, and whoever reaches it may call: want auth.tenants or"
            + " tls.client-auth=require, or auth.allow-anonymous=true where a network policy"
            + " guards it");
    return config;
  }

  private static Tls tls(Settings settings) {
    Optional<Path> certificate = settings.path("tls.certificate");
    Optional<Path> privateKey = settings.path("tls.private-key");
    Optional<Path> clientCa = settings.path("tls.client-ca");
    ClientAuth clientAuth = settings.choice("tls.client-auth", ClientAuth.NONE, ClientAuth.class);
    boolean allowPlaintext = settings.flag("tls.allow-plaintext", false);
    settings.check(
        certificate.isPresent() == privateKey.isPresent(),
        "tls.certificate, tls.private-key: want both or none");
    settings.check(
        clientCa.isPresent() == (clientAuth != ClientAuth.NONE),
        "tls.client-ca: want it with tls.client-auth=optional or require, and only with them");
    settings.check(
        clientCa.isEmpty() || certificate.isPresent(), "tls.client-ca: want tls.certificate too");
    Optional<Files> files =
        certificate.flatMap(
            chain -> privateKey.map(key -> new Files(chain, key, clientCa, clientAuth)));
    return new Tls(files, allowPlaintext);
  }

  private static Optional<Jwt> jwt(Settings settings) {
    Optional<String> issuer = settings.optionalText("jwt.issuer");
    Optional<String> audience = settings.optionalText("jwt.audience");
    Optional<Path> keys = settings.path("jwt.keys");
    String tenantClaim = settings.text("jwt.tenant-claim", "tenant");
    boolean all = issuer.isPresent() && audience.isPresent() && keys.isPresent();
    boolean none = issuer.isEmpty() && audience.isEmpty() && keys.isEmpty();
    settings.check(
        all || none,
        "jwt.issuer, jwt.audience, jwt.keys: want all or none; a token for another audience must"
            + " not be taken here");
    return all
        ? Optional.of(
            new Jwt(issuer.orElseThrow(), audience.orElseThrow(), keys.orElseThrow(), tenantClaim))
        : Optional.empty();
  }

  /** Returns whether calls can be read on their way. */
  boolean isPlaintext() {
    return tls.files().isEmpty();
  }

  /** Returns whether whoever reaches the port may call. */
  boolean isAnonymous() {
    boolean certified = tls.files().filter(f -> f.clientAuth() == ClientAuth.REQUIRE).isPresent();
    return auth.tenants().isEmpty() && !certified;
  }

  /** A name that stands for no address is told when it is listened at. */
  static boolean isReachedFromElsewhere(String host) {
    InetSocketAddress address = new InetSocketAddress(host, 0);
    return !address.isUnresolved() && !address.getAddress().isLoopbackAddress();
  }
}
