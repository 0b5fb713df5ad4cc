package redoubt.crypto;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** Certificates that somebody else made, which nothing but their one encoding stands for. */
public final class DerCertificate {
  private static final int MOST_BYTES = 64 << 10;

  private DerCertificate() {}

  /**
   * Empty when the bytes are no certificate, or one longer than 64 KiB, or with something behind
   * it, or when its signature leaves bits unused, which would be a second way to write the same
   * (X.690, 11.2).
   */
  @SuppressWarnings("CatchingUnchecked") // Nobody promises what a reader throws at rubbish.
  public static Optional<X509Certificate> read(byte[] der) {
    if (der.length > MOST_BYTES) {
      return Optional.empty();
    }
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      X509Certificate read =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return in.available() == 0
              && MessageDigest.isEqual(read.getEncoded(), der)
              && der[der.length - read.getSignature().length - 1] == 0
          ? Optional.of(read)
          : Optional.empty();
    } catch (CertificateException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
