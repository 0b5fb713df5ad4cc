package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.signatures.sigstore.SmallSigner.AT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import redoubt.ledger.merkle.Digest32;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.bundle.Bundle;
import redoubt.web.Json;

/** Bundles that a certificate of a few minutes signed, against services of this test's own. */
final class KeylessTest {

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

  /** The first check, from the leaves up, that did not pass. */
  static String failed(Fact fact) {
    return failed(fact.check()).orElse("");
  }

  private static Optional<String> failed(Check check) {
    if (check.isPassed()) {
      return Optional.empty();
    }
    return check.parts().stream()
        .map(KeylessTest::failed)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> Optional.of(check.name()));
  }

  /** The same services, written down at another time. */
  @Test
  void anIdentityHoldsAgainstEachRootThatSaysSo() {
    SigstoreTrust one = services.trust();
    TrustedRoot again =
        TrustedRoot.read(
            Json.parse(Json.bytes(services.root()))
                .toPrettyString()
                .getBytes(StandardCharsets.UTF_8));
    SigstoreTrust both =
        new SigstoreTrust(one.keys(), List.of(one.roots().getFirst(), again), one.memory());
    Fact fact = Bundle.verify(image, Json.bytes(logged()), both);
    assertThat(fact.signer())
        .isInstanceOfSatisfying(
            Signer.Identity.class,
            who ->
                assertThat(who.roots())
                    .containsExactlyInAnyOrder(one.roots().getFirst().print(), again.print()));
  }

  private Fact with(Consumer<SmallAuthority.Wanted> change) {
    SmallAuthority.Wanted wanted = new SmallAuthority.Wanted();
    change.accept(wanted);
    return verify(new SmallSigner(services, wanted).logged(SmallSigner.imageStatement(image)));
  }

  @Test
  void whatALogKnowsIsAuthenticForEver() {
    Fact fact = verify(logged());
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.signer())
        .isEqualTo(
            new Signer.Identity(
                List.of(TrustedRoot.read(Json.bytes(services.root())).print()),
                "dev@acme.test",
                "https://login.acme.test"));
    assertThat(fact.goodUntil()).isEmpty();
    assertThat(fact.attests()).isEmpty();
    assertThat(fact.claims()).containsEntry("signed-at", AT.toString());
  }

  @Test
  void whatALogOfTheSecondGenerationKnowsNeedsATimestamp() {
    ObjectNode bundle = stamped();
    assertThat(failed(verify(bundle))).isEmpty();
    ((ObjectNode) bundle.path("verificationMaterial")).remove("timestampVerificationData");
    assertThat(failed(verify(bundle))).isEqualTo("log-entry.time");
  }

  @Test
  void nothingOfItIsBelievedWithoutARoot() {
    Fact fact = Bundle.verify(image, Json.bytes(logged()), PublicKeys.of(List.of()));
    assertThat(failed(fact)).isEqualTo("certificate.authority");
  }

  @Test
  void aKnownKeyIsTheSignerWhateverItsCertificateSays() {
    PublicKeys keys = PublicKeys.of(List.of(signer.key.getPublic()));
    Fact fact = Bundle.verify(image, Json.bytes(logged()), keys);
    assertThat(fact.signer()).isInstanceOf(Signer.Key.class);
    assertThat(fact.isAuthentic()).isTrue();
  }

  @Test
  void theIssuerIsTheOneOfTheNewerField() {
    assertThat(with(wanted -> wanted.issuer = Optional.empty()).signer())
        .isInstanceOfSatisfying(
            Signer.Identity.class,
            identity -> assertThat(identity.issuer()).isEqualTo("https://old.acme.test"));
    assertThat(
            failed(
                with(wanted -> {
                  wanted.issuer = Optional.empty();
                  wanted.oldIssuer = Optional.empty();
                })))
        .isEqualTo("certificate.issuer");
    assertThat(failed(with(wanted -> wanted.issuer = Optional.of(""))))
        .isEqualTo("certificate.issuer");
  }

  @Test
  void thereIsOneIdentity() {
    GeneralName mail = new GeneralName(GeneralName.rfc822Name, "dev@acme.test");
    GeneralName uri = new GeneralName(GeneralName.uniformResourceIdentifier, "https://ci.test/a");
    assertThat(with(wanted -> wanted.names = List.of(uri)).signer())
        .isInstanceOfSatisfying(
            Signer.Identity.class,
            identity -> assertThat(identity.identity()).isEqualTo("https://ci.test/a"));
    assertThat(failed(with(wanted -> wanted.names = List.of(mail, uri))))
        .isEqualTo("certificate.identity");
    assertThat(failed(with(wanted -> wanted.names = List.of()))).isEqualTo("certificate.identity");
    assertThat(
            failed(
                with(wanted ->
                    wanted.names = List.of(new GeneralName(GeneralName.dNSName, "acme.test")))))
        .isEqualTo("certificate.identity");
  }

  @Test
  void theCertificateIsForSigningCode() {
    // Who issued it may issue for that alone; the path of the JDK does not look at the leaf's.
    assertThat(failed(with(wanted -> wanted.purpose = KeyPurposeId.id_kp_clientAuth)))
        .isEqualTo("certificate.purpose");
  }

  @Test
  void aLogOfCertificatesKnewIt() {
    assertThat(failed(with(wanted -> wanted.logged = false))).isEqualTo("certificate.log");
    assertThat(failed(with(wanted -> wanted.otherLog = Optional.of(SmallAuthority.pair()))))
        .isEqualTo("certificate.log");
    assertThat(
            failed(with(wanted -> wanted.loggedAt = SmallAuthority.BORN.minus(Duration.ofDays(1)))))
        .isEqualTo("certificate.log");
  }

  @Test
  void theCertificateWasValidWhenItWasUsed() {
    assertThat(failed(with(wanted -> wanted.from = AT.plusSeconds(1))))
        .isEqualTo("certificate.path");
    assertThat(failed(with(wanted -> wanted.from = AT.minus(Duration.ofHours(1)))))
        .isEqualTo("certificate.path");
  }

  @Test
  void everyAuthorityAndKeyCountsWhileItIsValid() {
    for (String pointer :
        List.of(
            "/tlogs/0/publicKey/validFor",
            "/ctlogs/0/publicKey/validFor",
            "/certificateAuthorities/0/validFor")) {
      ObjectNode root = services.root();
      ((ObjectNode) root.at(pointer)).put("end", AT.minus(Duration.ofHours(1)).toString());
      assertThat(Bundle.verify(image, Json.bytes(logged()), SmallSigstore.trust(root)))
          .as(pointer)
          .matches(fact -> !fact.isAuthentic());
      ((ObjectNode) root.at(pointer)).put("end", AT.toString());
      assertThat(Bundle.verify(image, Json.bytes(logged()), SmallSigstore.trust(root)))
          .as(pointer)
          .matches(Fact::isAuthentic);
    }
    for (String pointer :
        List.of("/tlogs/1/publicKey/validFor", "/timestampAuthorities/0/validFor")) {
      ObjectNode root = services.root();
      ((ObjectNode) root.at(pointer)).put("end", AT.minus(Duration.ofHours(1)).toString());
      assertThat(Bundle.verify(image, Json.bytes(stamped()), SmallSigstore.trust(root)))
          .as(pointer)
          .matches(fact -> !fact.isAuthentic());
    }
  }

  @Test
  void anotherAuthorityWithTheSameNamesIsAnother() {
    SmallSigstore others = new SmallSigstore();
    ObjectNode foreign =
        new SmallSigner(others, new SmallAuthority.Wanted())
            .logged(SmallSigner.imageStatement(image));
    assertThat(verify(foreign).isAuthentic()).isFalse();
    for (String part :
        List.of("tlogs", "ctlogs", "certificateAuthorities", "timestampAuthorities")) {
      ObjectNode root = services.root();
      root.set(part, others.root().path(part));
      SigstoreTrust trust = SmallSigstore.trust(root);
      boolean both =
          Bundle.verify(image, Json.bytes(logged()), trust).isAuthentic()
              && Bundle.verify(image, Json.bytes(stamped()), trust).isAuthentic();
      assertThat(both).as(part).isFalse();
    }
  }

  @Test
  void theEntryIsTheOneOfThisSignature() {
    ObjectNode mine = logged();
    ObjectNode other = signer.logged(SmallSigner.statement(image, Bundle.IMAGE_SIGNATURE, "{}"));
    ObjectNode mixed = mine.deepCopy();
    ((ObjectNode) mixed.path("verificationMaterial"))
        .set("tlogEntries", other.at("/verificationMaterial/tlogEntries"));
    assertThat(failed(verify(mixed))).isEqualTo("log-entry.body");
    ObjectNode newer = stamped();
    ((ObjectNode) newer.path("verificationMaterial"))
        .set("tlogEntries", stamped().at("/verificationMaterial/tlogEntries"));
    assertThat(failed(verify(newer))).isEqualTo("log-entry.body");
  }

  @Test
  void thePromiseIsTheOneOfThisEntry() {
    ObjectNode mine = logged();
    ObjectNode entry = (ObjectNode) mine.at("/verificationMaterial/tlogEntries/0");
    entry.set(
        "inclusionPromise", logged().at("/verificationMaterial/tlogEntries/0/inclusionPromise"));
    assertThat(failed(verify(mine))).isEqualTo("log-entry.promise");
    entry.remove("inclusionPromise");
    assertThat(failed(verify(mine))).isEqualTo("log-entry.time");
  }

  @Test
  void aPromiseAloneIsNotEnoughForANewBundle() {
    ObjectNode mine = logged();
    ((ObjectNode) mine.at("/verificationMaterial/tlogEntries/0")).remove("inclusionProof");
    assertThat(failed(verify(mine))).isEqualTo("bundle.entries");
    mine.put("mediaType", "application/vnd.dev.sigstore.bundle+json;version=0.1");
    assertThat(failed(verify(mine))).isEmpty();
  }

  @Test
  void aTreeOfAnotherNameOrSizeIsAnother() {
    ObjectNode mine = stamped();
    ObjectNode proof = (ObjectNode) mine.at("/verificationMaterial/tlogEntries/0/inclusionProof");
    String note = proof.at("/checkpoint/envelope").textValue();
    byte[] id =
        Base64.getDecoder()
            .decode(mine.at("/verificationMaterial/tlogEntries/0/logId/keyId").textValue());
    long size = Long.parseLong(proof.path("treeSize").textValue());
    Digest32 root = new Digest32(Base64.getDecoder().decode(proof.path("rootHash").textValue()));
    for (String[] names :
        List.of(
            new String[] {"other.test", "other.test"},
            new String[] {"log.acme.test", "other.test"},
            new String[] {"other.test", "log.acme.test"})) {
      String other = SmallSigstore.note(names[0], size, root, names[1], services.newLog, id);
      ((ObjectNode) proof.path("checkpoint")).put("envelope", other);
      assertThat(failed(verify(mine))).isEqualTo("log-entry.checkpoint");
    }
    ((ObjectNode) proof.path("checkpoint"))
        .put(
            "envelope",
            SmallSigstore.note(
                "log.acme.test", size + 1, root, "log.acme.test", services.newLog, id));
    assertThat(failed(verify(mine))).isEqualTo("log-entry.inclusion");
    ((ObjectNode) proof.path("checkpoint")).put("envelope", note);
    assertThat(failed(verify(mine))).isEmpty();
  }

  @Test
  void aTimestampIsOfThisSignatureAndByAStamper() {
    ObjectNode mine = stamped();
    ObjectNode stamp =
        (ObjectNode) mine.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps/0");
    byte[] signature =
        Base64.getDecoder().decode(mine.at("/dsseEnvelope/signatures/0/sig").textValue());
    List<byte[]> wrong =
        List.of(
            services.stamp(new byte[] {1}, AT),
            services.stamp(signature, AT.plus(Duration.ofHours(1))),
            services.stamp(signature, AT, "SHA1withECDSA"),
            new SmallSigstore().stamp(signature, AT));
    for (byte[] answer : wrong) {
      stamp.put("signedTimestamp", SmallSigstore.base64(answer));
      assertThat(verify(mine).isAuthentic()).isFalse();
    }
    stamp.put("signedTimestamp", SmallSigstore.base64(services.stamp(signature, AT)));
    assertThat(failed(verify(mine))).isEmpty();
  }

  /** So that nobody makes another certificate of it that holds as well. */
  @Test
  void aCertificateHasOneEncoding() {
    ObjectNode mine = logged();
    ObjectNode written = (ObjectNode) mine.at("/verificationMaterial/certificate");
    byte[] der = Base64.getDecoder().decode(written.path("rawBytes").textValue());
    der[der.length - signer.leaf.getSignature().length - 1] = 1;
    written.put("rawBytes", SmallSigstore.base64(der));
    assertThat(failed(verify(mine))).isEqualTo("bundle.certificate");
  }

  /** Every text in a bundle with a bit changed, cut or left out: hundreds of changes. */
  @Test
  void noChangeOfWhatIsProvenIsBelieved() {
    int tried = 0;
    for (ObjectNode good : List.of(logged(), stamped())) {
      assertThat(verify(good).isAuthentic()).isTrue();
      List<String> pointers = new ArrayList<>();
      texts("", good, pointers);
      for (String pointer : pointers) {
        for (int at = 0; at < 40; at++) {
          ObjectNode changed = good.deepCopy();
          if (change(changed, pointer, at)) {
            assertThat(verify(changed).isAuthentic())
                .as(() -> pointer + " " + changed.at(pointer) + " was " + good.at(pointer))
                .isFalse();
            tried++;
          }
        }
      }
    }
    assertThat(tried).isGreaterThan(500);
  }

  private static void texts(String pointer, JsonNode node, List<String> found) {
    if (node.isTextual()) {
      found.add(pointer);
    }
    node.properties()
        .forEach(field -> texts(pointer + "/" + field.getKey(), field.getValue(), found));
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      texts(pointer + "/" + i, node.get(i), found);
    }
  }

  /** Where an answer of this test's timestamp authority has what it signed, and its signature. */
  private static boolean isSigned(int place) {
    return (place >= 72 && place < 150) || place >= 215;
  }

  /** False when there is nothing to change that way. */
  private static boolean change(ObjectNode bundle, String pointer, int at) {
    int slash = pointer.lastIndexOf('/');
    JsonNode parent = bundle.at(pointer.substring(0, slash));
    String text = bundle.at(pointer).textValue();
    byte[] bytes;
    boolean base64 = text.length() > 40 && !text.contains(" ") && !text.contains(".");
    try {
      bytes = base64 ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (at == 0 && parent instanceof ObjectNode object) {
      object.remove(pointer.substring(slash + 1));
      return !pointer.endsWith("/logIndex");
    }
    int place = (int) ((long) at * bytes.length / 40);
    if (pointer.endsWith("/signedTimestamp") && !isSigned(place)) {
      return false;
    }
    bytes[place] ^= (byte) (base64 ? 1 << (at % 8) : 1);
    String changed =
        base64 ? SmallSigstore.base64(bytes) : new String(bytes, StandardCharsets.UTF_8);
    if (parent instanceof ObjectNode object) {
      object.put(pointer.substring(slash + 1), changed);
    } else {
      ((ArrayNode) parent).set(Integer.parseInt(pointer.substring(slash + 1)), changed);
    }
    return true;
  }

  @Test
  void thousandsOfEntriesOrTimestampsAreRefusedUnread() {
    ObjectNode many = stamped();
    ArrayNode entries = (ArrayNode) many.at("/verificationMaterial/tlogEntries");
    JsonNode entry = entries.get(0);
    for (int i = 0; i < 5_000; i++) {
      entries.add(entry);
    }
    assertThat(failed(verify(many))).isEqualTo("bundle.entries");
    ObjectNode stamps = stamped();
    ArrayNode all =
        (ArrayNode) stamps.at("/verificationMaterial/timestampVerificationData/rfc3161Timestamps");
    JsonNode stamp = all.get(0);
    for (int i = 0; i < 5_000; i++) {
      all.add(stamp);
    }
    assertThat(failed(verify(stamps))).isEqualTo("bundle.timestamps");
    assertThat(
            failed(
                Bundle.verify(
                    image,
                    "[".repeat(1_000_000).getBytes(StandardCharsets.UTF_8),
                    services.trust())))
        .isEqualTo("bundle.json");
  }

  @Test
  void whatWasFoundToHoldIsNotLookedAtAgainAndWhatWasNotIs() {
    SigstoreTrust trust = services.trust();
    ObjectNode good = logged();
    assertThat(Bundle.verify(image, Json.bytes(good), trust).isAuthentic()).isTrue();
    long looks = trust.memory().looks();
    assertThat(looks).isPositive();
    assertThat(Bundle.verify(image, Json.bytes(good), trust).isAuthentic()).isTrue();
    assertThat(trust.memory().looks()).isEqualTo(looks);
    ObjectNode bad = good.deepCopy();
    ((ObjectNode) bad.at("/verificationMaterial/tlogEntries/0"))
        .put("integratedTime", "1780315501");
    assertThat(Bundle.verify(image, Json.bytes(bad), trust).isAuthentic()).isFalse();
    long once = trust.memory().looks();
    assertThat(once).isGreaterThan(looks);
    assertThat(Bundle.verify(image, Json.bytes(bad), trust).isAuthentic()).isFalse();
    // What was good of it is known, and what was not is looked at again.
    assertThat(trust.memory().looks()).isGreaterThan(once).isLessThan(2 * once - looks + 1);
  }
}
