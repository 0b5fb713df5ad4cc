package redoubt.signatures.gpg;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static redoubt.signatures.gpg.TestSigner.failed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.Signer;

/** What the real tool made verifies, and nothing that is a little different. */
final class SimpleSigningTest {
  private static final String FINGERPRINT = "544ace656fbaab4539071151ecdc8395709b6add";

  private final byte[] message = TestSigner.resource("gpg/gpg.sig");
  private final PgpKeys keys = PgpKeys.read(TestSigner.resource("gpg/signer.asc"));
  private final Digest image = Digest.of(TestSigner.resource("image-manifest.json"));

  private Fact verify(TestSigner signer) {
    return SimpleSigning.verify(image, signer.message(image), signer.keys());
  }

  /** A pattern that looks for each end would take minutes. */
  @Test
  void armourThatBeginsAgainAndAgainIsReadOnce() {
    byte[] good = TestSigner.resource("gpg/signer.asc");
    byte[] bad = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n".repeat(20_000).getBytes(US_ASCII);
    byte[] both = Arrays.copyOf(good, good.length + bad.length);
    System.arraycopy(bad, 0, both, good.length, bad.length);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () ->
            assertThat(PgpKeys.read(both).fingerprints())
                .isEqualTo(PgpKeys.read(good).fingerprints()));
  }

  @Test
  void manyMayCheckWithOneKeyAtATime() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> checks = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        checks.add(threads.submit(() -> SimpleSigning.verify(image, message, keys).isAuthentic()));
      }
      for (Future<Boolean> check : checks) {
        assertThat(check.get()).isTrue();
      }
    }
  }

  @Test
  void whatTheToolMadeIsAuthentic() {
    Fact fact = SimpleSigning.verify(image, message, keys);
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.isAuthentic()).isTrue();
    assertThat(fact.signer()).isEqualTo(new Signer.OpenPgp(FINGERPRINT, FINGERPRINT));
    assertThat(fact.claims())
        .containsEntry("docker-reference", "127.0.0.1:5000/acme/gpg:v1")
        .containsEntry("creator", "atomic 5.23.1")
        .containsKey(SimpleSigning.SIGNED_AT);
    assertThat(fact.goodUntil()).isEmpty();
  }

  @Test
  void whatTheToolMadeIsNoSignatureOfAnotherImage() {
    Digest other = Digest.of("another".getBytes(UTF_8));
    Fact fact = SimpleSigning.verify(other, message, keys);
    assertThat(failed(fact)).containsExactly("critical.image");
    assertThat(fact.signer()).isInstanceOf(Signer.Unknown.class);
  }

  @Test
  void aKeyThatIsNotKnownHasSignedNothing() {
    assertThat(failed(SimpleSigning.verify(image, message, PgpKeys.none())))
        .containsExactly("signature");
    assertThat(failed(SimpleSigning.verify(image, message, new TestSigner().keys())))
        .containsExactly("signature");
  }

  @Test
  void allFormsOfAMessageAreRead() {
    assertThat(failed(verify(new TestSigner()))).isEmpty();
    assertThat(failed(verify(new TestSigner().compressed(1)))).isEmpty();
    assertThat(failed(verify(new TestSigner().compressed(2)))).isEmpty();
  }

  @Test
  void aCompressionThatIsNotUsedIsRefused() {
    assertThat(failed(verify(new TestSigner().compressed(3)))).containsExactly("message.form");
  }

  /** Whichever of them is given first. */
  @Test
  void whatTwoExportsOfAKeySayIsPutTogether() {
    TestSigner signer = new TestSigner().bySubkey(KeyFlags.SIGN_DATA, true);
    byte[] stolen = signer.message(image);
    PgpKeys before = signer.keys();
    PgpKeys revoked = new TestSigner().bySubkey(KeyFlags.SIGN_DATA, true).revokedSubkey().keys();
    assertThat(failed(SimpleSigning.verify(image, stolen, before))).isEmpty();
    assertThat(failed(SimpleSigning.verify(image, stolen, before.and(revoked))))
        .containsExactly("key.revocation");
    assertThat(failed(SimpleSigning.verify(image, stolen, revoked.and(before))))
        .containsExactly("key.revocation");
  }

  @Test
  void aBombIsNotUnpacked() {
    byte[] bomb = TestSigner.compress(1, new byte[64 << 20]);
    assertThat(bomb.length).isLessThan(1 << 20);
    Fact fact = SimpleSigning.verify(image, bomb, keys);
    assertThat(failed(fact)).containsExactly("message.form");
    assertThat(fact.check().said()).contains("1 MiB when it is decompressed");
  }

  @Test
  void compressionInCompressionIsRefused() {
    byte[] twice = TestSigner.compress(1, new TestSigner().compressed(1).message(image));
    assertThat(failed(SimpleSigning.verify(image, twice, new TestSigner().keys())))
        .containsExactly("message.form");
  }

  @Test
  void nothingFollowsAMessage() {
    for (TestSigner signer : List.of(new TestSigner(), new TestSigner().compressed(1))) {
      byte[] good = signer.message(image);
      byte[] longer = Arrays.copyOf(good, good.length + 1);
      assertThat(failed(SimpleSigning.verify(image, longer, signer.keys())))
          .containsExactly("message.form");
    }
    byte[] inside =
        TestSigner.compress(1, TestSigner.join(new TestSigner().message(image), new byte[] {0}));
    assertThat(failed(SimpleSigning.verify(image, inside, new TestSigner().keys())))
        .containsExactly("message.form");
    byte[] tail = Arrays.copyOf(message, message.length + 3);
    assertThat(failed(SimpleSigning.verify(image, tail, keys))).containsExactly("message.form");
  }

  @Test
  void twoSignaturesAreRefused() throws Exception {
    byte[] good = new TestSigner().message(image);
    List<Packet> packets = Packet.split(good);
    byte[] twice = TestSigner.join(good, packets.get(2).encoded());
    byte[] two =
        TestSigner.join(
            packets.get(0).encoded(),
            packets.get(0).encoded(),
            packets.get(1).encoded(),
            packets.get(2).encoded());
    byte[] detached = packets.get(2).encoded();
    byte[] bare = TestSigner.join(packets.get(1).encoded(), packets.get(2).encoded());
    byte[] unsigned = packets.get(1).encoded();
    for (byte[] bad : List.of(twice, two, detached, bare, unsigned)) {
      assertThat(failed(SimpleSigning.verify(image, bad, new TestSigner().keys())))
          .containsExactly("message.form");
    }
  }

  /** The text and its signature are good each time. */
  @Test
  void everyPacketIsAsItShouldBe() throws Exception {
    List<Packet> good = Packet.split(new TestSigner().message(image));
    Packet announcement = good.get(0);
    Packet literal = good.get(1);
    Packet signature = good.get(2);
    List<byte[]> bad = new ArrayList<>();
    for (int octet : List.of(0, 1, 2, 3)) {
      byte[] body = announcement.body().clone();
      body[octet] ^= 1;
      bad.add(joined(new Packet(Packet.ONE_PASS, body), literal, signature));
    }
    byte[] notLast = announcement.body().clone();
    notLast[12] = 0;
    bad.add(joined(new Packet(Packet.ONE_PASS, notLast), literal, signature));
    bad.add(joined(new Packet(10, announcement.body()), literal, signature));
    byte[] marked = literal.body().clone();
    marked[0] = 't';
    bad.add(joined(announcement, new Packet(Packet.LITERAL, marked), signature));
    byte[] longer = Arrays.copyOf(signature.body(), signature.body().length + 1);
    bad.add(joined(announcement, literal, new Packet(Packet.SIGNATURE, longer)));
    // In two parts, as only data may come.
    byte[] body = signature.body();
    bad.add(
        TestSigner.join(
            joined(announcement, literal),
            new byte[] {(byte) 0xC2, (byte) (224 + 6)},
            Arrays.copyOf(body, 64),
            new byte[] {(byte) (body.length - 64)},
            Arrays.copyOfRange(body, 64, body.length)));
    // An old header without a length, which ends with the message.
    bad.add(
        TestSigner.join(
            joined(announcement, literal), new byte[] {(byte) (0x80 | 2 << 2 | 3)}, body));
    PgpKeys known = new TestSigner().keys();
    assertThat(failed(SimpleSigning.verify(image, joined(announcement, literal, signature), known)))
        .isEmpty();
    for (byte[] one : bad) {
      assertThat(failed(SimpleSigning.verify(image, one, known)))
          .as("number %s", bad.indexOf(one))
          .containsExactly("message.form");
    }
  }

  private static byte[] joined(Packet... packets) {
    return TestSigner.join(Arrays.stream(packets).map(Packet::encoded).toArray(byte[][]::new));
  }

  /** The id beside it is not signed, and is the one of the key that signed. */
  @Test
  void theFingerprintInTheSignedPartIsThatOfTheKey() {
    byte[] own = new TestSigner().fingerprint();
    assertThat(failed(verify(new TestSigner().issuer(own)))).isEmpty();
    byte[] sameId = own.clone();
    sameId[0] ^= 1;
    assertThat(failed(verify(new TestSigner().issuer(sameId)))).containsExactly("signature");
    byte[] other = own.clone();
    other[19] ^= 1;
    Fact fact = verify(new TestSigner().issuer(other));
    assertThat(failed(fact)).containsExactly("signature");
    assertThat(fact.check().said())
        .contains(HexFormat.of().withUpperCase().formatHex(other, 12, 20));
  }

  @ParameterizedTest
  @ValueSource(ints = {HashAlgorithmTags.SHA1, HashAlgorithmTags.MD5, HashAlgorithmTags.RIPEMD160})
  void aWeakHashIsRefused(int hash) {
    assertThat(failed(verify(new TestSigner().hash(hash)))).containsExactly("signature.kind");
  }

  @Test
  void aSignatureOfAnotherKindIsRefused() {
    assertThat(failed(verify(new TestSigner().kind(PGPSignature.CANONICAL_TEXT_DOCUMENT))))
        .contains("signature.kind");
    assertThat(failed(verify(new TestSigner().kind(PGPSignature.STAND_ALONE))))
        .contains("signature.kind");
  }

  @Test
  void aSignatureThatExpiresIsGoodUntilThen() {
    Fact fact = verify(new TestSigner().expiresAfter(60));
    assertThat(fact.isAuthentic()).isTrue();
    assertThat(fact.goodUntil()).hasValue(TestSigner.SIGNED.plusSeconds(60));
  }

  @Test
  void somethingCriticalThatIsNotKnownFails() {
    assertThat(failed(verify(new TestSigner().critical(100)))).containsExactly("signature.kind");
  }

  @Test
  void aSubkeyThatBothAgreedOnSigns() {
    Fact fact = verify(new TestSigner().bySubkey(KeyFlags.SIGN_DATA, true));
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.signer())
        .isInstanceOfSatisfying(
            Signer.OpenPgp.class,
            signer -> assertThat(signer.primary()).isNotEqualTo(signer.signing()));
  }

  @Test
  void aSubkeyThatNeverAgreedSignedNothing() {
    assertThat(failed(verify(new TestSigner().bySubkey(KeyFlags.SIGN_DATA, false))))
        .containsExactly("key.binding");
  }

  @Test
  void aSubkeyForSomethingElseSignedNothing() {
    assertThat(failed(verify(new TestSigner().bySubkey(KeyFlags.AUTHENTICATION, true))))
        .containsExactly("key.purpose");
  }

  @Test
  void aRevokedSubkeySignedNothing() {
    assertThat(failed(verify(new TestSigner().bySubkey(KeyFlags.SIGN_DATA, true).revokedSubkey())))
        .containsExactly("key.revocation");
  }

  @Test
  void aRevokedKeySignedNothingNorDidItsSubkeys() {
    assertThat(failed(verify(new TestSigner().revoked()))).containsExactly("key.revocation");
    assertThat(failed(verify(new TestSigner().bySubkey(KeyFlags.SIGN_DATA, true).revoked())))
        .containsExactly("key.revocation");
  }

  @Test
  void somebodyElsesRevocationIsNone() {
    assertThat(failed(verify(new TestSigner().revokedByAnother()))).isEmpty();
  }

  @Test
  void aPrimaryKeyThatIsNotForSignaturesSignedNothing() {
    assertThat(failed(verify(new TestSigner().flags(KeyFlags.CERTIFY_OTHER))))
        .containsExactly("key.purpose");
  }

  @Test
  void aKeyIsGoodUntilItExpires() {
    Fact fact = verify(new TestSigner().keyExpiresAfter(1_000_000));
    assertThat(failed(fact)).isEmpty();
    assertThat(fact.goodUntil()).hasValue(TestSigner.MADE.plusSeconds(1_000_000));
  }

  @Test
  void aKeyThatHadExpiredSignedNothing() {
    assertThat(failed(verify(new TestSigner().keyExpiresAfter(60)))).containsExactly("key.time");
  }

  /** Signatures by which a key answers for itself or for a subkey may end, too. */
  @Test
  void aKeyIsGoodUntilWhatAnswersForItExpires() {
    for (boolean bySubkey : List.of(false, true)) {
      assertThat(failed(verify(ending(60, bySubkey)))).containsExactly("key.time");
      Fact fact = verify(ending(1_000_000, bySubkey));
      assertThat(failed(fact)).isEmpty();
      assertThat(fact.goodUntil()).hasValue(TestSigner.MADE.plusSeconds(1_000_000));
    }
  }

  private static TestSigner ending(long seconds, boolean bySubkey) {
    TestSigner signer = new TestSigner().wordsExpireAfter(seconds);
    return bySubkey ? signer.bySubkey(KeyFlags.SIGN_DATA, true) : signer;
  }

  @Test
  void aKeyThatWasNotYetMadeSignedNothing() {
    assertThat(failed(verify(new TestSigner().signedAt(TestSigner.MADE.minusSeconds(1)))))
        .containsExactly("key.time");
  }

  @Test
  void aKeyThatAnswersForItselfWithAWeakHashIsRefused() {
    assertThat(failed(verify(new TestSigner().selfHash(HashAlgorithmTags.SHA1))))
        .containsExactly("key.self-signature");
  }

  @Test
  void aShortKeyIsRefused() {
    assertThat(failed(verify(new TestSigner().rsa(1024)))).containsExactly("key.strength");
  }

  @Test
  void theTextHasItsFieldsAndNoOthers() {
    String good = TestSigner.text(image.toString());
    for (String bad :
        List.of(
            "",
            "[]",
            good + "{}",
            good.replace("\"optional\"", "\"Optional\""),
            good.replace("\"optional\":{}", "\"optional\":{},\"more\":1"),
            good.replace("\"optional\":{}", "\"optional\":[]"),
            good.replace("\"optional\":{}", "\"optional\":{\"creator\":7}"),
            good.replace("\"optional\":{}", "\"optional\":{\"timestamp\":7.5}"),
            good.replace("\"type\"", "\"more\":1,\"type\""),
            good.replace("\"type\"", "\"type\":\"x\",\"type\""),
            good.replace("\"docker-reference\"", "\"x\":1,\"docker-reference\""),
            good.replace("\"docker-manifest-digest\"", "\"x\":1,\"docker-manifest-digest\""))) {
      assertThat(failed(verify(new TestSigner().text(t -> bad)))).containsExactly("text.form");
    }
    assertThat(
            failed(
                verify(
                    new TestSigner()
                        .text(t ->
                            good.replace(
                                "\"optional\":{}", "\"optional\":{\"x\":[1],\"timestamp\":7}")))))
        .isEmpty();
    assertThat(
            failed(
                verify(
                    new TestSigner()
                        .text(t -> t.replace("atomic container", "cosign container image")))))
        .containsExactly("critical.type");
  }

  @Test
  void noChangeOfABitMakesItSayAnythingElse() {
    Fact expected = SimpleSigning.verify(image, message, keys);
    int refused = 0;
    for (int at = 0; at < message.length * 8; at++) {
      byte[] changed = message.clone();
      changed[at / 8] ^= (byte) (1 << (at % 8));
      Fact fact = SimpleSigning.verify(image, changed, keys);
      if (fact.isAuthentic()) {
        assertThat(fact.signer()).isEqualTo(expected.signer());
        assertThat(fact.claims()).isEqualTo(expected.claims());
      } else {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(message.length * 8 * 9 / 10);
  }

  @Test
  void rubbishIsNoSignatureAndBreaksNothing() {
    List<byte[]> rubbish = new ArrayList<>();
    for (int length = 0; length < message.length; length += 7) {
      rubbish.add(Arrays.copyOf(message, length));
    }
    rubbish.add(new byte[(1 << 20) + 1]);
    rubbish.add(TestSigner.resource("gpg/signer.asc"));
    rubbish.add("{}".getBytes(UTF_8));
    rubbish.add(new byte[] {(byte) 0xC8, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF});
    for (byte[] bytes : rubbish) {
      assertThat(failed(SimpleSigning.verify(image, bytes, keys))).containsExactly("message.form");
    }
  }
}
