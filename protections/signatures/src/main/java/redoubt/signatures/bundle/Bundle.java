package redoubt.signatures.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.SmallJson;

/**
 * A Sigstore bundle v0.3 (sigstore/protobuf-specs) with a DSSE envelope around an in-toto
 * statement, as cosign 3 signs images. With a public key alone; what a certificate or a log would
 * say is not looked at here, so that it proves nothing.
 */
public final class Bundle {
  /** Media type of the bundle. */
  public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  /** What a statement says that is a signature of an image. */
  public static final String IMAGE_SIGNATURE = "https://sigstore.dev/cosign/sign/v1";

  private static final String IN_TOTO = "application/vnd.in-toto+json";
  private static final String STATEMENT = "https://in-toto.io/Statement/v1";

  private Bundle() {}

  /**
   * @param subject digest of the image, as it was looked up
   * @param bundle what the layer of the signature's manifest led to
   */
  public static Fact verify(Digest subject, byte[] bundle, PublicKeys known) {
    Check.All checks = new Check.All("bundle");
    Signer signer = new Signer.Unknown();
    Optional<JsonNode> json = SmallJson.object(bundle);
    if (checks.add(
        Check.of(
            "bundle.json",
            json.isPresent(),
            "The bundle can be read.",
            "The bundle is no JSON object."))) {
      signer = envelope(json.orElseThrow(), subject, known, checks);
    }
    return Fact.ofImage(
        subject,
        Format.SIGSTORE_BUNDLE,
        Digest.of(bundle),
        checks.allPassed() ? signer : new Signer.Unknown(),
        Map.of(),
        checks.end());
  }

  private static Signer envelope(
      JsonNode bundle, Digest subject, PublicKeys known, Check.All checks) {
    checks.add(
        Check.of(
            "bundle.version",
            SmallJson.text(bundle, "/mediaType").filter(MEDIA_TYPE::equals).isPresent(),
            "The bundle has version 0.3.",
            "The bundle has a version that is not known here."));
    checks.add(
        Check.of(
            "envelope.type",
            SmallJson.text(bundle, "/dsseEnvelope/payloadType").filter(IN_TOTO::equals).isPresent(),
            "The envelope holds an in-toto statement.",
            "The envelope holds something else than an in-toto statement."));
    Optional<byte[]> payload = decoded(bundle, "/dsseEnvelope/payload");
    JsonNode signatures = bundle.at("/dsseEnvelope/signatures");
    Optional<byte[]> signature =
        signatures.size() == 1
            ? decoded(bundle, "/dsseEnvelope/signatures/0/sig")
            : Optional.empty();
    if (!checks.add(
        Check.of(
            "envelope.form",
            payload.isPresent() && signature.isPresent(),
            "The envelope has a payload and one signature.",
            "The envelope lacks a payload, or has not one signature."))) {
      return new Signer.Unknown();
    }
    statement(payload.orElseThrow(), subject, checks);
    Signer signer =
        known.whoSigned(preAuthentication(payload.orElseThrow()), signature.orElseThrow());
    checks.add(
        Check.of(
            "signature",
            signer instanceof Signer.Key,
            "A known key made the signature.",
            "No known key made the signature."));
    return signer;
  }

  private static void statement(byte[] payload, Digest subject, Check.All checks) {
    Optional<JsonNode> statement = SmallJson.object(payload);
    if (!checks.add(
        Check.of(
            "statement.json",
            statement.isPresent(),
            "The statement can be read.",
            "The statement is no JSON object."))) {
      return;
    }
    JsonNode said = statement.orElseThrow();
    checks.add(
        Check.of(
            "statement.type",
            SmallJson.text(said, "/_type").filter(STATEMENT::equals).isPresent(),
            "It is a statement of in-toto, version 1.",
            "It is no statement of in-toto, version 1."));
    checks.add(
        Check.of(
            "statement.predicate",
            SmallJson.text(said, "/predicateType").filter(IMAGE_SIGNATURE::equals).isPresent(),
            "It says that it is a signature of an image.",
            "It says something else than that it signs an image."));
    JsonNode subjects = said.at("/subject");
    checks.add(
        Check.of(
            "statement.subject",
            subjects.size() == 1
                && SmallJson.text(subjects, "/0/digest/" + subject.algorithm().word())
                    .filter(subject.hex()::equals)
                    .isPresent(),
            "It names this image and no other.",
            "It names another image, or several."));
  }

  /** What is signed (DSSE, "PAE"): lengths are those of the bytes. */
  private static byte[] preAuthentication(byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ("DSSEv1 " + IN_TOTO.length() + " " + IN_TOTO + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  private static Optional<byte[]> decoded(JsonNode object, String pointer) {
    try {
      return SmallJson.text(object, pointer).map(Base64.getDecoder()::decode);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
