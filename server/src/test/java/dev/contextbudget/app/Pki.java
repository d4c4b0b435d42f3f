package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Authorities and certificates of a test, as PEM files, made by the JDK's keytool. */
final class Pki {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final Path store;

  Pki(Path folder) {
    this.folder = folder;
    this.store = folder.resolve("pki.p12");
  }

  /** Makes an authority. */
  Pki authority(String name) throws Exception {
    return make(name, "-ext", "bc:c");
  }

  /** Makes a certificate for localhost that is valid now. */
  Pki certificate(String name, String authority) throws Exception {
    return make(name, "-signer", authority, "-ext", "SAN=dns:localhost,ip:127.0.0.1");
  }

  /** Makes a certificate that was valid until some days ago. */
  Pki expired(String name, String authority) throws Exception {
    return make(
        name,
        "-signer",
        authority,
        "-ext",
        "SAN=dns:localhost",
        "-startdate",
        "-9d",
        "-validity",
        "2");
  }

  private Pki make(String name, String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-storepass", PASSWORD, "-keystore", store.toString()));
    command.addAll(List.of(options));
    Process keytool =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertEquals(0, keytool.waitFor(), () -> log(folder));
    return this;
  }

  private static String log(Path folder) {
    try {
      return Files.readString(folder.resolve("keytool.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Returns a file with the certificate of a name and those that it is signed by. */
  Path chain(String name) throws IOException, GeneralSecurityException {
    StringBuilder pem = new StringBuilder();
    for (Certificate certificate : open().getCertificateChain(name)) {
      pem.append(pem("CERTIFICATE", certificate.getEncoded()));
    }
    return Files.writeString(folder.resolve(name + ".pem"), pem);
  }

  /** Returns a file with the key of a name, for its owner alone. */
  Path key(String name) throws IOException, GeneralSecurityException {
    Key key = open().getKey(name, PASSWORD.toCharArray());
    Path file = folder.resolve(name + ".key");
    Files.writeString(file, pem("PRIVATE KEY", key.getEncoded()));
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private KeyStore open() throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return keys;
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
        .formatted(type, Base64.getMimeEncoder().encodeToString(der), type);
  }
}
