package dev.contextbudget.app;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.contextbudget.security.ApiKey;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

/** A server that knows the tenants {@code acme} and {@code other}, by keys and by JWTs. */
public final class TenantServer implements AutoCloseable {
  static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final ApiKey.Minted acme = ApiKey.mint(new SecureRandom(), Optional.empty());
  private final ApiKey.Minted other = ApiKey.mint(new SecureRandom(), Optional.empty());
  private final ApiKey.Minted expired =
      ApiKey.mint(new SecureRandom(), Optional.of(Instant.parse("2020-01-01T00:00:00Z")));
  private final ECKey signing;
  private final Path tenants;
  private final LiveServer server;

  /**
   * @param quota of acme, in YAML
   */
  public TenantServer(Path folder, String quota, String... flags)
      throws IOException, JOSEException {
    signing = new ECKeyGenerator(Curve.P_256).keyID("k").generate();
    tenants = Files.writeString(folder.resolve("tenants.yaml"), file(quota));
    Path keys =
        Files.writeString(
            folder.resolve("jwks.json"), new JWKSet(signing).toPublicJWKSet().toString());
    List<String> all =
        new ArrayList<>(
            List.of(
                "auth.tenants=" + tenants,
                "auth.reload-interval=100ms",
                "jwt.issuer=https://issuer.example",
                "jwt.audience=budget",
                "jwt.keys=" + keys));
    all.addAll(List.of(flags));
    server = LiveServer.start(all.toArray(String[]::new));
  }

  private String file(String quota) {
    return """
        tenants:
          - id: acme
            quota: %s
            keys:
              %s
              %s
          - id: other
            class: batch
            keys:
              %s
        """
        .formatted(
            quota,
            MintKey.line(acme.key()),
            MintKey.line(expired.key()),
            MintKey.line(other.key()));
  }

  /** Changes the file of tenants. */
  void write(String text) throws IOException {
    Files.writeString(tenants, text);
  }

  /** Returns the server. */
  public LiveServer server() {
    return server;
  }

  /** Returns a key of acme. */
  public String acmeKey() {
    return acme.text();
  }

  String otherKey() {
    return other.text();
  }

  String expiredKey() {
    return expired.text();
  }

  /** Returns a token of the issuer for a tenant. */
  String jwt(String tenant) throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build(),
            new JWTClaimsSet.Builder()
                .issuer("https://issuer.example")
                .audience("budget")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .claim("tenant", tenant)
                .build());
    jwt.sign(new ECDSASigner(signing));
    return jwt.serialize();
  }

  /** Returns a channel that sends a header for each of some values. */
  Channel sending(String... authorization) {
    Metadata headers = new Metadata();
    for (String value : authorization) {
      headers.put(HEADER, value);
    }
    return ClientInterceptors.intercept(
        server.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  Channel as(String credential) {
    return sending("Bearer " + credential);
  }

  @Override
  public void close() throws InterruptedException {
    server.close();
  }
}
