package redoubt.signatures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.signatures.bundle.Bundle;
import redoubt.signatures.cosign.LegacyCosign;
import redoubt.web.Json;

/** Both forms of cosign: what the tool made verifies, and nothing that is a little different. */
final class CosignTest {
  private final byte[] payload = Fixtures.bytes("cosign.payload");
  private final String signature = Fixtures.text("cosign.sig");
  private final byte[] bundle = Fixtures.bytes("bundle.json");

  private Fact legacy(Digest subject, byte[] content, String sig) {
    return LegacyCosign.verify(subject, Fixtures.layer(content, sig), content, Fixtures.keys());
  }

  private static Fact bundled(Digest subject, String text) {
    return Bundle.verify(subject, text.getBytes(StandardCharsets.UTF_8), Fixtures.keys());
  }

  private static List<String> failed(Fact fact) {
    List<String> names = new ArrayList<>();
    fact.check().parts().stream()
        .filter(part -> !part.isPassed())
        .forEach(p -> names.add(p.name()));
    return names;
  }

  /** With an exponent as long as the modulus one check takes as long as a signature. */
  @Test
  void aKeyThatIsSlowToCheckWithIsNone() throws Exception {
    BigInteger modulus =
        ((RSAPublicKey) KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic())
            .getModulus();
    byte[] slow =
        KeyFactory.getInstance("RSA")
            .generatePublic(
                new RSAPublicKeySpec(modulus, modulus.subtract(BigInteger.TWO).setBit(0)))
            .getEncoded();
    assertThat(PublicKeys.ofDer(slow)).isEmpty();
  }

  @Test
  void whatCosign2MadeIsAuthentic() {
    Fact fact = legacy(Fixtures.image(), payload, signature);
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.isAuthentic()).isTrue();
    assertThat(fact.signer()).isInstanceOf(Signer.Key.class);
    assertThat(fact.claims()).containsEntry("docker-reference", "127.0.0.1:5000/acme/app");
  }

  @Test
  void whatCosign3MadeIsAuthentic() {
    Fact fact = Bundle.verify(Fixtures.image(), bundle, Fixtures.keys());
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.isAuthentic()).isTrue();
  }

  /**
   * With keys that were not made by cosign: it takes SHA-256 for every curve, or the hash of the
   * curve's size. Ed25519ph, as cosign 3 makes it of images, verifies nowhere.
   */
  @Test
  void whatCosignMadeWithKeysOfAllKindsIsAuthentic() {
    List<String> good = new ArrayList<>();
    List<String> bad = new ArrayList<>();
    for (String line : Fixtures.text("cosign-keys.jsonl").lines().toList()) {
      JsonNode one = Json.parse(line.getBytes(StandardCharsets.UTF_8));
      Digest signed = Digest.parse(one.path("image").asText());
      PublicKeys known = PublicKeys.of(List.of(PublicKeys.read(one.path("key").asText())));
      byte[] content =
          one.path(one.has("bundle") ? "bundle" : "payload")
              .asText()
              .getBytes(StandardCharsets.UTF_8);
      Fact fact =
          one.has("bundle")
              ? Bundle.verify(signed, content, known)
              : LegacyCosign.verify(
                  signed, Fixtures.layer(content, one.path("signature").asText()), content, known);
      (failed(fact).isEmpty() ? good : bad).add(one.path("made").asText());
      assertThat(fact.isAuthentic()).isEqualTo(failed(fact).isEmpty());
    }
    assertThat(good).hasSize(10).contains("cosign 2.5.0 P384", "cosign 2.5.0 P521");
    assertThat(bad).containsExactly("cosign 3.1.1 ED25519", "cosign 3.1.1 ED25519");
  }

  /** Nothing but a signature of an image, or what is attested of one. */
  @Test
  void anotherHashThanThatOfTheCurveIsForCosignAlone() throws Exception {
    KeyPairGenerator maker = KeyPairGenerator.getInstance("EC");
    maker.initialize(384);
    KeyPair key = maker.generateKeyPair();
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(payload);
    byte[] signed = signature.sign();
    assertThat(PublicKeys.verifiesAsCosign(key.getPublic(), payload, signed)).isTrue();
    assertThat(PublicKeys.verifies(key.getPublic(), payload, signed)).isFalse();
  }

  @Test
  void aSignatureOfAnotherImageIsNoneOfThisOne() {
    Digest other = Digest.of("another".getBytes(StandardCharsets.UTF_8));
    assertThat(failed(legacy(other, payload, signature))).containsExactly("critical.image");
    assertThat(failed(Bundle.verify(other, bundle, Fixtures.keys())))
        .containsExactly("statement.subject");
    assertThat(legacy(other, payload, signature).signer()).isInstanceOf(Signer.Unknown.class);
  }

  @Test
  void aKeyThatIsNotKnownHasSignedNothing() throws Exception {
    PublicKeys others =
        PublicKeys.of(
            List.of(
                KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic(),
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic()));
    assertThat(failed(Bundle.verify(Fixtures.image(), bundle, others)))
        .containsExactly("signature");
    assertThat(
            failed(
                LegacyCosign.verify(
                    Fixtures.image(), Fixtures.layer(payload, signature), payload, others)))
        .containsExactly("signature");
    assertThat(Bundle.verify(Fixtures.image(), bundle, PublicKeys.of(List.of())).isAuthentic())
        .isFalse();
  }

  @Test
  void aPayloadThatIsNotTheManifestsIsFound() {
    byte[] other =
        new String(payload, StandardCharsets.UTF_8)
            .replace("null", "{}")
            .getBytes(StandardCharsets.UTF_8);
    Fact fact =
        LegacyCosign.verify(
            Fixtures.image(), Fixtures.layer(payload, signature), other, Fixtures.keys());
    assertThat(failed(fact)).containsExactly("payload.digest", "signature");
  }

  /** What is signed is good; the layer stands for other bytes. */
  @Test
  void aLayerStandsForItsContentAlone() {
    Descriptor good = Fixtures.layer(payload, signature);
    for (Descriptor bad :
        List.of(
            new Descriptor(
                good.mediaType(),
                Digest.of("another".getBytes(StandardCharsets.UTF_8)),
                good.size(),
                good.annotations(),
                Optional.empty(),
                Optional.empty()),
            new Descriptor(
                good.mediaType(),
                good.digest(),
                good.size() + 1,
                good.annotations(),
                Optional.empty(),
                Optional.empty()))) {
      assertThat(failed(LegacyCosign.verify(Fixtures.image(), bad, payload, Fixtures.keys())))
          .containsExactly("payload.digest");
    }
  }

  /** A bundle of the manifest's own signature, as {@code cosign sign-blob} makes it. */
  @Test
  void theSignatureOfTheManifestItselfNamesItsDigest() throws Exception {
    byte[] manifest = Fixtures.bytes("image-manifest.json");
    KeyPairGenerator maker = KeyPairGenerator.getInstance("EC");
    maker.initialize(256);
    KeyPair key = maker.generateKeyPair();
    PublicKeys known = PublicKeys.of(List.of(key.getPublic()));
    Signature signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key.getPrivate());
    signer.update(manifest);
    String made =
        """
        {"mediaType":"%s","verificationMaterial":{"publicKey":{"hint":"x"}},"messageSignature":\
        {"messageDigest":{"algorithm":"SHA2_256","digest":"%s"},"signature":"%s"}}\
        """
            .formatted(
                Bundle.MEDIA_TYPE,
                base64(HexFormat.of().parseHex(Fixtures.image().hex())),
                base64(signer.sign()));
    assertThat(failed(made, known)).isEmpty();
    assertThat(failed(made.replace("SHA2_256", "SHA2_512"), known))
        .containsExactly("message.digest");
    assertThat(failed(made.replaceFirst("\"digest\":\"[^\"]*\"", "\"digest\":\"AAAA\""), known))
        .containsExactly("message.digest");
    assertThat(
            failed(
                made.replace("\"messageSignature\"", "\"dsseEnvelope\":{},\"messageSignature\""),
                known))
        .contains("bundle.content");
    assertThat(
            failed(
                new String(bundle, StandardCharsets.UTF_8)
                    .replaceFirst("\\{", "{\"messageSignature\":{},"),
                Fixtures.keys()))
        .containsExactly("bundle.content");
  }

  private static List<String> failed(String text, PublicKeys known) {
    return failed(Bundle.verify(Fixtures.image(), text.getBytes(StandardCharsets.UTF_8), known));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Test
  void whatIsSignedForSomethingElseIsNoSignatureOfAnImage() {
    String text = new String(payload, StandardCharsets.UTF_8);
    assertThat(
            failed(
                legacy(
                    Fixtures.image(),
                    text.replace("cosign container image signature", "atomic container signature")
                        .getBytes(StandardCharsets.UTF_8),
                    signature)))
        .contains("critical.type");
    String json = new String(bundle, StandardCharsets.UTF_8);
    assertThat(failed(bundled(Fixtures.image(), json.replace("in-toto+json", "in-toto"))))
        .contains("envelope.type");
    assertThat(failed(bundled(Fixtures.image(), json.replace("v0.3", "v0.2"))))
        .containsExactly("bundle.version");
    assertThat(
            failed(
                bundled(Fixtures.image(), withStatement(json, "cosign/sign/v1", "cosign/sbom/v1"))))
        .containsExactly("signature");
  }

  private static String withStatement(String json, String from, String to) {
    int start = json.indexOf("\"payload\":\"") + 11;
    int end = json.indexOf('"', start);
    String statement =
        new String(Base64.getDecoder().decode(json.substring(start, end)), StandardCharsets.UTF_8);
    assertThat(statement).contains(from);
    return json.substring(0, start)
        + Base64.getEncoder()
            .encodeToString(statement.replace(from, to).getBytes(StandardCharsets.UTF_8))
        + json.substring(end);
  }

  @Test
  void aStatementAboutSeveralImagesIsRefused() {
    String json = new String(bundle, StandardCharsets.UTF_8);
    assertThat(
            failed(
                bundled(
                    Fixtures.image(),
                    withStatement(json, "\"annotations\":{}}]", "\"annotations\":{}},{}]"))))
        .contains("statement.subject");
  }

  @Test
  void twoSignaturesInOneEnvelopeAreRefused() {
    String json = new String(bundle, StandardCharsets.UTF_8);
    String doubled = json.replaceFirst("\"signatures\":\\[(\\{[^}]*})]", "\"signatures\":[$1,$1]");
    assertThat(doubled).isNotEqualTo(json);
    assertThat(failed(bundled(Fixtures.image(), doubled))).containsExactly("envelope.form");
  }

  @Test
  void aLayerOfAnotherTypeOrWithoutASignatureIsNone() {
    Descriptor bare =
        new Descriptor(
            "application/octet-stream",
            Digest.of(payload),
            payload.length,
            Map.of(),
            Optional.empty(),
            Optional.empty());
    assertThat(failed(LegacyCosign.verify(Fixtures.image(), bare, payload, Fixtures.keys())))
        .containsExactly("layer.type", "signature.form");
  }

  /** Every byte of what is signed and of the signature, each changed by a bit. */
  @Test
  void noChangeOfABitIsAuthentic() {
    int tried = 0;
    for (int at = 0; at < payload.length; at++) {
      byte[] changed = payload.clone();
      changed[at] ^= (byte) (1 << (at % 8));
      assertThat(legacy(Fixtures.image(), changed, signature).isAuthentic()).isFalse();
      tried++;
    }
    byte[] raw = Base64.getDecoder().decode(signature);
    for (int at = 0; at < raw.length; at++) {
      byte[] changed = raw.clone();
      changed[at] ^= (byte) (1 << (at % 8));
      assertThat(
              legacy(Fixtures.image(), payload, Base64.getEncoder().encodeToString(changed))
                  .isAuthentic())
          .isFalse();
      tried++;
    }
    assertThat(tried).isGreaterThan(300);
  }

  /** What is not signed in a bundle (spaces, the hint) may change; no digest ever does. */
  @Test
  void noChangeOfABundleMakesItSignAnotherImage() {
    Digest other = Digest.of("another".getBytes(StandardCharsets.UTF_8));
    for (int at = 0; at < bundle.length; at++) {
      byte[] changed = bundle.clone();
      changed[at] ^= (byte) (1 << (at % 8));
      assertThat(Bundle.verify(other, changed, Fixtures.keys()).isAuthentic()).isFalse();
    }
  }

  @Test
  void rubbishIsNoSignatureAndBreaksNothing() {
    for (String text : List.of("", "[]", "{}", "null", "{\"dsseEnvelope\":[]}", "{".repeat(99))) {
      assertThat(bundled(Fixtures.image(), text).isAuthentic()).isFalse();
      assertThat(legacy(Fixtures.image(), text.getBytes(StandardCharsets.UTF_8), "!").isAuthentic())
          .isFalse();
    }
  }
}
