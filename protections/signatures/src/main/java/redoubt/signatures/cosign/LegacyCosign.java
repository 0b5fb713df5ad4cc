package redoubt.signatures.cosign;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
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

/**
 * One layer of a signature manifest of cosign 1 and 2 (cosign's SIGNATURE_SPEC.md): its content is
 * the payload, and the signature over it is an annotation. Keyed signatures alone; a certificate
 * beside one is not looked at here, so that it proves nothing.
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
            layer.digest().algorithm().of(payload).equals(layer.digest())
                && layer.size() == payload.length,
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
    Signer signer = signer(layer, payload, known, checks);
    return Fact.ofImage(
        subject,
        Format.COSIGN_LEGACY,
        layer.digest(),
        checks.allPassed() ? signer : new Signer.Unknown(),
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

  private static Signer signer(
      Descriptor layer, byte[] payload, PublicKeys known, Check.All checks) {
    Optional<byte[]> signature =
        Optional.ofNullable(layer.annotations().get(SIGNATURE)).flatMap(LegacyCosign::decode);
    if (!checks.add(
        Check.of(
            "signature.form",
            signature.isPresent(),
            "There is a signature.",
            "There is no signature that can be read."))) {
      return new Signer.Unknown();
    }
    Signer signer = known.whoSigned(payload, signature.orElseThrow());
    checks.add(
        Check.of(
            "signature",
            signer instanceof Signer.Key,
            "A known key made the signature.",
            "No known key made the signature."));
    return signer;
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
