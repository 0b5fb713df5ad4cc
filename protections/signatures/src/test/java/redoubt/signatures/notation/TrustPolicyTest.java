package redoubt.signatures.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.core.Failure;
import redoubt.signatures.Fact;
import redoubt.signatures.x509.Authorities;
import redoubt.signatures.x509.TestAuthority;
import redoubt.signatures.x509.TestClock;

/** What a trust policy makes of facts, and which policies are not sound. */
final class TrustPolicyTest {
  private static final String APP = "registry.test:5000/acme/app";

  private final TestAuthority.Party root = TestAuthority.authority("Root", 1).alone();
  private final TestAuthority.Party leaf = TestAuthority.leaf("P-256").by(root);
  private final TestAuthority.Party time =
      TestAuthority.authority("Time", 1)
          .valid(TestAuthority.START, TestAuthority.END.plus(Duration.ofDays(999)))
          .alone();
  private final TestAuthority.Party clock = TestAuthority.clock().by(time);
  private final TrustStores stores =
      new TrustStores(
          Map.of(
              "ca:acme", Authorities.of(List.of(root.certificate())),
              "ca:empty", Authorities.none(),
              "signingAuthority:acme", Authorities.of(List.of(root.certificate())),
              "tsa:time", Authorities.of(List.of(time.certificate())),
              "tsa:other", Authorities.of(List.of(root.certificate()))));

  private Fact fact(TestNotary notary, Instant now) {
    return Notation.verify(TestNotary.image(), Notation.JWS, notary.jws(), stores, now);
  }

  private Fact fact() {
    return fact(new TestNotary(leaf, TestNotary.image()), TestAuthority.NOW);
  }

  private Fact stamped() {
    return fact(
        new TestNotary(leaf, TestNotary.image())
            .stamped(signature -> TestClock.stamp(clock, signature, TestAuthority.NOW)),
        TestAuthority.NOW);
  }

  private static String statement(
      String name, String scopes, String verification, String trust, String identities) {
    return "{\"name\":\"%s\",\"registryScopes\":[%s],\"signatureVerification\":{%s}%s%s}"
        .formatted(
            name,
            scopes,
            verification,
            trust.isEmpty() ? "" : ",\"trustStores\":[" + trust + "]",
            identities.isEmpty() ? "" : ",\"trustedIdentities\":[" + identities + "]");
  }

  private static TrustPolicy policy(String... statements) {
    return TrustPolicy.read(document(statements));
  }

  private static byte[] document(String... statements) {
    return ("{\"version\":\"1.0\",\"trustPolicies\":[" + String.join(",", statements) + "]}")
        .getBytes(UTF_8);
  }

  private static TrustPolicy forAll(String verification, String trust) {
    return policy(statement("a", "\"*\"", verification, trust, "\"*\""));
  }

  private boolean accepts(TrustPolicy policy, Instant now, Fact... facts) {
    return policy.evaluate(APP, List.of(facts), stores, now).accepted();
  }

  @Test
  void strictAcceptsWhatIsWhollyGood() {
    Verdict verdict =
        forAll("\"level\":\"strict\"", "\"ca:acme\"")
            .evaluate(APP, List.of(fact()), stores, TestAuthority.NOW);
    assertThat(verdict.accepted()).isTrue();
    assertThat(verdict.why().parts()).hasSize(1);
    assertThat(verdict.why().parts().getFirst().parts()).hasSize(5);
  }

  @Test
  void noSignatureIsNotAcceptedUnlessTheImageIsSkipped() {
    for (String level : List.of("strict", "permissive", "audit")) {
      assertThat(accepts(forAll("\"level\":\"" + level + "\"", "\"ca:acme\""), TestAuthority.NOW))
          .isFalse();
    }
    TrustPolicy skip = policy(statement("s", "\"" + APP + "\"", "\"level\":\"skip\"", "", ""));
    assertThat(accepts(skip, TestAuthority.NOW)).isTrue();
    assertThat(
            skip.evaluate("registry.test:5000/acme/other", List.of(), stores, TestAuthority.NOW)
                .accepted())
        .isFalse();
  }

  @Test
  void oneGoodSignatureAmongBadOnesSuffices() {
    Fact bad =
        Notation.verify(TestNotary.image(), Notation.COSE, new byte[0], stores, TestAuthority.NOW);
    TrustPolicy strict = forAll("\"level\":\"strict\"", "\"ca:acme\"");
    assertThat(accepts(strict, TestAuthority.NOW, bad, fact())).isTrue();
    assertThat(accepts(strict, TestAuthority.NOW, bad)).isFalse();
  }

  @Test
  void theStatementThatNamesTheRepositoryComesBeforeTheOneForAll() {
    TrustPolicy both =
        policy(
            statement("all", "\"*\"", "\"level\":\"strict\"", "\"ca:acme\"", "\"*\""),
            statement("app", "\"" + APP + "\"", "\"level\":\"strict\"", "\"ca:empty\"", "\"*\""));
    assertThat(both.statementFor(APP)).map(Statement::name).hasValue("app");
    assertThat(both.statementFor(APP + "x")).map(Statement::name).hasValue("all");
    assertThat(accepts(both, TestAuthority.NOW, fact())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"strict,false", "permissive,false", "audit,true"})
  void whoIsNotTrustedIsOnlyLoggedByAudit(String level, boolean accepted) {
    assertThat(
            accepts(
                forAll("\"level\":\"" + level + "\"", "\"ca:empty\""), TestAuthority.NOW, fact()))
        .isEqualTo(accepted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict", "permissive", "audit"})
  void whatIsSignedForSomethingElseIsAcceptedNowhere(String level) {
    Fact other =
        fact(
            new TestNotary(leaf, TestNotary.image())
                .content(
                    new String(TestNotary.content("a/b", "sha256:" + "a".repeat(64), 1), UTF_8)),
            TestAuthority.NOW);
    assertThat(
            accepts(forAll("\"level\":\"" + level + "\"", "\"ca:acme\""), TestAuthority.NOW, other))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({"strict,false", "permissive,true", "audit,true"})
  void certificatesThatExpiredAreOnlyLoggedBelowStrict(String level, boolean accepted) {
    assertThat(
            accepts(
                forAll("\"level\":\"" + level + "\"", "\"ca:acme\""),
                TestAuthority.END.plusSeconds(1),
                fact()))
        .isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({"strict,false", "permissive,true", "audit,true"})
  void certificatesWhoseTimeHasNotComeAreOnlyLoggedBelowStrict(String level, boolean accepted) {
    TrustPolicy policy = forAll("\"level\":\"" + level + "\"", "\"ca:acme\"");
    assertThat(accepts(policy, TestAuthority.START.minusSeconds(1), fact())).isEqualTo(accepted);
    assertThat(accepts(policy, TestAuthority.START, fact())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict", "permissive", "audit"})
  void anExpiredSignatureStaysExpiredUnlessThePolicyItselfSaysOtherwise(String level) {
    Instant end = TestAuthority.NOW.plusSeconds(60);
    Fact expiring =
        fact(
            new TestNotary(leaf, TestNotary.image()).critical(Envelope.EXPIRY, end),
            TestAuthority.NOW);
    String written = "\"level\":\"" + level + "\"";
    TrustPolicy plain = forAll(written, "\"ca:acme\"");
    assertThat(accepts(plain, end.minusSeconds(1), expiring)).isTrue();
    assertThat(accepts(plain, end, expiring)).isFalse();
    TrustPolicy logging = forAll(written + ",\"override\":{\"expiry\":\"log\"}", "\"ca:acme\"");
    assertThat(accepts(logging, end, expiring)).isTrue();
  }

  @Test
  void anOverrideMakesALevelStricterToo() {
    assertThat(
            accepts(
                forAll(
                    "\"level\":\"audit\",\"override\":{\"authenticity\":\"enforce\"}",
                    "\"ca:empty\""),
                TestAuthority.NOW,
                fact()))
        .isFalse();
  }

  @Test
  void aStoreOfTimestampsAsksForOne() {
    Instant late = TestAuthority.END.plusSeconds(1);
    String strict = "\"level\":\"strict\"";
    TrustPolicy always = forAll(strict, "\"ca:acme\",\"tsa:time\"");
    assertThat(accepts(always, TestAuthority.NOW, fact())).isFalse();
    assertThat(accepts(always, TestAuthority.NOW, stamped())).isTrue();
    assertThat(accepts(always, late, stamped())).isTrue();
    TrustPolicy after =
        forAll(strict + ",\"verifyTimestamp\":\"afterCertExpiry\"", "\"ca:acme\",\"tsa:time\"");
    assertThat(accepts(after, TestAuthority.NOW, fact())).isTrue();
    assertThat(accepts(after, late, fact())).isFalse();
    assertThat(accepts(after, late, stamped())).isTrue();
  }

  @Test
  void aTimestampByAStoreThatThePolicyDoesNotNameCountsForNothing() {
    Instant late = TestAuthority.END.plusSeconds(1);
    String strict = "\"level\":\"strict\"";
    assertThat(accepts(forAll(strict, "\"ca:acme\""), late, stamped())).isFalse();
    assertThat(accepts(forAll(strict, "\"ca:acme\",\"tsa:other\""), late, stamped())).isFalse();
  }

  @Test
  void aSigningAuthorityIsNoOrdinaryOne() {
    Fact byAuthority =
        fact(
            new TestNotary(leaf, TestNotary.image()).byAuthority(TestAuthority.NOW),
            TestAuthority.NOW);
    String strict = "\"level\":\"strict\"";
    assertThat(accepts(forAll(strict, "\"ca:acme\""), TestAuthority.NOW, byAuthority)).isFalse();
    TrustPolicy own = forAll(strict, "\"signingAuthority:acme\"");
    assertThat(accepts(own, TestAuthority.END.plusSeconds(1), byAuthority)).isTrue();
    assertThat(accepts(own, TestAuthority.NOW, fact())).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"strict,enforce,false", "permissive,,true", "strict,log,true", "strict,skip,true"})
  void whetherItWasRevokedIsNotKnownHere(String level, String override, boolean accepted) {
    CRLDistPoint list =
        new CRLDistPoint(
            new DistributionPoint[] {
              new DistributionPoint(
                  new DistributionPointName(
                      new GeneralNames(
                          new GeneralName(
                              GeneralName.uniformResourceIdentifier, "http://crl.test/"))),
                  null,
                  null)
            });
    TestAuthority.Party revocable =
        TestAuthority.leaf("P-256").with(Extension.cRLDistributionPoints, false, list).by(root);
    Fact fact = fact(new TestNotary(revocable, TestNotary.image()), TestAuthority.NOW);
    assertThat(fact.isAuthentic()).isTrue();
    String written = override == null ? "" : ",\"override\":{\"revocation\":\"" + override + "\"}";
    assertThat(
            accepts(
                forAll("\"level\":\"" + level + "\"" + written, "\"ca:acme\""),
                TestAuthority.NOW,
                fact))
        .isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x509.subject: C=US, ST=WA, O=Acme|true",
        "x509.subject:C=US,S=WA,O=Acme,CN=Signer|true",
        "x509.subject: O=Acme, C=US, ST=WA|true",
        "x509.subject: C=US, ST=WA, O=Acme, CN=Other|false",
        "x509.subject: C=US, ST=WA, O=acme|false",
        "x509.subject: C=US, ST=WA, O=Acme, OU=None|false"
      })
  void aSubjectIsTrustedIfItSaysAllThatThePolicySays(String identity, boolean accepted) {
    TrustPolicy one =
        policy(
            statement("a", "\"*\"", "\"level\":\"strict\"", "\"ca:acme\"", "\"" + identity + "\""));
    assertThat(accepts(one, TestAuthority.NOW, fact())).isEqualTo(accepted);
  }

  @Test
  void aSubjectThatSaysSomethingTwiceIsTrustedByNobodysName() {
    TestAuthority.Party twice =
        TestAuthority.leaf("P-256").subject("C=US,ST=WA,O=Acme,O=Evil").by(root);
    TrustPolicy one =
        policy(
            statement(
                "a",
                "\"*\"",
                "\"level\":\"strict\"",
                "\"ca:acme\"",
                "\"x509.subject: C=US, ST=WA, O=Acme\""));
    assertThat(
            accepts(
                one,
                TestAuthority.NOW,
                fact(new TestNotary(twice, TestNotary.image()), TestAuthority.NOW)))
        .isFalse();
  }

  private static final String GOOD =
      "{'name':'a','registryScopes':['*'],'signatureVerification':{'level':'strict'},"
          + "'trustStores':['ca:acme'],'trustedIdentities':['*']}";

  private static void refused(String document, String part) {
    assertThatThrownBy(() -> TrustPolicy.read(document.replace('\'', '"').getBytes(UTF_8)))
        .as(document)
        .isInstanceOf(Failure.class)
        .hasMessageContaining(part)
        .extracting(thrown -> ((Failure) thrown).code())
        .isEqualTo("signatures.bad-trust-policy");
  }

  private static void refusedWith(String from, String to, String part) {
    assertThat(GOOD).contains(from);
    refused("{'version':'1.0','trustPolicies':[" + GOOD.replace(from, to) + "]}", part);
  }

  @Test
  void aDocumentThatIsNoneIsRefused() {
    assertThat(
            TrustPolicy.read(
                    ("{'version':'1.0','trustPolicies':[" + GOOD + "]}")
                        .replace('\'', '"')
                        .getBytes(UTF_8))
                .statements())
        .hasSize(1);
    refused("", "no JSON");
    refused("[]", "no JSON");
    refused("{'version':'1.0'}", "lacks a field");
    refused("{'version':'1.1','trustPolicies':[" + GOOD + "]}", "version 1.0");
    refused("{'version':'1.0','trustPolicies':[]}", "no statements");
    refused("{'version':'1.0','trustPolicies':[" + GOOD + "],'more':1}", "not known");
    refused("{'version':'1.0','version':'1.0','trustPolicies':[" + GOOD + "]}", "no JSON");
  }

  @Test
  void aStatementThatIsNotSoundIsRefused() {
    refusedWith("'name':'a'", "'name':''", "no name");
    refusedWith("'name':'a'", "'name':'a','nmae':'b'", "not known");
    refusedWith("'level':'strict'", "'level':'Strict'", "level");
    refusedWith("'level':'strict'", "'level':'strict','overide':{}", "not known");
    refusedWith("'level':'strict'", "'level':'strict','verifyTimestamp':'x'", "verifyTimestamp");
    refusedWith("'trustStores':['ca:acme'],", "", "lacks trust stores");
    refusedWith("['ca:acme']", "['acme']", "otherwise than");
    refusedWith("['ca:acme']", "['ca:../x']", "otherwise than");
    refusedWith("['ca:acme']", "[7]", "something else than texts");
    refusedWith("'trustedIdentities':['*']", "'trustedIdentities':[]", "lacks trust stores");
    refusedWith("'level':'strict'", "'level':'skip'", "skips");
  }

  @Test
  void scopesThatAreNotSoundOrOverlapAreRefused() {
    for (String scope :
        List.of(
            "[]",
            "['']",
            "['*','a.test/b']",
            "['a']",
            "['a.test/*']",
            "['https://a.test/b']",
            "['a.test/B']",
            "['a.test/b:tag']",
            "['a.test/b/']",
            "['a.test/b@sha256:0']")) {
      refusedWith("'registryScopes':['*']", "'registryScopes':" + scope, "Statement a");
    }
    refusedWith("['*'],'sig", "['a.test/b','a.test/b'],'sig", "named before");
    refused(
        "{'version':'1.0','trustPolicies':[" + GOOD + "," + GOOD.replace("'a'", "'b'") + "]}",
        "named before");
    refused("{'version':'1.0','trustPolicies':[" + GOOD + "," + GOOD + "]}", "name");
  }

  @Test
  void overridesThatAreNotAllowedAreRefused() {
    for (String override :
        List.of(
            "{'integrity':'log'}",
            "{'expiry':'skip'}",
            "{'expiry':'no'}",
            "{'x':'log'}",
            "{'authenticity':'skip'}",
            "[]",
            "7")) {
      refusedWith("'level':'strict'", "'level':'strict','override':" + override, "overrides");
    }
  }

  @Test
  void identitiesThatAreNotSoundOrOverlapAreRefused() {
    String field = "'trustedIdentities':['*']";
    for (String identity :
        List.of(
            "CN=a",
            "x509.subject:",
            "x509.subject: CN=a",
            "x509.subject: C=US, O=Acme",
            "x509.subject: C=US, ST=WA, O=A, O=B",
            "x509.subject: C=US+ST=WA, O=A",
            "x509.subject: C=US, ST=WA, O=#0401",
            "other: x")) {
      refusedWith(field, "'trustedIdentities':['" + identity + "']", "no x509.subject:");
    }
    refusedWith(field, "'trustedIdentities':['*','x509.subject: C=U,ST=W,O=A']", "everybody");
    refusedWith(
        field,
        "'trustedIdentities':['x509.subject: C=U,ST=W,O=A,CN=b','x509.subject: C=U,ST=W,O=A']",
        "within the other");
  }

  @Test
  void longScopesTakeNoLongTime() {
    String scope = "a.test/" + "a-".repeat(50_000);
    refusedWith("'registryScopes':['*']", "'registryScopes':['" + scope + "']", "scope");
  }
}
