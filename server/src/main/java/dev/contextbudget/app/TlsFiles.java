package dev.contextbudget.app;

import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * The certificate, key and authorities of a server, read from files into what every later handshake
 * uses.
 *
 * <p>Files are checked whole before any of them comes into force, as a key of another certificate
 * would fail every handshake: a certificate that is valid now, the key that belongs to it, and one
 * that not everybody on the machine can read.
 */
final class TlsFiles {
  private static final byte[] PROBE = {1};

  private final SecurityConfig.Files files;
  private final Clock clock;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final Optional<AdvancedTlsX509TrustManager> trusted;
  private volatile long expiresAtSeconds;

  /** Nothing is in force before {@link #read}. */
  TlsFiles(SecurityConfig.Files files, Clock clock) {
    this.files = files;
    this.clock = clock;
    this.trusted = files.clientCa().map(file -> trustManager());
  }

  AdvancedTlsX509KeyManager keys() {
    return keys;
  }

  /** Returns what certificates of callers are checked with, if they are asked for. */
  Optional<AdvancedTlsX509TrustManager> trusted() {
    return trusted;
  }

  /** Returns when the certificate in force expires, in seconds since 1970. */
  long expiresAtSeconds() {
    return expiresAtSeconds;
  }

  /**
   * Reads the files.
   *
   * @throws BadCredentialFile if one cannot be used; all that was in force then stays
   */
  void read() {
    X509Certificate[] chain = certificates(files.certificate());
    PrivateKey key = privateKey();
    Optional<X509Certificate[]> authorities = files.clientCa().map(TlsFiles::certificates);
    checkValidNow(chain[0]);
    checkBelongs(key, chain[0].getPublicKey());
    try {
      if (trusted.isPresent()) {
        trusted.get().updateTrustCredentials(authorities.orElseThrow());
      }
      keys.updateIdentityCredentials(chain, key);
    } catch (IOException | GeneralSecurityException e) {
      throw new BadCredentialFile(files.certificate(), "cannot be used", e);
    }
    expiresAtSeconds = chain[0].getNotAfter().toInstant().getEpochSecond();
  }

  /** Every host may be a caller: a certificate of the authority is all that is asked. */
  private static AdvancedTlsX509TrustManager trustManager() {
    try {
      return AdvancedTlsX509TrustManager.newBuilder()
          .setVerification(AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
          .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509Certificate[] certificates(Path file) {
    X509Certificate[] certificates;
    try (InputStream in = Files.newInputStream(file)) {
      certificates = CertificateUtils.getX509Certificates(in);
    } catch (NoSuchFileException e) {
      throw new BadCredentialFile(file, "there is no such file", e);
    } catch (IOException | GeneralSecurityException e) {
      throw new BadCredentialFile(file, "want certificates in PEM", e);
    }
    if (certificates.length == 0) {
      throw new BadCredentialFile(file, "has no certificate in PEM");
    }
    return certificates;
  }

  private PrivateKey privateKey() {
    Path file = files.privateKey();
    try {
      checkSecret(file);
      try (InputStream in = Files.newInputStream(file)) {
        return CertificateUtils.getPrivateKey(in);
      }
    } catch (NoSuchFileException e) {
      throw new BadCredentialFile(file, "there is no such file", e);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (e instanceof BadCredentialFile bad) {
        throw bad;
      }
      // Without the cause: its message may quote the key.
      throw new BadCredentialFile(file, "want a private key in PEM, PKCS #8 and not encrypted");
    }
  }

  /** Where the file system has no such permissions, there is nothing to check. */
  private static void checkSecret(Path file) throws IOException {
    boolean posix = Files.getFileStore(file).supportsFileAttributeView("posix");
    if (posix && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ)) {
      throw new BadCredentialFile(file, "everybody on this machine can read it: chmod o= it");
    }
  }

  private void checkValidNow(X509Certificate certificate) {
    Instant now = clock.instant();
    Instant from = certificate.getNotBefore().toInstant();
    Instant until = certificate.getNotAfter().toInstant();
    if (now.isAfter(until)) {
      throw new BadCredentialFile(files.certificate(), "expired at " + until);
    }
    if (now.isBefore(from)) {
      throw new BadCredentialFile(files.certificate(), "is valid from " + from + " on");
    }
  }

  private void checkBelongs(PrivateKey key, PublicKey publicKey) {
    String algorithm = key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      if (signature.verify(signed)) {
        return;
      }
    } catch (GeneralSecurityException e) {
      // another kind of key
    }
    throw new BadCredentialFile(files.privateKey(), "is not the key of the certificate");
  }
}
