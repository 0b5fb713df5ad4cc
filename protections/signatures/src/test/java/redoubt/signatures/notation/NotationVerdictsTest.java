package redoubt.signatures.notation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.crypto.DerCertificate;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;
import redoubt.signatures.trust.Verdict;
import redoubt.signatures.x509.TestAuthority;
import redoubt.signatures.x509.TestClock;
import redoubt.web.Json;

/** Who of a namespace's signers a signature of the Notary Project is of, and whether it counts. */
final class NotationVerdictsTest {
  @AutoClose private final Room room = new Room();
  private final TestAuthority.Party root = TestAuthority.authority("Root", 2).alone();
  private final TestAuthority.Party team =
      TestAuthority.authority("Team", 1).subject("C=US,O=Acme,CN=Team").by(root);

  private static String pem(TestAuthority.Party party) {
    return "-----BEGIN CERTIFICATE-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(party.encoded().getFirst())
        + "\n-----END CERTIFICATE-----\n";
  }

  private void trust(String name, TestAuthority.Party authority, Map<String, String> terms) {
    room.signers()
        .add(Room.TENANT, "team", "manager", name, SignerKind.CERTIFICATE, pem(authority), terms);
  }

  private void revoke(String name) {
    room.signers().revoke(Room.TENANT, "team", "manager", name, "");
  }

  private void at(Instant when) {
    room.clock().set(when);
  }

  private Digest image() {
    return room.push("app");
  }

  private Descriptor described(Digest image) {
    Manifest manifest = room.shelf().manifest(Room.APP, image).orElseThrow();
    return new Descriptor(manifest.mediaType(), image, manifest.bytes().length);
  }

  private void push(Digest image, TestNotary signing) {
    byte[] envelope = signing.jws();
    Map<String, Object> fields =
        new TreeMap<>(
            Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaTypes.OCI_MANIFEST,
                "artifactType",
                Notation.TYPE,
                "config",
                view(MediaTypes.OCI_CONFIG, Digest.of((byte) 1), 1),
                "layers",
                List.of(view(Notation.JWS, room.shelf().blob(envelope), envelope.length)),
                "subject",
                view(MediaTypes.OCI_MANIFEST, image, 1)));
    Digest digest =
        room.shelf().put(Room.APP, Manifest.read(Json.bytes(fields), MediaTypes.OCI_MANIFEST));
    room.verdicts().arrived(Room.TENANT, Room.APP, digest, Optional.empty());
  }

  private static Map<String, Object> view(String type, Digest digest, long size) {
    return Map.of("mediaType", type, "digest", digest.toString(), "size", size);
  }

  private TestNotary by(TestAuthority.Party leaf, Digest image) {
    return new TestNotary(leaf, described(image));
  }

  private Verdict verdict(Digest image) {
    return room.verdict(image);
  }

  private static String publicKey(TestAuthority.Party party) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'})
            .encodeToString(
                DerCertificate.read(party.encoded().getFirst())
                    .orElseThrow()
                    .getPublicKey()
                    .getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  private void trustKey(String name, TestAuthority.Party party) {
    room.signers()
        .add(Room.TENANT, "team", "manager", name, SignerKind.KEY, publicKey(party), Map.of());
  }

  /** One key may sign as cosign does, and in a certificate. */
  @Test
  void aKeyThatWasRevokedCountsInNoCertificate() {
    at(TestAuthority.NOW);
    TestAuthority.Party leaf = TestAuthority.leaf("P-256").by(team);
    trust("corp", root, Map.of());
    trustKey("release", leaf);
    Digest image = image();
    push(image, by(leaf, image));
    assertThat(verdict(image).trusted()).isTrue();

    revoke("release");

    assertThat(verdict(image).trusted()).isFalse();
    assertThat(verdict(image).said()).contains("It is of release, who was revoked as a signer.");
  }

  @Test
  void whatHasTheKeyOfSomebodyRevokedBecomesNoSigner() {
    at(TestAuthority.NOW);
    TestAuthority.Party self = TestAuthority.leaf("P-256").alone();
    trust("release-x509", self, Map.of());
    revoke("release-x509");
    assertThatThrownBy(() -> trustKey("release", self)).hasMessageContaining("release-x509");
  }

  @Test
  void anAuthorityBelowAnotherThatIsKnownTooStillCounts() {
    at(TestAuthority.NOW);
    trust("corp", root, Map.of("subject", "O=Ops"));
    trust("team", team, Map.of());
    Digest image = image();
    push(image, by(TestAuthority.leaf("P-256").by(team), image));
    assertThat(verdict(image).signers()).containsExactly("team");
  }

  @Test
  void aSubjectThatNamesAnAttributeTwiceIsNone() {
    assertThatThrownBy(() -> trust("twice", root, Map.of("subject", "O=Ops,O=Acme")))
        .hasMessageContaining("has an attribute twice");
    assertThatThrownBy(() -> trust("nothing", root, Map.of("subject", "")))
        .hasMessageContaining("no distinguished name");
  }

  @Test
  void anAuthorityThatWasRevokedTakesWhatIsBelowItWithIt() {
    at(TestAuthority.NOW);
    trust("acme", root, Map.of());
    trust("team", team, Map.of());
    Digest image = image();
    push(image, by(TestAuthority.leaf("P-256").by(team), image));
    assertThat(verdict(image).trusted()).isTrue();
    revoke("team");
    assertThat(verdict(image).said()).isEqualTo("It is of team, who was revoked as a signer.");
  }

  /** Whoever has taken over one signer's clock could else date what others have signed. */
  @Test
  void aTimestampCountsForWhoBelievesItsAuthority() {
    TestAuthority.Party time =
        TestAuthority.authority("Time", 1)
            .valid(TestAuthority.START, TestAuthority.END.plus(Duration.ofDays(999)))
            .alone();
    TestAuthority.Party clock = TestAuthority.clock().by(time);
    at(TestAuthority.NOW);
    trust("acme", root, Map.of());
    trust(
        "old", TestAuthority.authority("Old", 1).alone(), Map.of("timestampAuthority", pem(time)));
    Digest image = image();
    push(
        image,
        by(TestAuthority.leaf("P-256").by(root), image)
            .stamped(signature -> TestClock.stamp(clock, signature, TestAuthority.NOW)));
    assertThat(verdict(image).trusted()).isTrue();
    at(TestAuthority.END.plus(Duration.ofDays(1)));
    assertThat(verdict(image).said()).startsWith("It is of acme, and expired at 2027-01-01");
  }

  @Test
  void aSignatureWhoseTimeHasNotComeCountsFromThenOn() {
    Instant from = TestAuthority.NOW.plusSeconds(20);
    at(TestAuthority.NOW);
    trust("acme", root, Map.of());
    Digest image = image();
    push(image, by(TestAuthority.leaf("P-256").valid(from, TestAuthority.END).by(root), image));
    assertThat(verdict(image).trusted()).isFalse();
    at(from.plusSeconds(1));
    room.verdicts().catchUp();
    assertThat(verdict(image).trusted()).isTrue();
    assertThat(room.told()).containsExactly("true acme");
  }

  @Test
  void thatNobodyWasAskedForRevocationIsNotPassedOver() {
    at(TestAuthority.NOW);
    trust("acme", root, Map.of());
    Digest image = image();
    CRLDistPoint list =
        new CRLDistPoint(
            new DistributionPoint[] {
              new DistributionPoint(
                  new DistributionPointName(
                      new GeneralNames(
                          new GeneralName(
                              GeneralName.uniformResourceIdentifier, "http://acme.test/crl"))),
                  null,
                  null)
            });
    push(
        image,
        by(
            TestAuthority.leaf("P-256").with(Extension.cRLDistributionPoints, false, list).by(root),
            image));
    assertThat(verdict(image).said()).contains("nobody was asked whether its certificates");
    trust("anyway", root, Map.of("revocation", "unchecked"));
    room.verdicts().catchUp();
    assertThat(verdict(image).signers()).containsExactly("anyway");
  }

  @Test
  void oneKeyUnderTwoKindsIsOneSigner() {
    at(TestAuthority.NOW);
    TestAuthority.Party leaf = TestAuthority.leaf("P-256").by(root);
    Signing ci = new Signing(leaf.keys());
    trust("acme", root, Map.of());
    room.trust("ci", ci);
    room.policies()
        .set(
            Room.TENANT,
            "team",
            "manager",
            Json.parse(Json.bytes(Map.of("requirements", List.of(Map.of("threshold", 2))))));
    Digest image = image();
    push(image, by(leaf, image));
    room.sign(ci, image, "the same person");
    assertThat(verdict(image).said())
        .isEqualTo(
            "Only 1 of 2 signers have signed it: several of those below have one key, and count"
                + " once.");
    Signing release = Signing.somebody();
    room.trust("release", release);
    room.sign(release, image, "another one");
    assertThat(verdict(image).trusted()).isTrue();
  }

  private void document(String level, String store) {
    room.policies()
        .set(
            Room.TENANT,
            "team",
            "manager",
            Json.parse(
                """
                {"requirements":[{"registry":"registry.test","notation":{"version":"1.0","trustPolicies":[
                  {"name":"app","registryScopes":["registry.test/team/app"],
                   "signatureVerification":{"level":"%s"},
                   "trustStores":["%s"],"trustedIdentities":["x509.subject: C=US, ST=WA, O=Acme"]},
                  {"name":"rest","registryScopes":["registry.test/team/open"],
                   "signatureVerification":{"level":"skip"}}]}}]}
                """
                    .formatted(level, store)
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Test
  void aTrustPolicyOfTheNotaryProjectIsARequirement() {
    at(TestAuthority.NOW);
    trust("acme", root, Map.of());
    Digest image = image();
    document("strict", "ca:acme");
    assertThat(verdict(image).said()).isEqualTo("There is no signature of this kind.");
    push(image, by(TestAuthority.leaf("P-256").by(root), image));
    assertThat(verdict(image).signers()).containsExactly("acme");
    document("strict", "ca:nobody");
    assertThat(verdict(image).said())
        .isEqualTo("Its certificates lead to no authority in the stores that the policy names.");
    document("audit", "ca:nobody");
    assertThat(verdict(image).trusted()).isTrue();
    document("strict", "ca:acme");
    revoke("acme");
    assertThat(verdict(image).trusted()).isFalse();
  }
}
