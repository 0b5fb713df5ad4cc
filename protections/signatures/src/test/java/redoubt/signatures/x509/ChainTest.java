package redoubt.signatures.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.crypto.DerCertificate;
import redoubt.signatures.Check;

/** What a chain of certificates has to be before its leaf signs code. */
final class ChainTest {
  private final TestAuthority.Party root = TestAuthority.authority("Root", 2).alone();
  private final TestAuthority.Party middle = TestAuthority.authority("Middle", 0).by(root);

  private static List<String> failed(TestAuthority.Party party) {
    return failed(party.encoded());
  }

  private static List<String> failed(List<byte[]> ders) {
    Check check = Chain.read(ders).orElseThrow().codeSigning();
    List<String> names = new ArrayList<>();
    check.parts().stream().filter(part -> !part.isPassed()).forEach(p -> names.add(p.name()));
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"P-256", "P-384", "P-521", "RSA-2048", "RSA-3072"})
  void aLeafWithItsAuthoritiesIsGood(String key) {
    assertThat(failed(TestAuthority.leaf(key).by(middle))).isEmpty();
    assertThat(failed(TestAuthority.leaf(key).by(root))).isEmpty();
  }

  /** So that nobody makes another certificate of it that holds as well. */
  @ParameterizedTest
  @ValueSource(strings = {"P-256", "RSA-2048"})
  void aSignatureLeavesNoBitsUnused(String key) {
    byte[] der = TestAuthority.leaf("P-256").by(authority(key)).encoded().getFirst();
    int signature = DerCertificate.read(der).orElseThrow().getSignature().length;
    for (int unused = 1; unused < 8; unused++) {
      byte[] changed = der.clone();
      changed[der.length - signature - 1] = (byte) unused;
      assertThat(DerCertificate.read(changed)).isEmpty();
    }
  }

  private static TestAuthority.Party authority(String key) {
    return TestAuthority.authority("Other", 1).key(key).alone();
  }

  @Test
  void aCertificateThatSignedItselfMayStandAlone() {
    assertThat(failed(TestAuthority.leaf("P-256").alone())).isEmpty();
  }

  @Test
  void anAuthorityIsNoLeaf() {
    assertThat(failed(middle)).contains("certificates.leaf");
    assertThat(failed(root)).contains("certificates.leaf");
  }

  @Test
  void aLeafThatMayIssueCertificatesIsRefused() {
    assertThat(
            failed(
                TestAuthority.leaf("P-256")
                    .with(
                        TestAuthority.KEY_USAGE,
                        true,
                        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign))
                    .by(middle)))
        .containsExactly("certificates.leaf");
    assertThat(
            failed(
                TestAuthority.leaf("P-256")
                    .with(TestAuthority.CONSTRAINTS, true, new BasicConstraints(true))
                    .by(root)))
        .contains("certificates.leaf");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        KeyUsage.keyEncipherment,
        KeyUsage.dataEncipherment,
        KeyUsage.keyAgreement,
        KeyUsage.keyCertSign,
        KeyUsage.cRLSign,
        KeyUsage.encipherOnly,
        KeyUsage.decipherOnly
      })
  void aLeafWhoseKeyDoesMoreThanSignIsRefused(int usage) {
    assertThat(
            failed(
                TestAuthority.leaf("P-256")
                    .with(
                        TestAuthority.KEY_USAGE,
                        true,
                        new KeyUsage(KeyUsage.digitalSignature | usage))
                    .by(middle)))
        .containsExactly("certificates.leaf");
  }

  @Test
  void aLeafNeedsACriticalKeyUsage() {
    assertThat(failed(TestAuthority.leaf("P-256").without(TestAuthority.KEY_USAGE).by(middle)))
        .containsExactly("certificates.leaf");
    assertThat(
            failed(
                TestAuthority.leaf("P-256")
                    .with(TestAuthority.KEY_USAGE, false, new KeyUsage(KeyUsage.digitalSignature))
                    .by(middle)))
        .containsExactly("certificates.leaf");
    assertThat(
            failed(
                TestAuthority.leaf("P-256")
                    .with(TestAuthority.KEY_USAGE, true, new KeyUsage(KeyUsage.nonRepudiation))
                    .by(middle)))
        .containsExactly("certificates.leaf");
  }

  @Test
  void aLeafForAnotherPurposeIsRefused() {
    for (KeyPurposeId purpose :
        List.of(
            KeyPurposeId.anyExtendedKeyUsage,
            KeyPurposeId.id_kp_serverAuth,
            KeyPurposeId.id_kp_clientAuth,
            KeyPurposeId.id_kp_emailProtection,
            KeyPurposeId.id_kp_timeStamping,
            KeyPurposeId.id_kp_OCSPSigning)) {
      ExtendedKeyUsage usage =
          new ExtendedKeyUsage(new KeyPurposeId[] {KeyPurposeId.id_kp_codeSigning, purpose});
      assertThat(
              failed(
                  TestAuthority.leaf("P-256").with(TestAuthority.PURPOSE, false, usage).by(root)))
          .as(purpose.getId())
          .containsExactly("certificates.purpose");
    }
    assertThat(failed(TestAuthority.leaf("P-256").without(TestAuthority.PURPOSE).by(root)))
        .isEmpty();
  }

  @Test
  void sha1IsRefusedAnywhere() {
    assertThat(failed(TestAuthority.leaf("P-256").hash("SHA1").by(root)))
        .contains("certificates.strength");
    TestAuthority.Party old = TestAuthority.authority("Old", 1).hash("SHA1").alone();
    assertThat(failed(TestAuthority.leaf("P-256").by(old))).contains("certificates.strength");
  }

  @Test
  void aShortKeyIsRefused() {
    assertThat(failed(TestAuthority.leaf("RSA-1024").by(root))).contains("certificates.strength");
    TestAuthority.Party weak = TestAuthority.authority("Weak", 1).key("RSA-1024 weak").alone();
    assertThat(failed(TestAuthority.leaf("P-256").by(weak))).contains("certificates.strength");
  }

  @Test
  void whoMayNotIssueHasIssuedNothing() {
    TestAuthority.Party leaf = TestAuthority.leaf("P-256 issuer").by(root);
    assertThat(failed(TestAuthority.leaf("P-256").by(leaf))).contains("certificates.authorities");
    TestAuthority.Party plain =
        TestAuthority.authority("Plain", 1)
            .with(TestAuthority.CONSTRAINTS, false, new BasicConstraints(1))
            .alone();
    assertThat(failed(TestAuthority.leaf("P-256").by(plain)))
        .containsExactly("certificates.authorities");
    TestAuthority.Party unsaid =
        TestAuthority.authority("Unsaid", 1).without(TestAuthority.KEY_USAGE).alone();
    assertThat(failed(TestAuthority.leaf("P-256").by(unsaid))).contains("certificates.authorities");
  }

  @Test
  void anAuthorityIssuesNoMoreThanItsPathAllows() {
    TestAuthority.Party second = TestAuthority.authority("Second", 0).by(middle);
    assertThat(failed(TestAuthority.leaf("P-256").by(second)))
        .containsExactly("certificates.authorities", "certificates.path");
  }

  @Test
  void theOrderIsFixedAndTheRootIsThere() {
    TestAuthority.Party leaf = TestAuthority.leaf("P-256").by(middle);
    List<byte[]> all = leaf.encoded();
    assertThat(failed(List.of(all.get(0), all.get(2), all.get(1)))).contains("certificates.order");
    assertThat(failed(List.of(all.get(0), all.get(1)))).contains("certificates.order");
    assertThat(failed(List.of(all.get(0), all.get(1), all.get(2), all.get(2))))
        .contains("certificates.order");
    assertThat(failed(List.of(all.get(0)))).contains("certificates.order");
  }

  @Test
  void anotherAuthorityOfTheSameNameIsAnotherOne() {
    TestAuthority.Party twin = TestAuthority.authority("Root", 2).key("P-256 twin").alone();
    List<byte[]> all = new ArrayList<>(TestAuthority.leaf("P-256").by(root).encoded());
    all.set(1, twin.encoded().getFirst());
    assertThat(failed(all)).contains("certificates.order");
  }

  @Test
  void anExtensionThatHasToBeUnderstoodAndIsNotIsRefused() {
    assertThat(
            failed(
                TestAuthority.leaf("P-256")
                    .with(new ASN1ObjectIdentifier("1.2.3.4.5"), true, DERNull.INSTANCE)
                    .by(middle)))
        .containsExactly("certificates.path");
  }

  @Test
  void namesAreThoseThatTheAuthoritiesAllow() {
    NameConstraints acme =
        new NameConstraints(
            new GeneralSubtree[] {
              new GeneralSubtree(new GeneralName(new X500Name("C=US,ST=WA,O=Acme")))
            },
            null);
    for (String subject : List.of("C=US,ST=WA,O=Acme,CN=Signer", "C=US,ST=WA,O=Other,CN=Signer")) {
      TestAuthority.Party leaf =
          TestAuthority.leaf("P-256")
              .subject(subject)
              .by(
                  TestAuthority.authority("Root", 2)
                      .with(Extension.nameConstraints, true, acme)
                      .alone());
      assertThat(failed(leaf))
          .isEqualTo(subject.contains("Other") ? List.of("certificates.path") : List.of());
    }
  }

  @Test
  void certificatesThatAreNeverValidTogetherAreRefused() {
    assertThat(
            failed(
                TestAuthority.leaf("P-256")
                    .valid(
                        TestAuthority.END.plus(Duration.ofDays(1)),
                        TestAuthority.END.plus(Duration.ofDays(2)))
                    .by(root)))
        .containsExactly("certificates.path");
  }

  @Test
  void aChainIsValidWhileAllOfItIs() {
    Chain chain =
        Chain.read(
                TestAuthority.leaf("P-256")
                    .valid(
                        TestAuthority.START.plus(Duration.ofDays(10)),
                        TestAuthority.END.plus(Duration.ofDays(10)))
                    .by(root)
                    .encoded())
            .orElseThrow();
    assertThat(chain.from()).isEqualTo(TestAuthority.START.plus(Duration.ofDays(10)));
    assertThat(chain.until()).isEqualTo(TestAuthority.END);
  }

  @Test
  void rubbishIsNoChain() {
    byte[] der = root.encoded().getFirst();
    byte[] longer = java.util.Arrays.copyOf(der, der.length + 1);
    assertThat(Chain.read(List.of())).isEmpty();
    assertThat(Chain.read(List.of(new byte[0]))).isEmpty();
    assertThat(Chain.read(List.of(longer))).isEmpty();
    assertThat(Chain.read(java.util.Collections.nCopies(11, der))).isEmpty();
  }
}
