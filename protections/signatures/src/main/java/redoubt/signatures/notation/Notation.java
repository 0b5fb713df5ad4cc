package redoubt.signatures.notation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Signer;
import redoubt.signatures.SmallJson;
import redoubt.signatures.attestation.Attested;

/**
 * Signatures of the Notary Project 1.1 (specs/signature-specification.md). What a trust policy
 * makes of a fact is said in {@link TrustPolicy}; for it the fact keeps under the names below what
 * was read from certificates and from what they signed.
 */
public final class Notation {
  /** Artifact type of a signature's manifest, or media type of its config. */
  public static final String TYPE = "application/vnd.cncf.notary.signature";

  /** Media type of the layer that is a JWS envelope. */
  public static final String JWS = "application/jose+json";

  /** Media type of the layer that is a COSE envelope. */
  public static final String COSE = "application/cose";

  public static final String SCHEME = "signing-scheme";
  public static final String SIGNED_AT = "signing-time";
  public static final String EXPIRES = "expires";
  public static final String CERTIFICATES_FROM = "certificates-from";
  public static final String CERTIFICATES_UNTIL = "certificates-until";
  public static final String TIMESTAMP = "timestamp";
  public static final String TIMESTAMP_AUTHORITY = "timestamp-authority";
  public static final String ANCHORS = "anchors";

  /** {@link #NOT_ASKED} when a certificate says where to ask whether it was revoked. */
  public static final String REVOCATION = "revocation";

  public static final String NOT_ASKED = "not-asked";

  static final String X509 = "notary.x509";
  static final String SIGNING_AUTHORITY = "notary.x509.signingAuthority";

  static final String THUMBPRINTS = "io.cncf.notary.x509chain.thumbprint#S256";

  /** A longer envelope is not read. */
  public static final int MOST_BYTES = 1 << 20;

  private static final int MOST_ANNOTATIONS = 50;
  private static final int LONGEST_CLAIM = 1024;
  private static final Set<String> UNDERSTOOD =
      Set.of(Envelope.SCHEME, Envelope.AUTHENTIC_TIME, Envelope.EXPIRY);

  private Notation() {}

  /**
   * The manifest says that it is a signature: by its artifact type, or, if it has none, by its
   * config, as the tool writes it for registries without artifact types.
   */
  public static boolean isSignature(Manifest manifest) {
    return manifest instanceof Manifest.Image image
        && image.mediaType().equals(MediaTypes.OCI_MANIFEST)
        && image.ownArtifactType().orElse(image.config().mediaType()).equals(TYPE);
  }

  /** The layer that holds the envelope; empty when the manifest has not exactly one. */
  public static Optional<Descriptor> envelope(Manifest manifest) {
    return manifest instanceof Manifest.Image image && image.layers().size() == 1
        ? image.layers().stream()
            .filter(layer -> layer.mediaType().equals(JWS) || layer.mediaType().equals(COSE))
            .findFirst()
        : Optional.empty();
  }

  /**
   * Who signed the subject, as far as the stores know.
   *
   * @param subject the manifest that is signed, as it was looked up
   * @param mediaType of the layer that led to the envelope
   * @param now only to tell certificates whose time has not come; that time is over is said by
   *     {@link Fact#goodUntil}
   */
  public static Fact verify(
      Descriptor subject, String mediaType, byte[] envelope, TrustStores stores, Instant now) {
    return read(subject, mediaType, envelope, stores, now).fact();
  }

  /** The same, and what was signed. */
  public static Attested read(
      Descriptor subject, String mediaType, byte[] envelope, TrustStores stores, Instant now) {
    Reading reading = new Reading(subject, stores, now);
    Digest evidence = Digest.of(envelope);
    Digest signed = evidence;
    try {
      Envelope read = Envelope.read(mediaType, envelope);
      signed = Digest.of(read.body().signed());
      reading.look(read);
    } catch (BadEnvelope e) {
      reading.integrity().add(Check.failed("envelope.form", e.sentence()));
    }
    return Attested.of(reading.fact(evidence), Optional.empty(), signed);
  }

  /** What is signed names the very manifest that was looked up. */
  static Optional<JsonNode> target(byte[] content, Descriptor subject, Check.All checks) {
    Optional<JsonNode> target =
        SmallJson.object(content)
            .map(json -> json.path("targetArtifact"))
            .filter(JsonNode::isObject);
    if (!checks.add(
        Check.of(
            "target.form",
            target.isPresent(),
            "What is signed is an artifact.",
            "What is signed is no artifact."))) {
      return Optional.empty();
    }
    JsonNode said = target.orElseThrow();
    checks.add(
        Check.of(
            "target.digest",
            SmallJson.text(said, "/digest").filter(subject.digest().toString()::equals).isPresent(),
            "It has this digest.",
            "It has another digest: something else is signed."));
    checks.add(
        Check.of(
            "target.type",
            SmallJson.text(said, "/mediaType").filter(subject.mediaType()::equals).isPresent(),
            "It has this media type.",
            "It has another media type."));
    JsonNode size = said.path("size");
    checks.add(
        Check.of(
            "target.size",
            size.isIntegralNumber()
                && size.canConvertToLong()
                && size.longValue() == subject.size(),
            "It has this size.",
            "It has another size."));
    return target;
  }

  /** What may be shown of what a signer says. */
  static Map<String, String> annotations(JsonNode target) {
    Map<String, String> shown = new LinkedHashMap<>();
    target
        .path("annotations")
        .properties()
        .forEach(field -> {
          if (shown.size() < MOST_ANNOTATIONS
              && field.getValue().isTextual()
              && field.getKey().length() + field.getValue().textValue().length() <= LONGEST_CLAIM) {
            shown.put("annotation:" + field.getKey(), field.getValue().textValue());
          }
        });
    return shown;
  }

  /** The headers say what they have to, and nothing that has to be understood and is not. */
  static void headers(Envelope.Headers headers, Check.All checks) {
    boolean authority = headers.scheme().equals(SIGNING_AUTHORITY);
    checks.add(
        Check.of(
            "headers.scheme",
            authority || headers.scheme().equals(X509),
            "The signing scheme is known.",
            "The signing scheme is not known."));
    checks.add(
        Check.of(
            "headers.content-type",
            headers.contentType().equals(Envelope.CONTENT_TYPE),
            "It says that an artifact is signed.",
            "It says that something else than an artifact is signed."));
    checks.add(
        Check.of(
            "headers.critical",
            UNDERSTOOD.containsAll(headers.critical())
                && headers.critical().contains(Envelope.SCHEME)
                && headers.critical().contains(Envelope.EXPIRY) == headers.expiry().isPresent()
                && headers.critical().contains(Envelope.AUTHENTIC_TIME) == authority,
            "What is critical is understood, and what has to be critical is.",
            "Something critical is not understood, or something is not critical that has to be."));
    checks.add(
        Check.of(
            "headers.time",
            headers.authenticTime().isPresent() == authority
                && headers.signingTime().isPresent() != authority
                && headers
                    .authenticTime()
                    .or(headers::signingTime)
                    .filter(at -> headers.expiry().map(at::isBefore).orElse(true))
                    .isPresent(),
            "It has the one time of signing that its scheme asks for.",
            "Its time of signing is missing, not of its scheme, or not before its expiry."));
  }

  /** A certificate's key made the signature, with the algorithm that such a key has. */
  static void signature(Envelope envelope, java.security.PublicKey key, Check.All checks) {
    Optional<Algorithm> algorithm = Algorithm.of(key);
    if (checks.add(
        Check.of(
            "signature.algorithm",
            algorithm.filter(envelope.headers().algorithm()::equals).isPresent(),
            "The algorithm is the one of the leaf's key.",
            "The algorithm is not the one of the leaf's key, or nobody may use such a key."))) {
      checks.add(
          Check.of(
              "signature",
              algorithm
                  .orElseThrow()
                  .verifies(key, envelope.body().signed(), envelope.body().signature()),
              "The leaf's key made the signature.",
              "The leaf's key did not make the signature."));
    }
  }

  static Fact fact(
      Descriptor subject,
      Digest evidence,
      Signer signer,
      Optional<Instant> goodFrom,
      Optional<Instant> goodUntil,
      Map<String, String> claims,
      Check check) {
    return new Fact(
        subject.digest(),
        Format.NOTATION,
        evidence,
        signer,
        Optional.empty(),
        goodFrom,
        goodUntil,
        claims,
        check);
  }
}
