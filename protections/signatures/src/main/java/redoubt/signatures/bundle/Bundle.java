package redoubt.signatures.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.SmallJson;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.attestation.Statement;
import redoubt.signatures.sigstore.Keyless;
import redoubt.signatures.sigstore.Material;
import redoubt.signatures.sigstore.Signed;
import redoubt.signatures.sigstore.SigstoreTrust;

/**
 * A Sigstore bundle, versions 0.1 to 0.3 (sigstore/protobuf-specs), with a DSSE envelope around an
 * in-toto statement, as cosign 3 signs and attests, or with the signature of the manifest itself.
 * With a public key alone, what a log would say is not looked at, so that it proves nothing; with a
 * certificate, see {@link Keyless}.
 */
public final class Bundle {
  /** Media type of the bundle that cosign 3 writes. */
  public static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  /** Whether a layer of that media type is a bundle, of any version that is read. */
  public static boolean isMediaType(String mediaType) {
    return BundleVersion.of(mediaType).isPresent();
  }

  /** What a statement says that is a signature of an image. */
  public static final String IMAGE_SIGNATURE = Statement.IMAGE_SIGNATURE;

  private static final int MOST_BYTES = 16 << 20;

  private final Digest subject;
  private final SigstoreTrust trust;
  private final Check.All checks = new Check.All("bundle");
  private final Map<String, String> claims = new LinkedHashMap<>();
  private Optional<Keyless.Outcome> outcome = Optional.empty();
  private Optional<Statement> statement = Optional.empty();
  private Optional<Signed> signed = Optional.empty();

  private Bundle(Digest subject, SigstoreTrust trust) {
    this.subject = subject;
    this.trust = trust;
  }

  /**
   * @param subject digest of the image, as it was looked up
   * @param bundle what the layer of the signature's manifest led to
   */
  public static Fact verify(Digest subject, byte[] bundle, PublicKeys known) {
    return verify(subject, bundle, SigstoreTrust.of(known));
  }

  /** As with keys, and with trusted roots and authorities. */
  public static Fact verify(Digest subject, byte[] bundle, SigstoreTrust trust) {
    return read(subject, bundle, trust).fact();
  }

  /** The fact, and what is attested if it is authentic. */
  public static Attested read(Digest subject, byte[] bundle, SigstoreTrust trust) {
    return new Bundle(subject, trust).read(bundle);
  }

  private Attested read(byte[] bundle) {
    Signer signer = new Signer.Unknown();
    Optional<JsonNode> json = SmallJson.object(bundle, MOST_BYTES);
    if (checks.add(
        Check.of(
            "bundle.json",
            json.isPresent(),
            "The bundle can be read.",
            "The bundle is no JSON object of at most 16 MiB and 32 levels."))) {
      signer = bundle(json.orElseThrow());
    }
    Optional<String> attests =
        statement
            .filter(said -> !said.signsAnImage())
            .map(Statement::predicateType)
            .filter(type -> !type.isEmpty());
    Fact fact =
        new Fact(
            subject,
            Format.SIGSTORE_BUNDLE,
            Digest.of(bundle),
            checks.allPassed() ? signer : new Signer.Unknown(),
            attests,
            outcome.flatMap(Keyless.Outcome::goodUntil),
            claims,
            checks.end());
    return Attested.of(
        fact, statement, signed.map(one -> Digest.of(one.print())).orElse(fact.evidence()));
  }

  private Signer bundle(JsonNode bundle) {
    Optional<BundleVersion> version =
        SmallJson.text(bundle, "/mediaType").flatMap(BundleVersion::of);
    checks.add(
        Check.of(
            "bundle.version",
            version.isPresent(),
            "The bundle has a version that is known here.",
            "The bundle has a version that is not known here."));
    boolean enveloped = bundle.has("dsseEnvelope");
    checks.add(
        Check.of(
            "bundle.content",
            enveloped != bundle.has("messageSignature"),
            "The bundle holds one signature.",
            "The bundle holds no signature, or two."));
    signed = enveloped ? envelope(bundle) : artifact(bundle);
    return signed.map(one -> signer(bundle, version, one)).orElseGet(Signer.Unknown::new);
  }

  private Optional<Signed> envelope(JsonNode bundle) {
    String type = SmallJson.text(bundle, "/dsseEnvelope/payloadType").orElse("");
    checks.add(
        Check.of(
            "envelope.type",
            type.equals(Statement.MEDIA_TYPE),
            "The envelope holds an in-toto statement.",
            "The envelope holds something else than an in-toto statement."));
    Optional<byte[]> content = SmallJson.bytes(bundle, "/dsseEnvelope/payload");
    Optional<byte[]> signature =
        bundle.at("/dsseEnvelope/signatures").size() == 1
            ? SmallJson.bytes(bundle, "/dsseEnvelope/signatures/0/sig")
            : Optional.empty();
    if (!checks.add(
        Check.of(
            "envelope.form",
            content.isPresent() && signature.isPresent(),
            "The envelope has a payload and one signature.",
            "The envelope lacks a payload, or has not one signature."))) {
      return Optional.empty();
    }
    statement = Statement.read(content.orElseThrow(), subject, checks);
    return Optional.of(
        new Signed.Envelope(
            Statement.MEDIA_TYPE,
            content.orElseThrow(),
            signature.orElseThrow(),
            Optional.empty(),
            false));
  }

  /** The manifest's own bytes were signed, which its digest stands for. */
  private Optional<Signed> artifact(JsonNode bundle) {
    Optional<byte[]> signature = SmallJson.bytes(bundle, "/messageSignature/signature");
    String algorithm = subject.algorithm() == Digest.Algorithm.SHA256 ? "SHA2_256" : "SHA2_512";
    JsonNode digest = bundle.at("/messageSignature/messageDigest");
    boolean same =
        digest.isMissingNode()
            || (SmallJson.text(digest, "/algorithm").filter(algorithm::equals).isPresent()
                && SmallJson.bytes(digest, "/digest")
                    .map(HexFormat.of()::formatHex)
                    .filter(subject.hex()::equals)
                    .isPresent());
    checks.add(
        Check.of(
            "message.digest",
            same,
            "It is about this image.",
            "It is about something else than this image."));
    checks.add(
        Check.of(
            "signature.form",
            signature.isPresent(),
            "There is a signature.",
            "There is no signature that can be read."));
    return signature.map(bytes -> new Signed.Artifact(subject, bytes));
  }

  private Signer signer(JsonNode bundle, Optional<BundleVersion> version, Signed signed) {
    JsonNode proofs = bundle.path("verificationMaterial");
    if (!proofs.has("certificate") && !proofs.has("x509CertificateChain")) {
      Signer signer = trust.keys().whoSigned(signed);
      checks.add(
          Check.of(
              "signature",
              signer instanceof Signer.Key,
              "A known key made the signature.",
              "No known key made the signature."));
      return signer;
    }
    Optional<Material> material = version.flatMap(one -> BundleMaterial.read(proofs, one, checks));
    if (material.isEmpty()) {
      return new Signer.Unknown();
    }
    Keyless.Outcome found = Keyless.check(material.get(), signed, trust);
    checks.add(found.check());
    claims.putAll(found.claims());
    outcome = Optional.of(found);
    return found.signer().orElseGet(Signer.Unknown::new);
  }
}
