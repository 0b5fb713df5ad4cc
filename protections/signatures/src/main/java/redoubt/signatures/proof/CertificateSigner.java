package redoubt.signatures.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import redoubt.crypto.Randomness;
import redoubt.signatures.proof.Trial.Pushed;
import redoubt.web.Json;

/**
 * Somebody with a fresh authority of their own, who signs as the Notary Project does
 * (signature-envelope-jws.md).
 */
final class CertificateSigner {
  private static final Duration LONG = Duration.ofDays(30);
  private static final String TYPE = "application/vnd.cncf.notary.signature";
  private static final String ENVELOPE = "application/jose+json";
  private static final String SCHEME = "io.cncf.notary.signingScheme";
  private static final String EXPIRY = "io.cncf.notary.expiry";
  private static final X500Name AUTHORITY = new X500Name("C=US,ST=WA,O=Redoubt proof,CN=Authority");

  private final KeyPair authority = KeySigner.keys();
  private final byte[] root;

  CertificateSigner(Instant now) {
    this.root =
        certificate(AUTHORITY, authority, new Validity(now.minus(LONG), now.plus(LONG)), true);
  }

  /** When a certificate is valid. */
  record Validity(Instant from, Instant until) {}

  String authority() {
    return KeySigner.pem("CERTIFICATE", root);
  }

  /**
   * A signature by a fresh key of the authority.
   *
   * @param named the image that is signed
   * @param subject the image that the manifest is about
   * @param leaf when the key's certificate is valid
   * @param at when the signature says that it was made
   * @param expiry from when on it says that it is good no more
   */
  Attachment sign(
      Pushed named, Pushed subject, Validity leaf, Instant at, Optional<Instant> expiry) {
    KeyPair keys = KeySigner.keys();
    byte[] certificate =
        certificate(new X500Name("C=US,ST=WA,O=Redoubt proof,CN=Signer"), keys, leaf, false);
    List<String> critical = new ArrayList<>(List.of(SCHEME));
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("alg", "ES256");
    headers.put("crit", critical);
    headers.put("cty", "application/vnd.cncf.notary.payload.v1+json");
    headers.put(SCHEME, "notary.x509");
    headers.put("io.cncf.notary.signingTime", at.toString());
    expiry.ifPresent(end -> {
      critical.add(EXPIRY);
      headers.put(EXPIRY, end.toString());
    });
    String protectedHeader = url(Json.bytes(headers));
    String payload = url(Json.bytes(Map.of("targetArtifact", named.descriptor())));
    byte[] signature =
        KeySigner.sign(
            keys,
            "SHA256withECDSAinP1363Format",
            (protectedHeader + "." + payload).getBytes(US_ASCII));
    Map<String, Object> envelope = new LinkedHashMap<>();
    envelope.put("payload", payload);
    envelope.put("protected", protectedHeader);
    envelope.put(
        "header",
        Map.of(
            "x5c",
            List.of(
                Base64.getEncoder().encodeToString(certificate),
                Base64.getEncoder().encodeToString(root))));
    envelope.put("signature", url(signature));
    return new Attachment(
        TYPE,
        KeySigner.unique(),
        ENVELOPE,
        Json.bytes(envelope),
        Map.of(),
        Optional.empty(),
        Optional.of(subject));
  }

  private byte[] certificate(X500Name name, KeyPair keys, Validity validity, boolean issues) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  AUTHORITY,
                  new BigInteger(1, Randomness.bytes(8)).add(BigInteger.ONE),
                  Date.from(validity.from()),
                  Date.from(validity.until()),
                  name,
                  keys.getPublic())
              .addExtension(
                  Extension.keyUsage,
                  true,
                  new KeyUsage(issues ? KeyUsage.keyCertSign : KeyUsage.digitalSignature));
      if (issues) {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      } else {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
      }
      return builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
          .getEncoded();
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    }
  }

  private static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
