package redoubt.signatures.proof;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.upokecenter.cbor.CBORObject;
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
 * (signature-envelope-jws.md and signature-envelope-cose.md).
 */
final class CertificateSigner {
  private static final Duration LONG = Duration.ofDays(30);
  private static final String TYPE = "application/vnd.cncf.notary.signature";
  private static final String JWS = "application/jose+json";
  private static final String COSE = "application/cose";
  private static final String CONTENT = "application/vnd.cncf.notary.payload.v1+json";
  private static final String TIME = "io.cncf.notary.signingTime";
  private static final String SCHEME = "io.cncf.notary.signingScheme";
  private static final String X509 = "notary.x509";
  private static final String EXPIRY = "io.cncf.notary.expiry";
  private static final String AS_IN_JOSE = "SHA256withECDSAinP1363Format";
  private static final X500Name AUTHORITY = new X500Name("C=US,ST=WA,O=Redoubt proof,CN=Authority");
  private static final X500Name SIGNER = new X500Name("C=US,ST=WA,O=Redoubt proof,CN=Signer");

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
    return sign(KeySigner.keys(), named, subject, leaf, at, expiry);
  }

  /** The same by a key that somebody has already. */
  Attachment sign(KeyPair keys, Pushed image, Validity leaf, Instant at) {
    return sign(keys, image, image, leaf, at, Optional.empty());
  }

  private Attachment sign(
      KeyPair keys,
      Pushed named,
      Pushed subject,
      Validity leaf,
      Instant at,
      Optional<Instant> expiry) {
    byte[] certificate = certificate(SIGNER, keys, leaf, false);
    List<String> critical = new ArrayList<>(List.of(SCHEME));
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put("alg", "ES256");
    headers.put("crit", critical);
    headers.put("cty", CONTENT);
    headers.put(SCHEME, X509);
    headers.put(TIME, at.toString());
    expiry.ifPresent(end -> {
      critical.add(EXPIRY);
      headers.put(EXPIRY, end.toString());
    });
    String protectedHeader = url(Json.bytes(headers));
    String payload = url(payload(named));
    byte[] signature =
        KeySigner.sign(keys, AS_IN_JOSE, (protectedHeader + "." + payload).getBytes(US_ASCII));
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
    return attachment(JWS, Json.bytes(envelope), subject);
  }

  /** A signature by a fresh key in the binary form. */
  Attachment inCose(Pushed named, Pushed subject, Validity leaf, Instant at) {
    KeyPair keys = KeySigner.keys();
    byte[] headers =
        CBORObject.NewMap()
            .Add(1, -7)
            .Add(2, CBORObject.NewArray().Add(SCHEME))
            .Add(3, CONTENT)
            .Add(SCHEME, X509)
            .Add(TIME, CBORObject.FromObjectAndTag(at.getEpochSecond(), 1))
            .EncodeToBytes();
    byte[] payload = payload(named);
    byte[] signed =
        CBORObject.NewArray()
            .Add("Signature1")
            .Add(headers)
            .Add(new byte[0])
            .Add(payload)
            .EncodeToBytes();
    CBORObject certificates =
        CBORObject.NewArray().Add(certificate(SIGNER, keys, leaf, false)).Add(root);
    CBORObject message =
        CBORObject.NewArray()
            .Add(headers)
            .Add(CBORObject.NewMap().Add(33, certificates))
            .Add(payload)
            .Add(KeySigner.sign(keys, AS_IN_JOSE, signed));
    return attachment(COSE, CBORObject.FromObjectAndTag(message, 18).EncodeToBytes(), subject);
  }

  private static byte[] payload(Pushed named) {
    return Json.bytes(Map.of("targetArtifact", named.descriptor()));
  }

  private static Attachment attachment(String envelope, byte[] content, Pushed subject) {
    return new Attachment(
        TYPE,
        KeySigner.unique(),
        envelope,
        content,
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
