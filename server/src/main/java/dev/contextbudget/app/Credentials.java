package dev.contextbudget.app;

import dev.contextbudget.grpc.interceptor.Callers;
import dev.contextbudget.ops.Meters;
import dev.contextbudget.security.JwtKeys;
import dev.contextbudget.security.JwtRules;
import dev.contextbudget.security.JwtVerifier;
import dev.contextbudget.security.Tenant;
import dev.contextbudget.security.TenantDirectory;
import dev.contextbudget.security.Tenants;
import dev.contextbudget.security.TenantsReader;
import dev.contextbudget.yaml.YamlFile;
import dev.contextbudget.yaml.YamlNode;
import io.grpc.InsecureServerCredentials;
import io.grpc.ServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettySslContextServerCredentials;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * What a server proves itself with and knows its callers by, read from files that may change while
 * it runs.
 *
 * @param ofServer how connections are encrypted
 * @param callers tells who makes a call
 */
record Credentials(ServerCredentials ofServer, Callers callers) {
  private static final Set<String> QUOTAS =
      Set.of("tokens-per-minute", "bytes-per-minute", "bytes-in-flight");

  /**
   * Reads the files.
   *
   * @param stack closes the watch of the files
   * @throws BadCredentialFile if one of them cannot be used
   */
  static Credentials read(SecurityConfig config, Meters meters, CloseStack stack) {
    FileWatch watch = stack.push("files", new FileWatch(meters));
    ServerCredentials ofServer =
        config
            .tls()
            .files()
            .map(files -> tls(files, watch, meters))
            .orElseGet(InsecureServerCredentials::create);
    Callers callers =
        config
            .auth()
            .tenants()
            .map(file -> tenants(file, config, watch, meters))
            .orElseGet(Callers::anyone);
    if (config.tls().files().isPresent() || config.auth().tenants().isPresent()) {
      watch.start(config.reloadInterval());
      stack.push("SIGHUP", Hangup.on(watch::readNow));
    }
    return new Credentials(ofServer, callers);
  }

  private static Callers tenants(Path file, SecurityConfig config, FileWatch watch, Meters meters) {
    Clock clock = Clock.systemUTC();
    Tenants tenants = new Tenants(System::nanoTime);
    watch.add(
        Meters.Reloaded.TENANTS,
        List.of(file),
        () -> {
          YamlNode yaml = YamlNode.parse(file.toString(), YamlFile.read(file));
          TenantDirectory next = TenantsReader.read(yaml, clock.instant());
          Set<String> ids = next.tenants().stream().map(Tenant::id).collect(Collectors.toSet());
          meters.tenants().register(ids, QUOTAS);
          tenants.replace(next);
        });
    Optional<JwtVerifier> jwts = config.jwt().map(jwt -> jwts(jwt, clock, watch));
    boolean shadow = config.auth().shadowQuotas();
    return Callers.of(new Callers.Known(tenants, jwts, shadow, clock, meters.tenants()));
  }

  private static JwtVerifier jwts(SecurityConfig.Jwt config, Clock clock, FileWatch watch) {
    JwtVerifier jwts =
        new JwtVerifier(
            new JwtRules(config.issuer(), config.audience(), config.tenantClaim()), clock);
    watch.add(
        Meters.Reloaded.JWT_KEYS,
        List.of(config.keys()),
        () -> {
          try {
            jwts.setKeys(JwtKeys.parse(YamlFile.read(config.keys())));
          } catch (IllegalArgumentException e) {
            throw new BadCredentialFile(config.keys(), String.valueOf(e.getMessage()));
          }
        });
    return jwts;
  }

  private static ServerCredentials tls(
      SecurityConfig.Files config, FileWatch watch, Meters meters) {
    TlsFiles files = new TlsFiles(config, Clock.systemUTC());
    List<Path> paths = new ArrayList<>(List.of(config.certificate(), config.privateKey()));
    config.clientCa().ifPresent(paths::add);
    watch.add(Meters.Reloaded.TLS_FILES, paths, files::read);
    meters.watchCertificate(files::expiresAtSeconds);
    SslContextBuilder context =
        GrpcSslContexts.configure(SslContextBuilder.forServer(files.keys()))
            .protocols("TLSv1.3", "TLSv1.2")
            .clientAuth(ClientAuth.valueOf(config.clientAuth().name()));
    files.trusted().map(UnnamedAuthorities::new).ifPresent(context::trustManager);
    try {
      return NettySslContextServerCredentials.create(context.build());
    } catch (SSLException e) {
      throw new BadCredentialFile(config.certificate(), "cannot be used for TLS", e);
    }
  }
}
