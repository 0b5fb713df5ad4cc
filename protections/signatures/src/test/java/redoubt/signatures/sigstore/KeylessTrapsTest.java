package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static redoubt.signatures.sigstore.KeylessTest.failed;
import static redoubt.signatures.sigstore.SmallSigner.AT;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.OtherName;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.ledger.merkle.Digest32;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.bundle.Bundle;
import redoubt.web.Json;

/** Bundles of which one thing is not as it should be, and all else is. */
final class KeylessTrapsTest {
  private final SmallSigstore services = new SmallSigstore();
  private final Digest image = Digest.of("image".getBytes(StandardCharsets.UTF_8));
  private final SmallSigner signer = new SmallSigner(services, new SmallAuthority.Wanted());

  private ObjectNode logged() {
    return signer.logged(SmallSigner.imageStatement(image));
  }

  private ObjectNode stamped() {
    return signer.stamped(SmallSigner.imageStatement(image));
  }

  private Fact verify(ObjectNode bundle) {
    return Bundle.verify(image, Json.bytes(bundle), services.trust());
  }

  private Fact with(Consumer<SmallAuthority.Wanted> change) {
    SmallAuthority.Wanted wanted = new SmallAuthority.Wanted();
    change.accept(wanted);
    return verify(new SmallSigner(services, wanted).logged(SmallSigner.imageStatement(image)));
  }

  /** A log holds what it was given, whether it is true or not. */
  @Test
  void theKeyOfTheCertificateMadeTheSignature() {
    KeyPair thief = SmallAuthority.pair();
    SmallSigner forged =
        new SmallSigner(
            services,
            new SmallAuthority.Wanted(),
            SmallAuthority.pair(),
            message -> SmallAuthority.sign(thief, message));
    byte[] statement = SmallSigner.imageStatement(image);
    assertThat(failed(verify(forged.logged(statement)))).isEqualTo("signature");
    assertThat(failed(verify(forged.stamped(statement)))).isEqualTo("signature");
  }

  @Test
  void theCertificateSignsAndIssuesNothing() {
    assertThat(failed(with(wanted -> wanted.withoutPurpose = true)))
        .isEqualTo("certificate.purpose");
    assertThat(failed(with(wanted -> wanted.mayIssue = true))).isEqualTo("certificate.purpose");
    assertThat(failed(with(wanted -> wanted.keyUsage = KeyUsage.keyEncipherment)))
        .isEqualTo("certificate.purpose");
  }

  /** Fulcio's OID 1.8 is a UTF8String, and no other field stands for it when it is there. */
  @Test
  void theIssuerIsWrittenInOneWay() {
    assertThat(failed(with(wanted -> wanted.issuerInAnotherAlphabet = true)))
        .isEqualTo("certificate.issuer");
  }

  @Test
  void aNameOfAnotherKindIsTheOneOfFulcio() {
    for (String oid : List.of("1.3.6.1.4.1.57264.1.7", "1.3.6.1.4.1.311.20.2.3")) {
      GeneralName other =
          new GeneralName(
              GeneralName.otherName,
              new OtherName(new ASN1ObjectIdentifier(oid), new DERUTF8String("dev")));
      assertThat(failed(with(wanted -> wanted.names = List.of(other))))
          .isEqualTo(oid.endsWith(".1.7") ? "" : "certificate.identity");
    }
  }

  @Test
  void aBundleHasOneCertificateOrOneChain() {
    ObjectNode both = logged();
    ((ObjectNode) both.path("verificationMaterial"))
        .putObject("x509CertificateChain")
        .putArray("certificates")
        .add(both.at("/verificationMaterial/certificate"));
    assertThat(failed(verify(both))).isEqualTo("bundle.certificate");
    ((ObjectNode) both.path("verificationMaterial")).remove("certificate");
    assertThat(failed(verify(both))).isEmpty();
    ((ArrayNode) both.at("/verificationMaterial/x509CertificateChain/certificates"))
        .addObject()
        .put("rawBytes", SmallSigstore.base64(SmallSigstore.der(services.authority.root)));
    assertThat(failed(verify(both))).isEqualTo("bundle.certificate");
  }

  @Test
  void aStatementIsOneOfAVersionThatIsKnown() {
    String statement = new String(SmallSigner.imageStatement(image), StandardCharsets.UTF_8);
    for (String other : List.of("v0.1", "v2")) {
      byte[] bytes =
          statement.replace("Statement/v1", "Statement/" + other).getBytes(StandardCharsets.UTF_8);
      assertThat(failed(verify(signer.logged(bytes)))).isEqualTo("statement.type");
    }
    String attested =
        new String(
            SmallSigner.statement(image, "https://acme.test/tested", "{}"), StandardCharsets.UTF_8);
    for (String other : List.of("v0.1", "v2")) {
      byte[] bytes =
          attested.replace("Statement/v1", "Statement/" + other).getBytes(StandardCharsets.UTF_8);
      assertThat(failed(verify(signer.logged(bytes))))
          .isEqualTo(other.equals("v2") ? "statement.type" : "");
    }
  }

  @Test
  void aStatementSaysWhatItIs() {
    String statement = new String(SmallSigner.imageStatement(image), StandardCharsets.UTF_8);
    for (String type : List.of("", " ", "x".repeat(513))) {
      byte[] bytes =
          statement.replace(Bundle.IMAGE_SIGNATURE, type).getBytes(StandardCharsets.UTF_8);
      assertThat(failed(verify(signer.logged(bytes)))).isEqualTo("statement.predicate");
    }
  }

  @Test
  void aStatementNamesTheDigestUnderItsAlgorithm() {
    byte[] wrong =
        new String(SmallSigner.imageStatement(image), StandardCharsets.UTF_8)
            .replace("\"sha256\":", "\"sha512\":")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(failed(verify(signer.logged(wrong)))).isEqualTo("statement.subject");
  }

  /** One that does not hold takes those with it that do. */
  @Test
  void everyTimestampHasToHold() {
    ObjectNode mine = stamped();
    byte[] signature =
        Base64.getDecoder().decode(mine.at("/dsseEnvelope/signatures/0/sig").textValue());
    ArrayNode stamps =
        (ArrayNode) mine.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps");
    stamps
        .addObject()
        .put("signedTimestamp", SmallSigstore.base64(services.stamp(signature, AT.plusSeconds(1))));
    assertThat(failed(verify(mine))).isEmpty();
    stamps
        .addObject()
        .put("signedTimestamp", SmallSigstore.base64(new SmallSigstore().stamp(signature, AT)));
    assertThat(failed(verify(mine))).isEqualTo("timestamp");
  }

  /** The tree's number is in the name of each tree of the first generation. */
  @Test
  void aTreeOfTheFirstGenerationHasItsNumber() {
    ObjectNode mine = logged();
    ObjectNode proof = (ObjectNode) mine.at("/verificationMaterial/tlogEntries/0/inclusionProof");
    byte[] id =
        Base64.getDecoder()
            .decode(mine.at("/verificationMaterial/tlogEntries/0/logId/keyId").textValue());
    long size = Long.parseLong(proof.path("treeSize").textValue());
    Digest32 root = new Digest32(Base64.getDecoder().decode(proof.path("rootHash").textValue()));
    for (String origin : List.of("rekor.acme.test - 4711", "rekor.acme.test")) {
      ((ObjectNode) proof.path("checkpoint"))
          .put(
              "envelope",
              SmallSigstore.note(origin, size, root, "rekor.acme.test", services.oldLog, id));
      assertThat(failed(verify(mine)))
          .isEqualTo(origin.contains("-") ? "" : "log-entry.checkpoint");
    }
  }

  /** Its promise may be made of any time, as it knows none. */
  @Test
  void aPromiseOfALogOfTheSecondGenerationTellsNoTime() {
    ObjectNode mine = stamped();
    ((ObjectNode) mine.path("verificationMaterial")).remove("timestampVerificationData");
    ObjectNode entry = (ObjectNode) mine.at("/verificationMaterial/tlogEntries/0");
    String said =
        "{\"body\":\"%s\",\"integratedTime\":%d,\"logID\":\"%s\",\"logIndex\":%s}"
            .formatted(
                entry.path("canonicalizedBody").textValue(),
                AT.getEpochSecond(),
                HexFormat.of()
                    .formatHex(Base64.getDecoder().decode(entry.at("/logId/keyId").textValue())),
                entry.path("logIndex").textValue());
    entry.put("integratedTime", Long.toString(AT.getEpochSecond()));
    entry
        .putObject("inclusionPromise")
        .put(
            "signedEntryTimestamp",
            SmallSigstore.base64(
                SmallAuthority.sign(services.newLog, said.getBytes(StandardCharsets.UTF_8))));
    assertThat(failed(verify(mine))).isEqualTo("log-entry.time");
  }

  @Test
  void aTrustedRootHasItsMediaType() {
    ObjectNode root = services.root().put("mediaType", "application/json");
    assertThatThrownBy(() -> SmallSigstore.trust(root))
        .isInstanceOfSatisfying(
            Failure.class, bad -> assertThat(bad.code()).isEqualTo("signatures.bad-trusted-root"));
  }
}
