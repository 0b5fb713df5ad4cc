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
import redoubt.signatures.Signer;
import redoubt.signatures.SmallJson;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.attestation.Statement;
import redoubt.signatures.sigstore.Keyless;
import redoubt.signatures.sigstore.Signed;
import redoubt.signatures.sigstore.SigstoreTrust;

/**
 * One layer of an attestation manifest of cosign 1 and 2 (tag {@code <algorithm>-<hex>.att}): its
 * content is a DSSE envelope around an in-toto statement. It attests whatever it says, and never
 * signs an image.
 */
public final class LegacyAttestation {
  /** Media type of a layer that is an attestation. */
  public static final String LAYER = "application/vnd.dsse.envelope.v1+json";

  private static final int MOST_BYTES = 16 << 20;

  private LegacyAttestation() {}

  /**
   * @param subject digest of the image, as it was looked up
   * @param layer as the attestation's manifest has it
   * @param content what the layer's digest led to
   */
  public static Attested read(
      Digest subject, Descriptor layer, byte[] content, SigstoreTrust trust) {
    Check.All checks = new Check.All("cosign-attestation");
    Map<String, String> claims = new LinkedHashMap<>();
    checks.add(
        Check.of(
            "layer.type",
            layer.mediaType().equals(LAYER),
            "The layer is an attestation.",
            "The layer is none of an attestation."));
    checks.add(
        Check.of(
            "envelope.digest",
            LegacyCosign.isContent(layer, content),
            "The envelope is the one that the manifest names.",
            "The envelope is another one than the manifest names."));
    Optional<JsonNode> json = SmallJson.object(content, MOST_BYTES);
    Optional<byte[]> held = json.flatMap(some -> SmallJson.bytes(some, "/payload"));
    Optional<byte[]> signature =
        json.filter(some -> some.at("/signatures").size() == 1)
            .flatMap(some -> SmallJson.bytes(some, "/signatures/0/sig"));
    boolean whole =
        checks.add(
            Check.of(
                "envelope.form",
                held.isPresent() && signature.isPresent(),
                "The envelope has a payload and one signature.",
                "The envelope cannot be read, lacks a payload, or has not one signature."));
    checks.add(
        Check.of(
            "envelope.type",
            json.flatMap(some -> SmallJson.text(some, "/payloadType"))
                .filter(Statement.MEDIA_TYPE::equals)
                .isPresent(),
            "The envelope holds an in-toto statement.",
            "The envelope holds something else than an in-toto statement."));
    Optional<Statement> statement =
        whole ? Statement.read(held.orElseThrow(), subject, checks) : Optional.empty();
    Optional<Signed> signed =
        whole
            ? Optional.of(
                new Signed.Envelope(
                    Statement.MEDIA_TYPE,
                    held.orElseThrow(),
                    signature.orElseThrow(),
                    Optional.of(content),
                    true))
            : Optional.empty();
    Optional<Keyless.Outcome> signer =
        signed.map(one -> LegacyCosign.signer(layer, one, trust, checks));
    signer.ifPresent(outcome -> claims.putAll(outcome.claims()));
    Fact fact =
        new Fact(
            subject,
            Format.COSIGN_LEGACY,
            layer.digest(),
            checks.allPassed()
                ? signer.flatMap(Keyless.Outcome::signer).orElseGet(Signer.Unknown::new)
                : new Signer.Unknown(),
            Optional.of(statement.map(Statement::predicateType).orElse("")),
            signer.flatMap(Keyless.Outcome::goodUntil),
            claims,
            checks.end());
    return Attested.of(
        fact, statement, signed.map(one -> Digest.of(one.print())).orElse(fact.evidence()));
  }
}
