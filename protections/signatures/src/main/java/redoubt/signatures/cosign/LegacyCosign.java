package redoubt.signatures.cosign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.SmallJson;
import redoubt.signatures.sigstore.Keyless;
import redoubt.signatures.sigstore.Signed;
import redoubt.signatures.sigstore.SigstoreTrust;

/**
 * One layer of a signature manifest of cosign 1 and 2 (cosign's SIGNATURE_SPEC.md): its content is
 * the payload, and the signature over it is an annotation. By a key, what a log would say is not
 * looked at, so that it proves nothing; with a certificate, see {@link Keyless}.
 */
public final class LegacyCosign {
  /** Media type of a layer that is a signature. */
  public static final String LAYER = "application/vnd.dev.cosign.simplesigning.v1+json";

  private static final String TYPE = "cosign container image signature";
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  private LegacyCosign() {}

  /**
   * @param subject digest of the image, as it was looked up
   * @param layer as the signature manifest has it
   * @param payload what the layer's digest led to
   */
  public static Fact verify(Digest subject, Descriptor layer, byte[] payload, PublicKeys known) {
    return verify(subject, layer, payload, SigstoreTrust.of(known));
  }

  /** As with keys, and with trusted roots and authorities. */
  public static Fact verify(Digest subject, Descriptor layer, byte[] payload, SigstoreTrust trust) {
    Check.All checks = new Check.All("cosign");
    Map<String, String> claims = new LinkedHashMap<>();
    checks.add(
        Check.of(
            "layer.type",
            layer.mediaType().equals(LAYER),
            "The layer is a signature.",
            "The layer is none of a signature."));
    checks.add(
        Check.of(
            "payload.digest",
            isContent(layer, payload),
            "The payload is the one that the manifest names.",
            "The payload is another one than the manifest names."));
    Optional<JsonNode> json = SmallJson.object(payload);
    if (checks.add(
        Check.of(
            "payload.json",
            json.isPresent(),
            "The payload can be read.",
            "The payload is no JSON object."))) {
      read(json.orElseThrow(), subject, checks, claims);
    }
    Optional<byte[]> signature =
        Optional.ofNullable(layer.annotations().get(SIGNATURE)).flatMap(SmallJson::decoded);
    Optional<Keyless.Outcome> signer = Optional.empty();
    if (checks.add(
        Check.of(
            "signature.form",
            signature.isPresent(),
            "There is a signature.",
            "There is no signature that can be read."))) {
      Signed signed = new Signed.Message(payload, signature.orElseThrow());
      signer = Optional.of(signer(layer, signed, trust, checks));
    }
    signer.ifPresent(outcome -> claims.putAll(outcome.claims()));
    return new Fact(
        subject,
        Format.COSIGN_LEGACY,
        layer.digest(),
        checks.allPassed()
            ? signer.flatMap(Keyless.Outcome::signer).orElseGet(Signer.Unknown::new)
            : new Signer.Unknown(),
        Optional.empty(),
        signer.flatMap(Keyless.Outcome::goodUntil),
        claims,
        checks.end());
  }

  private static void read(
      JsonNode payload, Digest subject, Check.All checks, Map<String, String> claims) {
    checks.add(
        Check.of(
            "critical.type",
            SmallJson.text(payload, "/critical/type").filter(TYPE::equals).isPresent(),
            "It says that it is a signature of an image.",
            "It does not say that it is a signature of an image."));
    checks.add(
        Check.of(
            "critical.image",
            SmallJson.text(payload, "/critical/image/docker-manifest-digest")
                .filter(subject.toString()::equals)
                .isPresent(),
            "It names this image.",
            "It names another image."));
    SmallJson.text(payload, "/critical/identity/docker-reference")
        .ifPresent(reference -> claims.put("docker-reference", reference));
  }

  /** Whether this is what the layer's digest and size stand for. */
  static boolean isContent(Descriptor layer, byte[] content) {
    return layer.digest().algorithm().of(content).equals(layer.digest())
        && layer.size() == content.length;
  }

  /** Whose it is: by a certificate if one came with it, else by a key. */
  static Keyless.Outcome signer(
      Descriptor layer, Signed signed, SigstoreTrust trust, Check.All checks) {
    if (CosignMaterial.hasCertificate(layer.annotations())) {
      Keyless.Outcome outcome =
          CosignMaterial.read(layer.annotations(), checks)
              .map(material -> Keyless.check(material, signed, trust))
              .orElseGet(() -> outcome(Check.failed("keyless", "A part cannot be read.")));
      checks.add(outcome.check());
      return outcome;
    }
    Signer signer = trust.keys().whoSigned(signed);
    Check check =
        Check.of(
            "signature",
            signer instanceof Signer.Key,
            "A known key made the signature.",
            "No known key made the signature.");
    checks.add(check);
    return check.isPassed()
        ? new Keyless.Outcome(check, Optional.of(signer), Optional.empty(), Map.of())
        : outcome(check);
  }

  private static Keyless.Outcome outcome(Check failed) {
    return new Keyless.Outcome(failed, Optional.empty(), Optional.empty(), Map.of());
  }
}
