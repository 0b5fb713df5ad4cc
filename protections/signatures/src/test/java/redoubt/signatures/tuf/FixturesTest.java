package redoubt.signatures.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.oci.Digest;
import redoubt.signatures.Fact;
import redoubt.signatures.Signer;

/** Files that notary 0.7 and its server made. */
final class FixturesTest {
  private static final String GUN = "127.0.0.1:5000/acme/app";
  private static final Instant THEN = Instant.parse("2026-11-22T12:00:00Z");
  private static final Digest IMAGE =
      Digest.parse("sha256:ba80793db053dcd5c194eae4c0824bb747040272ebea9e5411f7949b842dc5a6");

  private static byte[] file(String name) {
    try (InputStream in =
        Objects.requireNonNull(
            FixturesTest.class.getResourceAsStream("/redoubt/signatures/tuf-" + name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] of(Map<String, byte[]> roles, String role) {
    return Objects.requireNonNull(roles.get(role), role);
  }

  private static Map<String, byte[]> roles() {
    Map<String, byte[]> roles = new TreeMap<>();
    roles.put("timestamp", file("timestamp.json"));
    roles.put("snapshot", file("snapshot.json"));
    roles.put("targets", file("targets.json"));
    roles.put("targets/releases", file("targets-releases.json"));
    roles.put("targets/alice", file("targets-alice.json"));
    return roles;
  }

  private static List<String> held(byte[] root, Map<String, byte[]> roles, Instant now) {
    return TufRepo.held(
        TufVerifier.verify(new TufFiles(GUN, List.of(root), roles), new Pin.FirstSeen(), now));
  }

  @Test
  void theyHold() {
    TufVerifier.Verified verified =
        TufVerifier.verify(
            new TufFiles(GUN, List.of(file("root.json")), roles()), new Pin.FirstSeen(), THEN);
    assertThat(TufRepo.held(verified))
        .containsExactly(
            "targets v1 " + IMAGE, "targets/alice v2 " + IMAGE, "targets/releases v2 " + IMAGE);
    Fact first = verified.facts().getFirst();
    assertThat(first.goodUntil()).contains(Instant.parse("2026-12-05T20:26:26.502997535Z"));
    assertThat(first.signer()).isInstanceOf(Signer.Role.class);
    assertThat(((Signer.Role) first.signer()).keys()).hasSize(1);
    assertThat(first.claims()).containsEntry("length", "349").containsEntry("gun", GUN);
  }

  @Test
  void theSameKeyHasTwoIds() throws BadDocument {
    TufKey alice =
        TargetsFile.read("targets", file("targets.json"))
            .delegation("targets/alice")
            .orElseThrow()
            .keys()
            .values()
            .iterator()
            .next();
    assertThat(alice.canonicalId()).isNotEqualTo(alice.id());
    assertThat(new Pin.Keys(java.util.Set.of(alice.canonicalId())).allows(alice)).isTrue();
    assertThat(new Pin.Keys(java.util.Set.of(alice.id())).allows(alice)).isTrue();
    assertThat(new Pin.Keys(java.util.Set.of(alice.fingerprint())).allows(alice)).isTrue();
    assertThat(new Pin.Keys(java.util.Set.of("other")).allows(alice)).isFalse();
  }

  @Test
  void afterTheTimestampExpiredNothingHolds() {
    assertThat(held(file("root.json"), roles(), Instant.parse("2026-12-05T20:26:27Z"))).isEmpty();
  }

  @Test
  void inAnotherRepositoryNothingHolds() {
    assertThat(
            TufRepo.held(
                TufVerifier.verify(
                    new TufFiles("127.0.0.1:5000/acme/other", List.of(file("root.json")), roles()),
                    new Pin.FirstSeen(),
                    THEN)))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"root", "snapshot", "targets"})
  void noneOfItsBitsCanChange(String role) {
    byte[] good = role.equals("root") ? file("root.json") : of(roles(), role);
    Random random = new Random(17);
    for (int i = 0; i < 150; i++) {
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(7));
      Map<String, byte[]> roles = roles();
      byte[] root = file("root.json");
      if (role.equals("root")) {
        root = bad;
      } else {
        roles.put(role, bad);
      }
      List<String> held = held(root, roles, THEN);
      assertThat(held).as("flip %s", i).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"targets/alice", "targets/releases"})
  void aChangedDelegationIsNoneAndTheOthersStay(String role) {
    Random random = new Random(18);
    for (int i = 0; i < 150; i++) {
      Map<String, byte[]> roles = roles();
      byte[] bad = of(roles, role).clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(7));
      roles.put(role, bad);
      assertThat(held(file("root.json"), roles, THEN))
          .hasSize(2)
          .noneMatch(fact -> fact.startsWith(role + " "));
    }
  }

  /** Nothing hashes a timestamp: what no signature covers may change and mean the same. */
  @Test
  void aChangedTimestampNeverMeansSomethingElse() {
    List<String> good = held(file("root.json"), roles(), THEN);
    Random random = new Random(19);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      Map<String, byte[]> roles = roles();
      byte[] bad = of(roles, "timestamp").clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(7));
      roles.put("timestamp", bad);
      List<String> held = held(file("root.json"), roles, THEN);
      if (!held.equals(good)) {
        assertThat(held).isEmpty();
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(380);
  }

  @Test
  void filesInEachOthersPlacesAreNone() {
    List<String> names = List.copyOf(roles().keySet());
    for (String a : names) {
      for (String b : names) {
        if (!a.equals(b)) {
          Map<String, byte[]> roles = roles();
          roles.put(a, of(roles(), b));
          List<String> held = held(file("root.json"), roles, THEN);
          assertThat(held)
              .as("%s in the place of %s", b, a)
              .noneMatch(fact -> fact.startsWith(a + " "));
        }
      }
    }
  }
}
