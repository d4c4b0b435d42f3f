package dev.contextbudget.app;

import dev.contextbudget.ops.Meters;
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
import javax.net.ssl.SSLException;

/**
 * What a server proves itself with and knows its callers by, read from files that may change while
 * it runs.
 *
 * @param ofServer how connections are encrypted
 */
record Credentials(ServerCredentials ofServer) {

  /**
   * Reads the files.
   *
   * @param stack closes the watch of the files
   * @throws BadCredentialFile if one of them cannot be used
   */
  static Credentials read(SecurityConfig config, Meters meters, CloseStack stack) {
    if (config.auth().tenants().isPresent()) {
      throw new BadConfig(List.of("auth.tenants: this version cannot tell callers apart"));
    }
    FileWatch watch = stack.push("files", new FileWatch(meters));
    ServerCredentials ofServer =
        config
            .tls()
            .files()
            .map(files -> tls(files, watch, meters))
            .orElseGet(InsecureServerCredentials::create);
    watch.start(config.reloadInterval());
    return new Credentials(ofServer);
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
