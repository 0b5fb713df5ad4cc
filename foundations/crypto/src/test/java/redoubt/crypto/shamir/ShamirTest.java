package redoubt.crypto.shamir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;

class ShamirTest {
  private final SecretBytes secret = SecretBytes.random(32);

  @Property(tries = 200)
  void anyThresholdOfTheSharesBringItBack(
      @ForAll @Size(min = 1, max = 64) byte[] bytes,
      @ForAll @IntRange(min = 2, max = 30) int shares,
      @ForAll @IntRange(min = 2, max = 30) int threshold,
      @ForAll Random random) {
    Assume.that(threshold <= shares);
    List<Share> all = new ArrayList<>(Shamir.split(SecretBytes.copyOf(bytes), shares, threshold));
    Collections.shuffle(all, random);
    List<Share> typed =
        all.subList(0, threshold).stream().map(share -> Share.parse(share.reveal())).toList();
    assertThat(Shamir.combine(typed)).isEqualTo(SecretBytes.copyOf(bytes));
  }

  @Test
  void fewerSharesFitEverySecret() {
    // With one share of two, each possible secret byte is as likely: all 256 are seen.
    boolean[] seen = new boolean[256];
    Share fixed = new Share(new byte[8], 2, 1, SecretBytes.copyOf(new byte[] {42}));
    for (int i = 0; i < 256; i++) {
      Share other = new Share(new byte[8], 2, 2, SecretBytes.copyOf(new byte[] {(byte) i}));
      seen[Shamir.combine(List.of(fixed, other)).use(bytes -> bytes[0] & 0xff)] = true;
    }
    assertThat(seen).containsOnly(true);
  }

  @Test
  void multipliesAndInvertsInTheFieldOfAes() {
    assertThat(Field.multiply(0x57, 0x83)).isEqualTo(0xc1); // FIPS 197, 4.2
    assertThat(Field.multiply(0x57, 0x13)).isEqualTo(0xfe);
    for (int a = 1; a < 256; a++) {
      assertThat(Field.multiply(a, Field.invert(a))).isEqualTo(1);
    }
  }

  @Test
  void splitsAnew() {
    assertThat(Shamir.split(secret, 5, 3).getFirst().reveal())
        .isNotEqualTo(Shamir.split(secret, 5, 3).getFirst().reveal());
  }

  @Test
  void tooFewAreRefused() {
    List<Share> shares = Shamir.split(secret, 5, 3);
    assertFails("share.too-few", () -> Shamir.combine(shares.subList(0, 2)));
    assertFails("share.too-few", () -> Shamir.combine(List.of()));
  }

  @Test
  void sharesOfDifferentSplitsAreRefused() {
    List<Share> one = Shamir.split(secret, 5, 2);
    List<Share> other = Shamir.split(secret, 5, 2);
    assertFails("share.mixed", () -> Shamir.combine(List.of(one.get(0), other.get(1))));
  }

  @Test
  void aShareCountsOnce() {
    List<Share> shares = Shamir.split(secret, 5, 2);
    assertFails("share.repeated", () -> Shamir.combine(List.of(shares.get(0), shares.get(0))));
  }

  @Test
  void everyMistypedCharacterIsNoticed() {
    String text = Shamir.split(secret, 5, 3).getFirst().reveal();
    for (int i = 0; i < text.length(); i++) {
      char wrong = text.charAt(i) == '7' ? '8' : '7';
      String mistyped = text.substring(0, i) + wrong + text.substring(i + 1);
      assertThatThrownBy(() -> Share.parse(mistyped))
          .isInstanceOfSatisfying(Failure.class, it -> assertThat(it.code()).startsWith("share.m"));
    }
  }

  @Test
  void blanksAndCapitalsDoNotMatter() {
    Share share = Shamir.split(secret, 5, 3).getFirst();
    String typed = "  " + share.reveal().toUpperCase(java.util.Locale.ROOT).replace("-", "- \n");
    assertThat(Share.parse(typed).reveal()).isEqualTo(share.reveal());
  }

  @Property
  void rubbishIsRefusedWithAClearError(@ForAll String rubbish) {
    for (String text : List.of(rubbish, "redoubt-share-1-" + rubbish)) {
      assertThatThrownBy(() -> Share.parse(text)).isInstanceOf(Failure.class);
    }
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertFails("share.bad-numbers", () -> Shamir.split(secret, 3, 4));
    assertFails("share.bad-numbers", () -> Shamir.split(secret, 3, 1));
    assertFails("share.bad-numbers", () -> Shamir.split(secret, 256, 3));
  }

  @Test
  void printsNothingOfTheSecret() {
    Share share = Shamir.split(secret, 5, 3).getFirst();
    assertThat(share.toString()).doesNotContain(share.reveal().split("-", -1)[6]);
  }

  private static void assertFails(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Failure.class, it -> assertThat(it.code()).isEqualTo(code));
  }
}
