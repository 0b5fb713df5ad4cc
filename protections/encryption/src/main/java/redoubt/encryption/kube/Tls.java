package redoubt.encryption.kube;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import redoubt.crypto.Authorities;
import redoubt.encryption.EncryptionFailures;

/** TLS that trusts what a kubeconfig names, and nothing else. */
final class Tls {
  private Tls() {}

  /**
   * @throws redoubt.core.Failure {@code encryption.bad-kubeconfig}
   */
  static SSLContext context(KubeAccess access) {
    try {
      Authorities authorities = Authorities.of(text(access.ca()));
      KeyManager[] keys = new KeyManager[0];
      if (access.client().isPresent()) {
        keys = keys(access.client().get());
      }
      return authorities.context(keys);
    } catch (GeneralSecurityException | IOException e) {
      throw EncryptionFailures.badKubeconfig("a certificate or key in it cannot be read");
    }
  }

  private static KeyManager[] keys(KubeAccess.ClientCertificate client)
      throws GeneralSecurityException, IOException {
    KeyStore own = empty();
    own.setKeyEntry(
        "client",
        key(client.key()),
        new char[0],
        certificates(client.certificate()).toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(own, new char[0]);
    return factory.getKeyManagers();
  }

  private static PrivateKey key(String pem) throws IOException {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      for (Object found = parser.readObject(); found != null; found = parser.readObject()) {
        if (found instanceof PEMKeyPair pair) {
          return converter.getKeyPair(pair).getPrivate();
        }
        if (found instanceof PrivateKeyInfo info) {
          return converter.getPrivateKey(info);
        }
      }
    }
    throw new IOException("there is no private key");
  }

  private static Collection<? extends Certificate> certificates(String pem)
      throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509").generateCertificates(text(pem));
  }

  private static InputStream text(String pem) {
    return new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
