package redoubt.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificate authorities that a PEM text names (RFC 7468), trusted in TLS, and nobody besides.
 */
public final class Authorities {
  private final TrustManager[] trust;

  private Authorities(TrustManager[] trust) {
    this.trust = trust;
  }

  /**
   * @throws CertificateException when there is no certificate in it, or something that is none
   */
  public static Authorities of(InputStream pem) throws IOException, CertificateException {
    try {
      KeyStore authorities = KeyStore.getInstance("PKCS12");
      authorities.load(null, null);
      int count = 0;
      for (Certificate authority :
          CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        authorities.setCertificateEntry("authority-" + count++, authority);
      }
      if (count == 0) {
        throw new CertificateException("no certificate");
      }
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(authorities);
      return new Authorities(factory.getTrustManagers());
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has these", e);
    }
  }

  /**
   * @throws CertificateException as {@link #of}
   */
  public static Authorities in(Path pem) throws IOException, CertificateException {
    try (InputStream file = Files.newInputStream(pem)) {
      return of(file);
    }
  }

  /** TLS in which they vouch for the other side, and the keys for this one. */
  public SSLContext context(KeyManager... own) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own, trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }
}
