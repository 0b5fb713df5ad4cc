package redoubt.signatures.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.proof.Trial.Pushed;
import redoubt.web.Json;

/**
 * Somebody with a fresh key, who signs as cosign 2 does (SIGNATURE_SPEC.md) and as cosign 3 does
 * (DSSE in a Sigstore bundle).
 */
final class KeySigner {
  private static final String PAYLOAD = "application/vnd.dev.cosign.simplesigning.v1+json";
  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String STATEMENT = "application/vnd.in-toto+json";
  private static final String ENVELOPE = "application/vnd.dsse.envelope.v1+json";
  private static final String TYPE = "cosign container image signature";

  /** What a statement says that signs an image. */
  static final String SIGNS = "https://sigstore.dev/cosign/sign/v1";

  /** What a statement says that attests something of an image. */
  static final String ATTESTS = "https://spdx.dev/Document";

  private final KeyPair keys = keys();

  KeyPair pair() {
    return keys;
  }

  /** A pair on P-256. */
  static KeyPair keys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has P-256", e);
    }
  }

  String publicKey() {
    return pem("PUBLIC KEY", keys.getPublic().getEncoded());
  }

  static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  /**
   * A signature as the tag {@code sha256-….sig} names it.
   *
   * @param named the image that the signature is of
   * @param carrier the image whose tag it is
   */
  Attachment byTag(Pushed named, Pushed carrier) {
    byte[] payload = payload(named, TYPE);
    return byTag(carrier, payload, sign(payload));
  }

  Attachment byTag(Pushed image) {
    return byTag(image, image);
  }

  /** The same of another type than that of signatures. */
  Attachment ofOtherType(Pushed image) {
    byte[] payload = payload(image, "a promise about an image");
    return byTag(image, payload, sign(payload));
  }

  /** The same with one bit of the signature turned. */
  Attachment turned(Pushed image) {
    byte[] payload = payload(image, TYPE);
    byte[] signature = sign(payload);
    signature[signature.length - 1] ^= 1;
    return byTag(image, payload, signature);
  }

  private static Attachment byTag(Pushed carrier, byte[] payload, byte[] signature) {
    return layered(
        payload,
        signature,
        Optional.of(carrier.digest().toString().replace(':', '-') + ".sig"),
        Optional.empty());
  }

  /** A signature in a manifest whose subject is another image. */
  Attachment aboutSubject(Pushed named, Pushed subject) {
    byte[] payload = payload(named, TYPE);
    return layered(payload, sign(payload), Optional.empty(), Optional.of(subject));
  }

  private static Attachment layered(
      byte[] payload, byte[] signature, Optional<String> tag, Optional<Pushed> subject) {
    return new Attachment(
        MediaTypes.OCI_CONFIG,
        unique(),
        PAYLOAD,
        payload,
        Map.of("dev.cosignproject.cosign/signature", Base64.getEncoder().encodeToString(signature)),
        tag,
        subject);
  }

  /** So that no two are one blob, and none is another's. */
  static byte[] unique() {
    return Json.bytes(Map.of("id", Base64.getEncoder().encodeToString(Randomness.bytes(12))));
  }

  private static byte[] payload(Pushed image, String type) {
    return Json.bytes(
        Map.of(
            "critical",
            Map.of(
                "identity",
                Map.of("docker-reference", ""),
                "image",
                Map.of("docker-manifest-digest", image.digest().toString()),
                "type",
                type),
            "optional",
            Map.of("id", Base64.getEncoder().encodeToString(Randomness.bytes(12)))));
  }

  /**
   * A bundle with a statement.
   *
   * @param named the image that the statement is about
   * @param subject the image that the manifest is about
   * @param says type of the predicate
   */
  Attachment bundle(Pushed named, Pushed subject, String says) {
    Map<String, Object> bundle = new LinkedHashMap<>();
    bundle.put("mediaType", BUNDLE);
    bundle.put("verificationMaterial", Map.of("publicKey", Map.of("hint", "")));
    bundle.put("dsseEnvelope", envelope(named, says));
    return new Attachment(
        MediaTypes.OCI_EMPTY,
        unique(),
        BUNDLE,
        Json.bytes(bundle),
        Map.of(),
        Optional.empty(),
        Optional.of(subject));
  }

  /**
   * An attestation as the tag {@code sha256-….att} names it, which cosign 2 writes.
   *
   * @param named the image that it is about
   * @param carrier the image whose tag it is
   */
  Attachment attestation(Pushed named, Pushed carrier) {
    return new Attachment(
        MediaTypes.OCI_CONFIG,
        unique(),
        ENVELOPE,
        Json.bytes(envelope(named, ATTESTS)),
        Map.of("dev.cosignproject.cosign/signature", ""),
        Optional.of(carrier.digest().toString().replace(':', '-') + ".att"),
        Optional.empty());
  }

  private Map<String, Object> envelope(Pushed named, String says) {
    Map<String, Object> statement = new LinkedHashMap<>();
    statement.put("_type", "https://in-toto.io/Statement/v1");
    statement.put("subject", List.of(Map.of("digest", digest(named.digest()))));
    statement.put("predicateType", says);
    statement.put("predicate", Map.of());
    byte[] content = Json.bytes(statement);
    return Map.of(
        "payload",
        Base64.getEncoder().encodeToString(content),
        "payloadType",
        STATEMENT,
        "signatures",
        List.of(Map.of("sig", Base64.getEncoder().encodeToString(sign(authenticated(content))))));
  }

  private static Map<String, String> digest(Digest digest) {
    return Map.of(digest.algorithm().word(), digest.hex());
  }

  /** What is signed of an envelope (secure-systems-lab/dsse, protocol.md). */
  private static byte[] authenticated(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ("DSSEv1 " + STATEMENT.length() + " " + STATEMENT + " " + content.length + " ")
            .getBytes(UTF_8));
    out.writeBytes(content);
    return out.toByteArray();
  }

  private byte[] sign(byte[] message) {
    return sign(keys, "SHA256withECDSA", message);
  }

  static byte[] sign(KeyPair by, String algorithm, byte[] message) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(by.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has ECDSA", e);
    }
  }
}
