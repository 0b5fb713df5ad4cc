package redoubt.signatures.x509;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;

/** A timestamp is good by a known authority, of these bytes, and while its certificate is. */
final class TimestampTest {
  private final byte[] stamped = "a signature".getBytes(UTF_8);
  private final TestAuthority.Party root = TestAuthority.authority("Time", 1).alone();
  private final TestAuthority.Party clock = TestAuthority.clock().by(root);
  private final Authorities known = Authorities.of(List.of(root.certificate()));

  @Test
  void aGoodOneSaysWhen() {
    byte[] token = TestClock.stamp(clock, stamped, TestAuthority.NOW);
    assertThat(Timestamp.verify(token, stamped, known))
        .hasValue(
            new Timestamp(
                TestAuthority.NOW,
                TestAuthority.NOW,
                Certificates.fingerprint(root.certificate())));
  }

  @Test
  void itsAccuracyIsItsAuthoritysDoubt() {
    byte[] token = TestClock.stamp(clock, stamped, TestAuthority.NOW, "SHA256withECDSA", 30);
    Timestamp read = Timestamp.verify(token, stamped, known).orElseThrow();
    assertThat(read.from()).isEqualTo(TestAuthority.NOW.minusSeconds(30));
    assertThat(read.until()).isEqualTo(TestAuthority.NOW.plusSeconds(30));
  }

  @Test
  void oneOfOtherBytesIsNone() {
    byte[] token = TestClock.stamp(clock, "another".getBytes(UTF_8), TestAuthority.NOW);
    assertThat(Timestamp.verify(token, stamped, known)).isEmpty();
  }

  @Test
  void oneByAnUnknownAuthorityIsNone() {
    TestAuthority.Party other =
        TestAuthority.clock().by(TestAuthority.authority("Time", 1).key("P-256 thief").alone());
    assertThat(Timestamp.verify(TestClock.stamp(other, stamped, TestAuthority.NOW), stamped, known))
        .isEmpty();
    assertThat(
            Timestamp.verify(
                TestClock.stamp(clock, stamped, TestAuthority.NOW), stamped, Authorities.none()))
        .isEmpty();
  }

  @Test
  void oneFromOutsideItsCertificatesTimeIsNone() {
    for (Instant at :
        List.of(
            TestAuthority.START.minus(Duration.ofDays(1)),
            TestAuthority.END.plus(Duration.ofDays(1)))) {
      TestAuthority.Party late =
          TestAuthority.clock()
              .valid(TestAuthority.START, TestAuthority.END)
              .by(
                  TestAuthority.authority("Time", 1)
                      .valid(Instant.EPOCH, at.plusSeconds(9))
                      .alone());
      Authorities trusted = Authorities.of(List.of(late.root()));
      assertThat(Timestamp.verify(TestClock.stamp(late, stamped, at), stamped, trusted)).isEmpty();
    }
  }

  @Test
  void oneByACertificateForMoreThanTimestampsIsNone() {
    TestAuthority.Party jack =
        TestAuthority.clock()
            .with(
                TestAuthority.KEY_USAGE,
                true,
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyCertSign))
            .by(root);
    assertThat(Timestamp.verify(TestClock.stamp(jack, stamped, TestAuthority.NOW), stamped, known))
        .isEmpty();
  }

  @Test
  void oneByAnAuthorityOfOtherNamesIsNone() {
    for (String name : List.of("C=US,O=Acme", "C=US,O=Other")) {
      TestAuthority.Party limited =
          TestAuthority.authority("Time", 1)
              .with(
                  Extension.nameConstraints,
                  true,
                  new NameConstraints(
                      new GeneralSubtree[] {
                        new GeneralSubtree(new GeneralName(new X500Name(name)))
                      },
                      null))
              .alone();
      byte[] token = TestClock.stamp(TestAuthority.clock().by(limited), stamped, TestAuthority.NOW);
      assertThat(
              Timestamp.verify(token, stamped, Authorities.of(List.of(limited.certificate())))
                  .isPresent())
          .isEqualTo(name.endsWith("Acme"));
    }
  }

  @Test
  void sha1IsRefused() {
    byte[] token = TestClock.stamp(clock, stamped, TestAuthority.NOW, "SHA1withECDSA", 0);
    assertThat(Timestamp.verify(token, stamped, known)).isEmpty();
  }

  @Test
  void noChangeOfABitLeavesItGoodAtAnotherTime() {
    byte[] token = TestClock.stamp(clock, stamped, TestAuthority.NOW);
    for (int at = 0; at < token.length; at++) {
      byte[] changed = token.clone();
      changed[at] ^= (byte) (1 << (at % 8));
      Timestamp.verify(changed, stamped, known)
          .ifPresent(read -> assertThat(read.from()).isEqualTo(TestAuthority.NOW));
    }
  }
}
