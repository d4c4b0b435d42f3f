package dev.contextbudget.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
  @TempDir static Path folder;

  private static Pki pki;

  @BeforeAll
  static void makeCertificates() throws Exception {
    pki =
        new Pki(folder)
            .authority("ca")
            .certificate("server", "ca")
            .certificate("next", "ca")
            .expired("old", "ca");
  }

  private static TlsFiles files(Path chain, Path key, Clock clock) {
    return new TlsFiles(
        new SecurityConfig.Files(chain, key, Optional.empty(), SecurityConfig.ClientAuth.NONE),
        clock);
  }

  private static String problem(Path chain, Path key) {
    return problem(chain, key, Clock.systemUTC());
  }

  private static String problem(Path chain, Path key, Clock clock) {
    TlsFiles files = files(chain, key, clock);
    return assertThrows(BadCredentialFile.class, files::read)
        .getMessage()
        .substring(folder.toString().length() + 1);
  }

  private static Path file(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
  }

  @Test
  void rightFilesComeIntoForceAndTellWhenTheyExpire() throws Exception {
    TlsFiles files = files(pki.chain("server"), pki.key("server"), Clock.systemUTC());

    files.read();

    X509Certificate inForce = inForce(files);
    assertEquals("CN=server", inForce.getSubjectX500Principal().getName());
    assertEquals(inForce.getNotAfter().getTime() / 1000, files.expiresAtSeconds());
  }

  private static X509Certificate inForce(TlsFiles files) {
    String alias = files.keys().chooseEngineServerAlias("EC", null, null);
    return files.keys().getCertificateChain(alias)[0];
  }

  @Test
  void whatIsInForceStaysIfTheNewFilesAreWrong() throws Exception {
    Path chain = pki.chain("server");
    Path key = pki.key("server");
    TlsFiles files = files(chain, key, Clock.systemUTC());
    files.read();

    Files.copy(pki.chain("next"), chain, java.nio.file.StandardCopyOption.REPLACE_EXISTING);

    assertThrows(BadCredentialFile.class, files::read);
    assertEquals("CN=server", inForce(files).getSubjectX500Principal().getName());
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws Exception {
    assertEquals(
        "next.key: is not the key of the certificate",
        problem(pki.chain("server"), pki.key("next")));
  }

  @Test
  void aCertificateIsRefusedBeforeAndAfterItsTime() throws Exception {
    assertTrue(
        problem(pki.chain("old"), pki.key("old")).startsWith("old.pem: expired at 2"), "expired");
    Clock early = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
    assertTrue(
        problem(pki.chain("server"), pki.key("server"), early)
            .startsWith("server.pem: is valid from 2"),
        "early");
  }

  @Test
  void aKeyThatEverybodyCanReadIsRefused() throws Exception {
    Path key = pki.key("server");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw----r--"));

    assertEquals(
        "server.key: everybody on this machine can read it: chmod o= it",
        problem(pki.chain("server"), key));
  }

  @Test
  void whatIsNoCertificateOrNoKeyIsRefusedAndNotQuoted() throws Exception {
    Path chain = pki.chain("server");
    String secret = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";

    assertEquals("none: there is no such file", problem(folder.resolve("none"), pki.key("server")));
    assertEquals("none: there is no such file", problem(chain, folder.resolve("none")));
    assertEquals("empty: has no certificate in PEM", problem(file("empty", ""), pki.key("server")));
    String wanted = ": want a private key in PEM, PKCS #8 and not encrypted";
    assertEquals("noise" + wanted, problem(chain, file("noise", "no key")));
    assertEquals("secret" + wanted, problem(chain, file("secret", secret)));
    Throwable thrown =
        assertThrows(
            BadCredentialFile.class,
            files(chain, folder.resolve("secret"), Clock.systemUTC())::read);
    assertEquals(null, thrown.getCause());
  }

  @Test
  void anAuthorityIsReadFromItsFile() throws GeneralSecurityException, IOException {
    TlsFiles files =
        new TlsFiles(
            new SecurityConfig.Files(
                pki.chain("server"),
                pki.key("server"),
                Optional.of(pki.chain("ca")),
                SecurityConfig.ClientAuth.REQUIRE),
            Clock.systemUTC());

    files.read();

    X509Certificate[] authorities = files.trusted().orElseThrow().getAcceptedIssuers();
    assertEquals(1, authorities.length);
    assertEquals("CN=ca", authorities[0].getSubjectX500Principal().getName());
  }
}
