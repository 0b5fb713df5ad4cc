package redoubt.signatures.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import redoubt.signatures.x509.TestAuthority;

/** What an authority's own certificate says binds all that is below it, the root's too. */
final class PathsTest {
  private static Optional<List<X509Certificate>> path(TestAuthority.Party leaf) {
    return Paths.path(
        leaf.certificate(),
        leaf.chain().subList(1, leaf.chain().size() - 1),
        leaf.root(),
        Paths.SIGN_CODE,
        TestAuthority.NOW);
  }

  private static TestAuthority root(int below) {
    return TestAuthority.authority("Root", below);
  }

  private static TestAuthority middle() {
    return TestAuthority.authority("Middle", 0);
  }

  private static TestAuthority dev(String mail) {
    return TestAuthority.leaf("P-256 dev")
        .with(
            Extension.subjectAlternativeName,
            true,
            new GeneralNames(new GeneralName(GeneralName.rfc822Name, mail)));
  }

  private static TestAuthority.Party below(TestAuthority root) {
    return dev("dev@acme.test").by(middle().by(root.alone()));
  }

  @Test
  void aGoodOneLeadsFromTheLeafToTheRoot() {
    TestAuthority.Party leaf = below(root(1));
    assertThat(path(leaf)).hasValue(leaf.chain());
    assertThat(path(dev("dev@acme.test").by(root(0).alone()))).isPresent();
  }

  @Test
  void aRootIssuesNoMoreThanItsPathAllows() {
    assertThat(path(below(root(0)))).isEmpty();
  }

  @Test
  void whoMayNotIssueIsNoRoot() {
    assertThat(path(below(root(1).without(TestAuthority.CONSTRAINTS)))).isEmpty();
    assertThat(
            path(
                below(
                    root(1)
                        .with(
                            TestAuthority.KEY_USAGE,
                            true,
                            new KeyUsage(KeyUsage.digitalSignature)))))
        .isEmpty();
  }

  @Test
  void aRootForAnotherPurposeIsNone() {
    assertThat(
            path(
                below(
                    root(1)
                        .with(
                            TestAuthority.PURPOSE,
                            false,
                            new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping)))))
        .isEmpty();
    assertThat(
            path(
                below(
                    root(1)
                        .with(
                            TestAuthority.PURPOSE,
                            false,
                            new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning)))))
        .isPresent();
  }

  @Test
  void everyCertificateIsValidThen() {
    Instant early = TestAuthority.NOW.minusSeconds(1);
    Instant late = TestAuthority.NOW.plusSeconds(1);
    assertThat(path(below(root(1).valid(TestAuthority.START, early)))).isEmpty();
    assertThat(path(below(root(1).valid(late, TestAuthority.END)))).isEmpty();
    assertThat(path(below(root(1).valid(TestAuthority.START, TestAuthority.NOW)))).isPresent();
    TestAuthority.Party root = root(1).alone();
    assertThat(path(dev("a@acme.test").by(middle().valid(TestAuthority.START, early).by(root))))
        .isEmpty();
    assertThat(path(dev("a@acme.test").valid(TestAuthority.START, early).by(middle().by(root))))
        .isEmpty();
  }

  @Test
  void whoIsBetweenMayIssueForThePurpose() {
    assertThat(
            path(
                dev("dev@acme.test")
                    .by(
                        middle()
                            .with(
                                TestAuthority.PURPOSE,
                                false,
                                new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
                            .by(root(1).alone()))))
        .isEmpty();
  }

  private static NameConstraints permitted(GeneralName name) {
    return new NameConstraints(new GeneralSubtree[] {new GeneralSubtree(name)}, null);
  }

  @Test
  void namesAreThoseThatTheRootAllows() {
    NameConstraints acme = permitted(new GeneralName(GeneralName.rfc822Name, "acme.test"));
    NameConstraints notAcme =
        new NameConstraints(
            null,
            new GeneralSubtree[] {
              new GeneralSubtree(new GeneralName(GeneralName.rfc822Name, "acme.test"))
            });
    TestAuthority limited = root(1).with(Extension.nameConstraints, true, acme);
    assertThat(path(below(limited))).isPresent();
    assertThat(path(dev("dev@evil.test").by(middle().by(limited.alone())))).isEmpty();
    assertThat(path(below(root(1).with(Extension.nameConstraints, true, notAcme)))).isEmpty();
    assertThat(
            path(
                below(
                    root(1)
                        .with(
                            Extension.nameConstraints,
                            true,
                            permitted(new GeneralName(new X500Name("C=US,O=Other")))))))
        .isEmpty();
    assertThat(
            path(
                dev("dev@evil.test")
                    .by(middle().with(Extension.nameConstraints, true, acme).by(root(1).alone()))))
        .isEmpty();
  }

  @Test
  void nobodySignsWithSha1OrAShortKey() {
    assertThat(path(dev("dev@acme.test").hash("SHA1").by(middle().by(root(1).alone())))).isEmpty();
    assertThat(path(dev("dev@acme.test").by(middle().hash("SHA1").by(root(1).alone())))).isEmpty();
    assertThat(path(dev("dev@acme.test").key("RSA-1024").by(middle().by(root(1).alone()))))
        .isEmpty();
    assertThat(path(dev("dev@acme.test").key("RSA-2048").by(middle().by(root(1).alone()))))
        .isPresent();
  }

  /** An authority may have more than one certificate of a key and name. */
  @Test
  void aCertificateThatIsNotFitHidesNoOtherOne() {
    TestAuthority.Party root = root(1).alone();
    TestAuthority.Party fit = middle().by(root);
    TestAuthority.Party weak = middle().hash("SHA1").by(root);
    TestAuthority.Party other =
        middle()
            .with(
                TestAuthority.PURPOSE, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
            .by(root);
    X509Certificate leaf = dev("dev@acme.test").by(fit).certificate();
    for (TestAuthority.Party unfit : List.of(weak, other)) {
      for (List<X509Certificate> between :
          List.of(
              List.of(unfit.certificate(), fit.certificate()),
              List.of(fit.certificate(), unfit.certificate()))) {
        assertThat(Paths.path(leaf, between, root.root(), Paths.SIGN_CODE, TestAuthority.NOW))
            .hasValue(List.of(leaf, fit.certificate(), root.root()));
      }
      assertThat(
              Paths.path(
                  leaf,
                  List.of(unfit.certificate()),
                  root.root(),
                  Paths.SIGN_CODE,
                  TestAuthority.NOW))
          .isEmpty();
    }
  }

  /** RFC 5280, 4.2.1.10: where there is no other one, the address in the subject counts. */
  @Test
  void theAddressInASubjectIsOneThatTheRootAllows() {
    TestAuthority limited =
        root(0)
            .with(
                Extension.nameConstraints,
                true,
                permitted(new GeneralName(GeneralName.rfc822Name, "acme.test")));
    for (boolean acme : List.of(true, false)) {
      TestAuthority leaf =
          TestAuthority.leaf("P-256 dev")
              .subject("CN=dev,E=dev@" + (acme ? "acme" : "evil") + ".test");
      assertThat(path(leaf.by(limited.alone())).isPresent()).isEqualTo(acme);
    }
  }

  /** RFC 5280, 6.1.3 b and c: who changes its key issues to itself, under whatever name. */
  @Test
  void whoIssuesToItselfMayBeCalledAnything() {
    NameConstraints signers = permitted(new GeneralName(new X500Name("C=US,O=Acme,OU=Signers")));
    TestAuthority.Party old = root(1).with(Extension.nameConstraints, true, signers).alone();
    TestAuthority.Party renewed = TestAuthority.authority("Root", 0).key("P-256 renewed").by(old);
    TestAuthority leaf = TestAuthority.leaf("P-256 dev");
    assertThat(path(leaf.subject("C=US,O=Acme,OU=Signers,CN=dev").by(renewed))).isPresent();
    assertThat(path(leaf.subject("C=US,O=Acme,OU=Others,CN=dev").by(renewed))).isEmpty();
  }
}
