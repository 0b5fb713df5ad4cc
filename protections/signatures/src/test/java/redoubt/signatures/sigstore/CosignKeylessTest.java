package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Signer;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.cosign.LegacyAttestation;
import redoubt.signatures.cosign.LegacyCosign;
import redoubt.web.Json;

/** cosign 2's layers with a certificate, against services of this test's own. */
final class CosignKeylessTest {
  private static final String BUNDLE = "dev.sigstore.cosign/bundle";
  private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
  private static final String STAMP = "dev.sigstore.cosign/rfc3161timestamp";
  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";

  private final SmallSigstore services = new SmallSigstore();
  private final Digest image = Digest.of("image".getBytes(StandardCharsets.UTF_8));
  private final SmallSigner signer = new SmallSigner(services, new SmallAuthority.Wanted());
  private final byte[] payload = SmallSigner.payload(image);
  private final byte[] statement =
      SmallSigner.statement(image, "https://acme.test/tested", "{\"passed\":true}");
  private final byte[] envelope = signer.envelopeOf(statement);

  private Fact signature(Map<String, String> annotations, SigstoreTrust trust) {
    return LegacyCosign.verify(
        image, SmallSigner.layer(LegacyCosign.LAYER, payload, annotations), payload, trust);
  }

  private Fact signature(Map<String, String> annotations) {
    return signature(annotations, services.trust());
  }

  private Attested attestation(byte[] content, Map<String, String> annotations) {
    return LegacyAttestation.read(
        image,
        SmallSigner.layer(LegacyAttestation.LAYER, content, annotations),
        content,
        services.trust());
  }

  private static List<String> failed(Fact fact) {
    return fact.check().parts().stream().filter(part -> !part.isPassed()).map(Check::name).toList();
  }

  @Test
  void whatTheLogPromisedToHoldIsAuthentic() {
    Fact fact = signature(signer.annotations(payload));
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.signer()).isInstanceOf(Signer.Identity.class);
    assertThat(fact.goodUntil()).isEmpty();
  }

  @Test
  void theCertificateMayStandUnderEitherName() {
    Map<String, String> annotations = new LinkedHashMap<>(signer.annotations(payload));
    String leaf = annotations.remove(CERTIFICATE);
    annotations.put("dev.cosignproject.cosign/certificate", leaf);
    assertThat(signature(annotations).isAuthentic()).isTrue();
    annotations.put(
        CERTIFICATE,
        SmallSigstore.pem(new SmallSigner(services, new SmallAuthority.Wanted()).leaf));
    assertThat(failed(signature(annotations))).contains("certificate.form");
  }

  @Test
  void theEntryOfAnotherSignatureIsNoneOfThisOne() {
    Map<String, String> annotations = new LinkedHashMap<>(signer.annotations(payload));
    Digest other = Digest.of("other".getBytes(StandardCharsets.UTF_8));
    annotations.put(BUNDLE, signer.annotations(SmallSigner.payload(other)).get(BUNDLE));
    assertThat(signature(annotations).isAuthentic()).isFalse();
    annotations.put(BUNDLE, signer.annotations(payload).get(BUNDLE));
    assertThat(signature(annotations).isAuthentic()).isFalse();
    annotations.remove(BUNDLE);
    assertThat(signature(annotations).isAuthentic()).isFalse();
  }

  @Test
  void aTimestampIsEnoughWhereTheRootHasNoLogs() {
    ObjectNode root = services.root();
    ((ArrayNode) root.path("tlogs")).removeAll();
    ((ArrayNode) root.path("ctlogs")).removeAll();
    SigstoreTrust trust = SmallSigstore.trust(root);
    Map<String, String> annotations = new LinkedHashMap<>(signer.annotations(payload));
    annotations.remove(BUNDLE);
    assertThat(signature(annotations, trust).isAuthentic()).isFalse();
    byte[] raw = Base64.getDecoder().decode(annotations.get(SIGNATURE));
    annotations.put(STAMP, stamp(raw));
    assertThat(failed(signature(annotations, trust))).isEmpty();
    assertThat(signature(annotations).isAuthentic()).as("where it has logs").isFalse();
    annotations.put(STAMP, stamp(new byte[] {1}));
    assertThat(signature(annotations, trust).isAuthentic()).isFalse();
  }

  private String stamp(byte[] what) {
    return "{\"SignedRFC3161Timestamp\":\""
        + SmallSigstore.base64(services.stamp(what, SmallSigner.AT))
        + "\"}";
  }

  @Test
  void everyChangeOfAnAnnotationIsFound() {
    Map<String, String> good = signer.annotations(payload);
    int tried = 0;
    for (String name : List.of(BUNDLE, CERTIFICATE, SIGNATURE)) {
      String text = Objects.requireNonNull(good.get(name)).stripTrailing();
      for (int at = 0; at < text.length(); at += 7) {
        if (text.charAt(at) == '\n' || text.startsWith("=", at) || text.startsWith("=", at + 1)) {
          // The last digit before the padding has bits that say nothing (RFC 4648, section 3.5).
          continue;
        }
        Map<String, String> changed = new LinkedHashMap<>(good);
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        changed.put(name, text.substring(0, at) + other + text.substring(at + 1));
        int place = at;
        assertThat(signature(changed).isAuthentic()).as(() -> name + " at " + place).isFalse();
        tried++;
      }
      for (String rubbish : List.of("", "{}", "[", "null", "\u0000", text + text)) {
        Map<String, String> changed = new LinkedHashMap<>(good);
        changed.put(name, rubbish);
        assertThat(signature(changed).isAuthentic()).isFalse();
      }
    }
    assertThat(tried).isGreaterThan(300);
  }

  @Test
  void anAttestationSaysWhatIsSoAndSignsNothing() {
    Attested attested = attestation(envelope, signer.annotations(envelope, statement));
    assertThat(failed(attested.fact())).isEmpty();
    assertThat(attested.fact().attests()).contains("https://acme.test/tested");
    assertThat(attested.statement().orElseThrow().predicate()).containsEntry("passed", true);
    assertThat(
            failed(
                LegacyCosign.verify(
                    image,
                    SmallSigner.layer(
                        LegacyAttestation.LAYER, envelope, signer.annotations(envelope, statement)),
                    envelope,
                    services.trust())))
        .contains("layer.type", "critical.type");
    assertThat(failed(attestation(payload, signer.annotations(payload)).fact()))
        .contains("envelope.form");
  }

  /** The signature is good each time. */
  @Test
  void anEnvelopeIsTheOneOfItsLayerAndHoldsAStatement() {
    Map<String, String> annotations = signer.annotations(envelope, statement);
    Descriptor good = SmallSigner.layer(LegacyAttestation.LAYER, envelope, annotations);
    assertThat(failed(attestation(envelope, good))).isEmpty();
    assertThat(
            failed(
                attestation(
                    envelope,
                    SmallSigner.layer("application/octet-stream", envelope, annotations))))
        .containsExactly("layer.type");
    assertThat(
            failed(
                attestation(
                    envelope, SmallSigner.layer(LegacyAttestation.LAYER, payload, annotations))))
        .containsExactly("envelope.digest");
    byte[] typed = Json.bytes(((ObjectNode) Json.parse(envelope)).put("payloadType", "text/plain"));
    assertThat(failed(attestation(typed, annotations).fact())).containsExactly("envelope.type");
  }

  private Fact attestation(byte[] content, Descriptor layer) {
    return LegacyAttestation.read(image, layer, content, services.trust()).fact();
  }

  @Test
  void whatIsAttestedOfAnotherImageIsNotOfThisOne() {
    Digest other = Digest.of("other".getBytes(StandardCharsets.UTF_8));
    byte[] foreign = SmallSigner.statement(other, "https://acme.test/tested", "{}");
    byte[] content = signer.envelopeOf(foreign);
    Attested attested = attestation(content, signer.annotations(content, foreign));
    assertThat(failed(attested.fact())).containsExactly("statement.subject");
    assertThat(attested.statement()).isEmpty();
  }

  @Test
  void twoSignaturesInAnEnvelopeAreRefused() {
    ObjectNode json = (ObjectNode) Json.parse(envelope);
    ArrayNode signatures = (ArrayNode) json.path("signatures");
    signatures.add(signatures.get(0));
    byte[] content = Json.bytes(json);
    assertThat(failed(attestation(content, signer.annotations(envelope, statement)).fact()))
        .containsExactly("envelope.form");
  }
}
