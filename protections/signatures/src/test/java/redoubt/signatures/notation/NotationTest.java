package redoubt.signatures.notation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.signatures.notation.TestNotary.failed;

import com.upokecenter.cbor.CBORObject;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.Signer;
import redoubt.signatures.x509.Authorities;
import redoubt.signatures.x509.Certificates;
import redoubt.signatures.x509.TestAuthority;
import redoubt.signatures.x509.TestClock;

/** Both forms of envelopes: what is as the specification says verifies, and nothing else. */
final class NotationTest {
  private static final Instant WHEN_THE_TOOL_SIGNED = Instant.parse("2026-11-21T21:00:00Z");

  private final TestAuthority.Party root = TestAuthority.authority("Root", 1).alone();
  private final TestAuthority.Party leaf = TestAuthority.leaf("P-256").by(root);
  private final TestAuthority.Party timeRoot =
      TestAuthority.authority("Time", 1)
          .valid(TestAuthority.START, TestAuthority.END.plus(Duration.ofDays(9999)))
          .alone();
  private final TestAuthority.Party clock =
      TestAuthority.clock()
          .valid(TestAuthority.START, TestAuthority.END.plus(Duration.ofDays(999)))
          .by(timeRoot);
  private final Descriptor image = TestNotary.image();
  private final TrustStores stores =
      new TrustStores(Map.of("ca:acme", Authorities.of(List.of(root.certificate()))));
  private final TrustStores withTime =
      new TrustStores(
          Map.of(
              "ca:acme",
              Authorities.of(List.of(root.certificate())),
              "tsa:time",
              Authorities.of(List.of(timeRoot.certificate()))));

  private TestNotary notary() {
    return new TestNotary(leaf, image);
  }

  private Fact verify(String form, byte[] envelope) {
    return Notation.verify(image, form, envelope, stores, TestAuthority.NOW);
  }

  private Fact verify(String form, TestNotary notary) {
    return verify(form, notary.in(form));
  }

  private static TrustStores toolsStores() {
    return new TrustStores(
        Map.of(
            "ca:acme",
            Authorities.read(
                new String(TestNotary.resource("notation/notation-root.crt"), UTF_8))));
  }

  @ParameterizedTest
  @CsvSource({"jws.json,application/jose+json", "sig.cose,application/cose"})
  void whatTheToolMadeIsAuthentic(String file, String form) {
    Fact fact =
        Notation.verify(
            image,
            form,
            TestNotary.resource("notation/" + file),
            toolsStores(),
            WHEN_THE_TOOL_SIGNED);
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.isAuthentic()).isTrue();
    assertThat(fact.signer())
        .isInstanceOfSatisfying(
            Signer.Certificate.class,
            signer ->
                assertThat(signer.subject())
                    .isEqualTo("CN=acme-wabbit,O=Notary,L=Seattle,ST=WA,C=US"));
    assertThat(fact.claims())
        .containsEntry("signing-agent", "notation-go/1.3.2")
        .containsEntry(Notation.SIGNED_AT, "2026-11-21T20:26:51Z");
    assertThat(fact.goodUntil()).hasValue(Instant.parse("2026-11-22T20:26:51Z"));
  }

  @ParameterizedTest
  @CsvSource({"jws.json,application/jose+json", "sig.cose,application/cose"})
  void whatTheToolMadeIsNoSignatureOfAnythingElse(String file, String form) {
    byte[] envelope = TestNotary.resource("notation/" + file);
    Digest other = Digest.of("another".getBytes(UTF_8));
    for (Descriptor subject :
        List.of(
            new Descriptor(image.mediaType(), other, image.size()),
            new Descriptor("application/vnd.oci.image.index.v1+json", image.digest(), image.size()),
            new Descriptor(image.mediaType(), image.digest(), image.size() + 1))) {
      Fact fact = Notation.verify(subject, form, envelope, toolsStores(), WHEN_THE_TOOL_SIGNED);
      assertThat(fact.isAuthentic()).isFalse();
      assertThat(failed(fact)).hasSize(1).allMatch(name -> name.startsWith("target."));
      assertThat(fact.signer()).isInstanceOf(Signer.Unknown.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "P-256,application/jose+json",
    "P-384,application/jose+json",
    "P-521,application/jose+json",
    "RSA-2048,application/jose+json",
    "RSA-3072,application/jose+json",
    "RSA-4096,application/jose+json",
    "P-256,application/cose",
    "P-384,application/cose",
    "P-521,application/cose",
    "RSA-2048,application/cose",
    "RSA-3072,application/cose",
    "RSA-4096,application/cose"
  })
  void everyKeyHasItsAlgorithmAndNoOther(String key, String form) {
    TestAuthority.Party signer = TestAuthority.leaf(key).by(root);
    String own = Algorithm.of(signer.keys().getPublic()).orElseThrow().name();
    assertThat(failed(verify(form, new TestNotary(signer, image)))).isEmpty();
    for (Algorithm other : Algorithm.values()) {
      if (!other.name().equals(own)) {
        assertThat(
                verify(form, new TestNotary(signer, image).header("alg", other.name()))
                    .isAuthentic())
            .as("%s with %s", key, other)
            .isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void anAuthorityThatIsNotKnownCountsForNothing(String form) {
    byte[] envelope = notary().in(form);
    TestAuthority.Party twin = TestAuthority.authority("Root", 1).key("P-256 twin").alone();
    for (TrustStores other :
        List.of(
            new TrustStores(Map.of()),
            new TrustStores(Map.of("ca:acme", Authorities.of(List.of(twin.certificate())))),
            new TrustStores(Map.of("tsa:acme", Authorities.of(List.of(root.certificate())))),
            new TrustStores(
                Map.of("signingAuthority:acme", Authorities.of(List.of(root.certificate())))))) {
      Fact fact = Notation.verify(image, form, envelope, other, TestAuthority.NOW);
      assertThat(failed(fact)).containsExactly("authenticity");
      assertThat(fact.signer()).isInstanceOf(Signer.Unknown.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void aSigningAuthorityNeedsAStoreOfItsOwnKind(String form) {
    TestNotary byAuthority = notary().byAuthority(TestAuthority.NOW);
    byte[] envelope = byAuthority.in(form);
    assertThat(failed(verify(form, envelope))).containsExactly("authenticity");
    TrustStores own =
        new TrustStores(
            Map.of("signingAuthority:acme", Authorities.of(List.of(root.certificate()))));
    Fact fact = Notation.verify(image, form, envelope, own, TestAuthority.NOW);
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.goodUntil()).isEmpty();
    byte[] late = notary().byAuthority(TestAuthority.END.plusSeconds(1)).in(form);
    assertThat(failed(Notation.verify(image, form, late, own, TestAuthority.NOW)))
        .containsExactly("authenticTimestamp");
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void aKeyThatIsNotTheLeafsSignedNothing(String form) {
    TestAuthority.Party thief = TestAuthority.leaf("P-256 thief").by(root);
    byte[] envelope = new TestNotary(thief, image).chain(leaf.encoded()).in(form);
    assertThat(failed(verify(form, envelope))).contains("signature");
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void aLeafThatIsNotForCodeSignedNothing(String form) {
    TestAuthority.Party bad =
        TestAuthority.leaf("P-256")
            .with(
                TestAuthority.KEY_USAGE,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign))
            .by(root);
    assertThat(failed(verify(form, new TestNotary(bad, image)))).contains("certificates.leaf");
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void whatIsCriticalAndNotUnderstoodFails(String form) {
    assertThat(failed(verify(form, notary().critical("io.cncf.notary.verificationPlugin", "p"))))
        .contains("headers.critical");
    assertThat(failed(verify(form, notary().header("io.example.word", "w")))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void whatHasToBeCriticalIs(String form) {
    assertThat(failed(verify(form, notary().header(Envelope.EXPIRY, TestAuthority.END))))
        .contains("headers.critical");
    assertThat(failed(verify(form, notary().without("crit").header("crit", List.of("cty")))))
        .isNotEmpty();
    assertThat(failed(verify(form, notary().without("crit")))).containsExactly("envelope.form");
    assertThat(failed(verify(form, notary().header("crit", List.of()))))
        .containsExactly("envelope.form");
    assertThat(failed(verify(form, notary().header("crit", List.of(Envelope.SCHEME, "absent")))))
        .containsExactly("envelope.form");
    assertThat(
            failed(
                verify(form, notary().header("crit", List.of(Envelope.SCHEME, Envelope.SCHEME)))))
        .containsExactly("envelope.form");
  }

  /** All else is as it should be. */
  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void theSchemeAndItsTimeAreCritical(String form) {
    assertThat(
            failed(
                verify(
                    form,
                    notary()
                        .header(Envelope.EXPIRY, TestAuthority.END)
                        .header("crit", List.of(Envelope.EXPIRY)))))
        .containsExactly("headers.critical");
    TrustStores authorities =
        new TrustStores(
            Map.of("signingAuthority:acme", Authorities.of(List.of(root.certificate()))));
    byte[] open =
        notary().byAuthority(TestAuthority.NOW).header("crit", List.of(Envelope.SCHEME)).in(form);
    assertThat(failed(Notation.verify(image, form, open, authorities, TestAuthority.NOW)))
        .containsExactly("headers.critical");
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void anotherSchemeOrContentIsNotKnown(String form) {
    assertThat(failed(verify(form, notary().header(Envelope.SCHEME, "notary.x510"))))
        .contains("headers.scheme");
    assertThat(failed(verify(form, notary().header("cty", "application/json"))))
        .contains("headers.content-type");
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void eachSchemeHasItsOwnTime(String form) {
    assertThat(failed(verify(form, notary().without(Envelope.SIGNING_TIME))))
        .contains("headers.time");
    assertThat(failed(verify(form, notary().critical(Envelope.AUTHENTIC_TIME, TestAuthority.NOW))))
        .contains("headers.time");
    assertThat(
            failed(
                verify(
                    form,
                    notary()
                        .byAuthority(TestAuthority.NOW)
                        .header(Envelope.SIGNING_TIME, TestAuthority.NOW))))
        .contains("headers.time");
    assertThat(failed(verify(form, notary().critical(Envelope.EXPIRY, TestAuthority.NOW))))
        .contains("headers.time");
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void itIsGoodNoLongerThanItSaysItself(String form) {
    Instant end = TestAuthority.NOW.plusSeconds(60);
    assertThat(verify(form, notary().critical(Envelope.EXPIRY, end)).goodUntil()).hasValue(end);
    assertThat(
            verify(form, notary().critical(Envelope.EXPIRY, TestAuthority.END.plusSeconds(9)))
                .goodUntil())
        .hasValue(TestAuthority.END);
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void certificatesWhoseTimeHasNotComeAreGoodForNothingYet(String form) {
    Fact fact =
        Notation.verify(
            image, form, notary().in(form), stores, TestAuthority.START.minusSeconds(1));
    assertThat(fact.goodFrom()).hasValue(TestAuthority.START);
    assertThat(verify(form, notary()).goodFrom()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void aTimestampOutlivesTheCertificates(String form) {
    byte[] envelope =
        notary()
            .stamped(signature -> TestClock.stamp(clock, signature, TestAuthority.NOW))
            .in(form);
    Fact without = verify(form, envelope);
    assertThat(without.goodUntil()).hasValue(TestAuthority.END);
    Fact fact = Notation.verify(image, form, envelope, withTime, TestAuthority.END.plusSeconds(9));
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.goodUntil()).isEmpty();
    assertThat(fact.claims())
        .containsEntry(Notation.TIMESTAMP, TestAuthority.NOW.toString())
        .containsEntry(
            Notation.TIMESTAMP_AUTHORITY, Certificates.fingerprint(timeRoot.certificate()));
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void aTimestampOfSomethingElseOrTooLateChangesNothing(String form) {
    byte[] other =
        notary()
            .stamped(_ -> TestClock.stamp(clock, "other".getBytes(UTF_8), TestAuthority.NOW))
            .in(form);
    byte[] late =
        notary()
            .stamped(
                signature -> TestClock.stamp(clock, signature, TestAuthority.END.plusSeconds(1)))
            .in(form);
    byte[] vague =
        notary()
            .stamped(signature ->
                TestClock.stamp(clock, signature, TestAuthority.END, "SHA256withECDSA", 60))
            .in(form);
    for (byte[] envelope : List.of(other, late, vague)) {
      Fact fact = Notation.verify(image, form, envelope, withTime, TestAuthority.NOW);
      assertThat(fact.goodUntil()).hasValue(TestAuthority.END);
      assertThat(fact.claims()).doesNotContainKey(Notation.TIMESTAMP_AUTHORITY);
      assertThat(failed(fact)).containsExactly("timestamp");
      assertThat(fact.isAuthentic()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void whatExpiresByItselfStaysExpiredWithATimestampToo(String form) {
    Instant end = TestAuthority.NOW.plusSeconds(60);
    byte[] envelope =
        notary()
            .critical(Envelope.EXPIRY, end)
            .stamped(signature -> TestClock.stamp(clock, signature, TestAuthority.NOW))
            .in(form);
    assertThat(Notation.verify(image, form, envelope, withTime, TestAuthority.NOW).goodUntil())
        .hasValue(end);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "{\"targetArtifact\":[]}",
        "{\"targetArtifact\":{}}",
        "{\"targetArtifact\":{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
            + "\"digest\":\"sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6\","
            + "\"size\":\"349\"}}",
        "{\"targetArtifact\":{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
            + "\"digest\":\"sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6\","
            + "\"size\":349.0}}",
        "{\"targetArtifact\":{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\","
            + "\"digest\":\"sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6\","
            + "\"size\":349,\"size\":349}}"
      })
  void whatDoesNotNameTheImageExactlyDoesNotNameIt(String content) {
    for (String form : List.of(Notation.JWS, Notation.COSE)) {
      assertThat(verify(form, notary().content(content)).isAuthentic()).isFalse();
    }
  }

  @Test
  void whatASignerAddsIsAClaim() {
    String content =
        new String(TestNotary.content(image.mediaType(), image.digest() + "", image.size()), UTF_8)
            .replace("}}", ",\"annotations\":{\"build\":\"123\",\"n\":7}}}");
    Fact fact = verify(Notation.COSE, notary().content(content));
    assertThat(fact.isAuthentic()).isTrue();
    assertThat(fact.claims()).containsEntry("annotation:build", "123");
    assertThat(fact.claims()).doesNotContainKey("annotation:n");
  }

  @Test
  void coseHasItsTagAndNothingAfterIt() {
    byte[] good = notary().cose();
    CBORObject read = CBORObject.DecodeFromBytes(good);
    byte[] bare = read.UntagOne().EncodeToBytes();
    byte[] other = CBORObject.FromObjectAndTag(read.UntagOne(), 98).EncodeToBytes();
    byte[] twice = CBORObject.FromObjectAndTag(read, 18).EncodeToBytes();
    byte[] longer = java.util.Arrays.copyOf(good, good.length + 1);
    for (byte[] bad : List.of(bare, other, twice, longer)) {
      assertThat(failed(verify(Notation.COSE, bad))).containsExactly("envelope.form");
    }
  }

  @Test
  void rsaKeysOfOtherSizesHaveNoAlgorithm() {
    for (String size : List.of("RSA-1024", "RSA-2560")) {
      assertThat(Algorithm.of(TestAuthority.keys(size).getPublic())).isEmpty();
    }
    assertThat(Algorithm.of(TestAuthority.keys("Ed25519").getPublic())).isEmpty();
  }

  /** What is signed is good each time. */
  @Test
  void coseHasFourPartsWithoutTagsAndNoHeaderTwice() {
    CBORObject good = CBORObject.DecodeFromBytes(notary().cose()).UntagOne();
    assertThat(failed(verify(Notation.COSE, cose(good)))).isEmpty();
    assertThat(failed(verify(Notation.COSE, cose(copy(good).Add(CBORObject.Null)))))
        .containsExactly("envelope.form");
    for (int part : List.of(0, 2, 3)) {
      CBORObject tagged = copy(good);
      tagged.set(part, CBORObject.FromObjectAndTag(good.get(part).GetByteString(), 24));
      assertThat(failed(verify(Notation.COSE, cose(tagged)))).containsExactly("envelope.form");
    }
    byte[] headers = good.get(1).EncodeToBytes();
    byte[] certificates = CBORObject.FromObject(33).EncodeToBytes();
    byte[] list = good.get(1).get(CBORObject.FromObject(33)).EncodeToBytes();
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    twice.write(0xD2);
    twice.write(0x84);
    twice.writeBytes(good.get(0).EncodeToBytes());
    twice.write(headers[0] + 1);
    twice.write(headers, 1, headers.length - 1);
    twice.writeBytes(certificates);
    twice.writeBytes(list);
    twice.writeBytes(good.get(2).EncodeToBytes());
    twice.writeBytes(good.get(3).EncodeToBytes());
    assertThat(failed(verify(Notation.COSE, twice.toByteArray()))).containsExactly("envelope.form");
  }

  private static CBORObject copy(CBORObject message) {
    return CBORObject.DecodeFromBytes(message.EncodeToBytes());
  }

  private static byte[] cose(CBORObject message) {
    return CBORObject.FromObjectAndTag(message, 18).EncodeToBytes();
  }

  @Test
  void aPartOfAJwsHasNoPadding() {
    String good = new String(notary().jws(), UTF_8);
    String padded = good.replaceFirst("\"signature\":\"([^\"]*)\"", "\"signature\":\"$1==\"");
    assertThat(padded).isNotEqualTo(good);
    assertThat(failed(verify(Notation.JWS, padded.getBytes(UTF_8))))
        .containsExactly("envelope.form");
  }

  @Test
  void coseTimesHaveTheirTag() {
    TestNotary untagged = notary().header(Envelope.SIGNING_TIME, 1780000000L);
    assertThat(failed(verify(Notation.COSE, untagged))).containsExactly("envelope.form");
  }

  @Test
  void jwsHasFourFieldsAndNoFieldTwice() throws Exception {
    String good = new String(notary().jws(), UTF_8);
    for (String bad :
        List.of(
            good.replaceFirst("\\{", "{\"signatures\":[],"),
            good.replaceFirst("\\{", "{\"payload\":\"\","),
            good.replace("\"signature\"", "\"Signature\""),
            good + "{}")) {
      assertThat(failed(verify(Notation.JWS, bad.getBytes(UTF_8))))
          .containsExactly("envelope.form");
    }
    String padded = good.replaceFirst("\"payload\":\"([^\"]*)\"", "\"payload\":\"$1=\"");
    assertThat(failed(verify(Notation.JWS, padded.getBytes(UTF_8))))
        .containsExactly("envelope.form");
  }

  @Test
  void oneFormIsNotReadAsTheOther() {
    assertThat(verify(Notation.COSE, notary().jws()).isAuthentic()).isFalse();
    assertThat(verify(Notation.JWS, notary().cose()).isAuthentic()).isFalse();
    assertThat(verify("application/json", notary().jws()).isAuthentic()).isFalse();
  }

  /** Each byte of both forms, changed by a bit: it is refused, or says the same of the same. */
  @ParameterizedTest
  @ValueSource(strings = {Notation.JWS, Notation.COSE})
  void noChangeOfABitChangesWhatIsSigned(String form) {
    byte[] good = notary().critical(Envelope.EXPIRY, TestAuthority.END.minusSeconds(5)).in(form);
    Fact expected = verify(form, good);
    assertThat(expected.isAuthentic()).isTrue();
    int refused = 0;
    for (int at = 0; at < good.length; at++) {
      byte[] changed = good.clone();
      changed[at] ^= (byte) (1 << (at % 8));
      Fact fact = verify(form, changed);
      if (fact.isAuthentic()) {
        assertThat(fact.signer()).isEqualTo(expected.signer());
        assertThat(fact.claims()).isEqualTo(expected.claims());
        assertThat(fact.goodUntil()).isEqualTo(expected.goodUntil());
      } else {
        assertThat(fact.signer()).isInstanceOf(Signer.Unknown.class);
        refused++;
      }
    }
    // What is left are bits that base64 does not use.
    assertThat(refused).isGreaterThan(good.length * 95 / 100);
  }

  @Test
  void rubbishIsNoSignatureAndBreaksNothing() {
    List<byte[]> rubbish = new ArrayList<>();
    for (String text :
        List.of(
            "",
            "{}",
            "[",
            "null",
            "{".repeat(9999),
            "{\"payload\":1,\"protected\":{},\"header\":{},\"signature\":[]}")) {
      rubbish.add(text.getBytes(UTF_8));
    }
    for (String hex :
        List.of(
            "d2",
            "d284",
            "d28440a04040",
            "d2845b7fffffffffffffff",
            "d29bffffffffffffffff",
            "d284a0a0a0a0",
            "d2844101a04040",
            "d28441a0a04040",
            "d2845f40ffa04040",
            "c249" + "00".repeat(9))) {
      rubbish.add(java.util.HexFormat.of().parseHex(hex));
    }
    rubbish.add(new byte[(1 << 20) + 1]);
    byte[] deep = new byte[100_000];
    java.util.Arrays.fill(deep, (byte) 0x81);
    rubbish.add(deep);
    byte[] tags = new byte[100_000];
    java.util.Arrays.fill(tags, (byte) 0xd2);
    rubbish.add(tags);
    for (byte[] bytes : rubbish) {
      for (String form : List.of(Notation.JWS, Notation.COSE)) {
        assertThat(failed(verify(form, bytes))).containsExactly("envelope.form");
      }
    }
    byte[] many =
        new TestNotary(leaf, image)
            .chain(java.util.Collections.nCopies(20, leaf.encoded().getFirst()))
            .cose();
    assertThat(failed(verify(Notation.COSE, many))).containsExactly("certificates.form");
  }
}
