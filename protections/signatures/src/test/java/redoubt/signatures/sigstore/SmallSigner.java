package redoubt.signatures.sigstore;

import static redoubt.signatures.sigstore.SmallSigstore.base64;
import static redoubt.signatures.sigstore.SmallSigstore.der;
import static redoubt.signatures.sigstore.SmallSigstore.pem;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.signatures.bundle.Bundle;
import redoubt.web.Json;

/** Signs as cosign does with a certificate of a few minutes. */
public final class SmallSigner {
  static final Instant AT = Instant.parse("2026-06-01T12:05:00Z");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String TYPE = "application/vnd.in-toto+json";

  final SmallSigstore services;
  final KeyPair key;
  final X509Certificate leaf;
  private final UnaryOperator<byte[]> sign;

  public SmallSigner(SmallSigstore services, SmallAuthority.Wanted wanted) {
    this(services, wanted, SmallAuthority.pair());
  }

  private SmallSigner(SmallSigstore services, SmallAuthority.Wanted wanted, KeyPair key) {
    this(services, wanted, key, message -> SmallAuthority.sign(key, message));
  }

  /** With a key of another kind. */
  SmallSigner(
      SmallSigstore services,
      SmallAuthority.Wanted wanted,
      KeyPair key,
      UnaryOperator<byte[]> sign) {
    this.services = services;
    this.key = key;
    this.sign = sign;
    leaf = services.authority.issue(key, wanted);
  }

  static byte[] statement(Digest image, String predicateType, String predicate) {
    return """
    {"_type":"https://in-toto.io/Statement/v1","predicateType":"%s",\
    "subject":[{"name":"app","digest":{"sha256":"%s"}}],"predicate":%s}\
    """
        .formatted(predicateType, image.hex(), predicate)
        .getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] imageStatement(Digest image) {
    return statement(image, Bundle.IMAGE_SIGNATURE, "{}");
  }

  private Signed.Envelope envelope(byte[] statement) {
    Signed.Envelope open =
        new Signed.Envelope(TYPE, statement, new byte[0], Optional.empty(), false);
    return new Signed.Envelope(
        TYPE, statement, sign.apply(open.authenticated()), Optional.empty(), false);
  }

  /** A bundle of version 0.3 without a proof of anything. */
  private ObjectNode bundle(Signed.Envelope envelope) {
    ObjectNode bundle = JSON.objectNode();
    bundle.put("mediaType", Bundle.MEDIA_TYPE);
    bundle
        .putObject("verificationMaterial")
        .putObject("certificate")
        .put("rawBytes", base64(der(leaf)));
    ObjectNode written = bundle.putObject("dsseEnvelope");
    written.put("payload", base64(envelope.content()));
    written.put("payloadType", TYPE);
    written.putArray("signatures").addObject().put("sig", base64(envelope.signature()));
    return bundle;
  }

  /** As with the log Rekor of the first generation. */
  public ObjectNode logged(byte[] statement) {
    Signed.Envelope envelope = envelope(statement);
    ObjectNode bundle = bundle(envelope);
    ((ObjectNode) bundle.path("verificationMaterial"))
        .putArray("tlogEntries")
        .add(services.entry(dsse(envelope), AT));
    return bundle;
  }

  /** As with that of the second generation and a timestamp. */
  ObjectNode stamped(byte[] statement) {
    Signed.Envelope envelope = envelope(statement);
    ObjectNode bundle = bundle(envelope);
    ObjectNode material = (ObjectNode) bundle.path("verificationMaterial");
    material.putArray("tlogEntries").add(services.entry(hashed(envelope)));
    material
        .putObject("timestampVerificationData")
        .putArray("rfc3161Timestamps")
        .addObject()
        .put("signedTimestamp", base64(services.stamp(envelope.signature(), AT)));
    return bundle;
  }

  private ObjectNode dsse(Signed.Envelope envelope) {
    ObjectNode body = JSON.objectNode().put("apiVersion", "0.0.1").put("kind", "dsse");
    ObjectNode spec = body.putObject("spec");
    spec.putObject("envelopeHash")
        .put("algorithm", "sha256")
        .put("value", hex(envelope.authenticated()));
    spec.putObject("payloadHash").put("algorithm", "sha256").put("value", hex(envelope.content()));
    spec.putArray("signatures")
        .addObject()
        .put("signature", base64(envelope.signature()))
        .put("verifier", base64(pem(leaf).getBytes(StandardCharsets.UTF_8)));
    return body;
  }

  private ObjectNode hashed(Signed.Envelope envelope) {
    ObjectNode body = JSON.objectNode().put("apiVersion", "0.0.2").put("kind", "hashedrekord");
    ObjectNode spec = body.putObject("spec").putObject("hashedRekordV002");
    spec.putObject("data")
        .put("algorithm", "SHA2_256")
        .put("digest", base64(SmallAuthority.sha256(envelope.authenticated())));
    spec.putObject("signature")
        .put("content", base64(envelope.signature()))
        .putObject("verifier")
        .put("keyDetails", "PKIX_ECDSA_P256_SHA_256")
        .putObject("x509Certificate")
        .put("rawBytes", base64(der(leaf)));
    return body;
  }

  private static String hex(byte[] content) {
    return HexFormat.of().formatHex(SmallAuthority.sha256(content));
  }

  public static byte[] payload(Digest image) {
    return """
    {"critical":{"identity":{"docker-reference":"acme/app"},"image":\
    {"docker-manifest-digest":"%s"},"type":"cosign container image signature"},\
    "optional":null}\
    """
        .formatted(image)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The annotations of cosign 2, with the promise of the log. */
  Map<String, String> annotations(byte[] payload) {
    byte[] signature = SmallAuthority.sign(key, payload);
    ObjectNode body = JSON.objectNode().put("apiVersion", "0.0.1").put("kind", "hashedrekord");
    ObjectNode spec = body.putObject("spec");
    spec.putObject("data").putObject("hash").put("algorithm", "sha256").put("value", hex(payload));
    spec.putObject("signature")
        .put("content", base64(signature))
        .putObject("publicKey")
        .put("content", base64(pem(leaf).getBytes(StandardCharsets.UTF_8)));
    Map<String, String> annotations = certificate();
    annotations.put("dev.cosignproject.cosign/signature", base64(signature));
    annotations.put("dev.sigstore.cosign/bundle", promise(services.entry(body, AT)));
    return annotations;
  }

  /** The annotations of cosign 2's attestation, whose signature is in the envelope. */
  Map<String, String> annotations(byte[] envelope, byte[] statement) {
    ObjectNode json = (ObjectNode) Json.parse(envelope);
    Signed.Envelope signed =
        new Signed.Envelope(
            TYPE,
            statement,
            Base64.getDecoder().decode(json.at("/signatures/0/sig").textValue()),
            Optional.empty(),
            false);
    Map<String, String> annotations = certificate();
    annotations.put("dev.cosignproject.cosign/signature", "");
    annotations.put("dev.sigstore.cosign/bundle", promise(services.entry(dsse(signed), AT)));
    return annotations;
  }

  byte[] envelopeOf(byte[] statement) {
    return Json.bytes(bundle(envelope(statement)).path("dsseEnvelope"));
  }

  private Map<String, String> certificate() {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put("dev.sigstore.cosign/certificate", pem(leaf));
    annotations.put(
        "dev.sigstore.cosign/chain", pem(services.authority.issuer) + pem(services.authority.root));
    return annotations;
  }

  private static String promise(ObjectNode entry) {
    ObjectNode said = JSON.objectNode();
    said.put(
        "SignedEntryTimestamp", entry.at("/inclusionPromise/signedEntryTimestamp").textValue());
    said.putObject("Payload")
        .put("body", entry.path("canonicalizedBody").textValue())
        .put("integratedTime", Long.parseLong(entry.path("integratedTime").textValue()))
        .put("logIndex", Long.parseLong(entry.path("logIndex").textValue()))
        .put(
            "logID",
            HexFormat.of()
                .formatHex(Base64.getDecoder().decode(entry.at("/logId/keyId").textValue())));
    return new String(Json.bytes(said), StandardCharsets.UTF_8);
  }

  public static Descriptor layer(
      String mediaType, byte[] content, Map<String, String> annotations) {
    return new Descriptor(
        mediaType,
        Digest.of(content),
        content.length,
        annotations,
        Optional.empty(),
        Optional.empty());
  }
}
