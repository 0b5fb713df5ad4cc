package redoubt.signatures.tufserver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.signatures.tuf.MetaFile;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tuf.TufMaker;
import redoubt.signatures.tuf.TufMaker.Pair;
import redoubt.signatures.tuf.TufRepo;
import redoubt.signatures.tuf.TufVerifier;

/** What clients publish, what the server makes of it, and what it refuses. */
final class TrustServerTest {
  private static final TrustPlace APP =
      new TrustPlace("tenant", "localhost:8443/team/app", "team/app");

  @AutoClose private final TrustHouse house = TrustHouse.start();

  private TufRepo published() {
    TufRepo client = house.client(APP);
    house.server.publish(APP, TrustHouse.files(client), "alice");
    return client;
  }

  private void refused(Map<String, byte[]> files, String code) {
    List<String> before = house.stored(APP);
    assertThatThrownBy(() -> house.server.publish(APP, files, "alice"))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.code()).isEqualTo("signatures.trust." + code));
    assertThat(house.stored(APP)).as("nothing of it is stored").isEqualTo(before);
  }

  private byte[] file(String role) {
    return house.server.current(APP, role).orElseThrow().bytes();
  }

  /** As one that an earlier version took, and that is refused when it is read again. */
  @Test
  void uponARootThatCannotBeReadNothingIsPublished() {
    assertThatThrownBy(() ->
            Publication.check(
                APP.gun(),
                Map.of("root", "{}".getBytes(UTF_8)),
                Map.of(),
                house.clock.instant(),
                Deadline.never()))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.code()).isEqualTo("signatures.trust.bad-root"))
        .hasMessageStartingWith("The root that is stored cannot be read.");
  }

  @Test
  void whatIsPublishedHoldsWithATimestampOfTheServer() {
    TufRepo client = published();
    assertThat(house.stored(APP))
        .containsExactly("root 1", "snapshot 1", "targets 1", "timestamp 1");
    assertThat(house.held(APP)).containsExactly("targets v1");
    assertThat(file("targets"))
        .isEqualTo(house.server.byVersion(APP, "targets", 1).orElseThrow().bytes());
    assertThat(client.roots.getLast()).isEqualTo(file("root"));
    assertThat(house.told).containsExactly(APP);
    assertThat(house.ledgerOf("tenant"))
        .containsExactly("trust.key.create by alice", "trust.publish by alice");
  }

  @Test
  void olderVersionsAreFoundByVersionAndByHash() {
    TufRepo client = published();
    byte[] first = file("targets");
    client.version = 2;
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice");
    assertThat(house.stored(APP))
        .containsExactly("root 1", "snapshot 2", "targets 2", "timestamp 2");
    assertThat(house.server.byVersion(APP, "targets", 1).orElseThrow().bytes()).isEqualTo(first);
    String hash = redoubt.oci.Digest.of(first).hex();
    assertThat(house.server.byHash(APP, "targets", hash).orElseThrow().bytes()).isEqualTo(first);
    assertThat(house.server.byHash(APP, "snapshot", hash)).isEmpty();
  }

  @Test
  void twentyVersionsAreKeptAndAllRoots() {
    TufRepo client = published();
    for (int i = 2; i <= 25; i++) {
      client.version = i;
      client.rotate(client.root, client.root);
      house.server.publish(APP, TrustHouse.files(client), "alice");
    }
    assertThat(house.server.byVersion(APP, "targets", 5)).isEmpty();
    assertThat(house.server.byVersion(APP, "targets", 6)).isPresent();
    assertThat(house.server.byVersion(APP, "root", 1)).isPresent();
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void aFirstPublicationHasARootAndTargets() {
    Map<String, byte[]> files = TrustHouse.files(house.client(APP));
    refused(TrustHouse.only(files, "targets", "snapshot"), "bad-update");
    refused(TrustHouse.only(files, "root", "snapshot"), "bad-hierarchy");
    refused(TrustHouse.only(files, "root", "targets"), "bad-hierarchy");
    refused(Map.of(), "bad-update");
  }

  @Test
  void anOlderOrEqualVersionIsRefused() {
    TufRepo client = published();
    refused(TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "old-version");
    refused(TrustHouse.files(client), "old-version");
    client.version = 2;
    Map<String, byte[]> second = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
    house.server.publish(APP, second, "alice");
    refused(second, "old-version");
  }

  @Test
  void oneRoleThatIsWrongKeepsAllOut() {
    TufRepo client = published();
    Pair bob = TufMaker.ecdsa();
    client.version = 2;
    client.delegate("targets/bob", "[\"\"]", bob);
    client.sign("targets/bob", Map.of("v2", TufRepo.image(2)), TufMaker.ecdsa());
    refused(TrustHouse.files(client), "old-version");
    Map<String, byte[]> files =
        TrustHouse.only(TrustHouse.files(client), "targets", "snapshot", "targets/bob");
    refused(files, "bad-targets");
    client.sign("targets/bob", Map.of("v2", TufRepo.image(2)), bob);
    Map<String, byte[]> good =
        TrustHouse.only(TrustHouse.files(client), "targets", "snapshot", "targets/bob");
    Map<String, byte[]> mixed = new HashMap<>(good);
    mixed.put("snapshot", Objects.requireNonNull(files.get("snapshot")));
    refused(mixed, "bad-snapshot");
    house.server.publish(APP, good, "bob");
    assertThat(house.held(APP)).containsExactly("targets v1", "targets/bob v2");
  }

  @Test
  void noChangedBitIsTaken() {
    TufRepo client = published();
    client.version = 2;
    client.rotate(client.root, client.root);
    Map<String, byte[]> good = TrustHouse.files(client);
    List<String> before = house.stored(APP);
    Random random = new Random(11);
    for (String role : List.of("root", "targets", "snapshot")) {
      for (int i = 0; i < 60; i++) {
        Map<String, byte[]> bad = new HashMap<>(good);
        byte[] bytes = Objects.requireNonNull(bad.get(role)).clone();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(7));
        bad.put(role, bytes);
        // What no signature covers may change in the snapshot, which only the timestamp hashes.
        try {
          house.server.publish(APP, bad, "mallory");
          assertThat(role).isEqualTo("snapshot");
          assertThat(house.held(APP)).containsExactly("targets v1");
          return;
        } catch (Failure e) {
          assertThat(e.code()).startsWith("signatures.trust.");
        }
      }
      assertThat(house.stored(APP)).isEqualTo(before);
    }
  }

  @Test
  void aDelegationNeedsItsParent() {
    TufRepo client = published();
    client.version = 2;
    Pair bob = TufMaker.ecdsa();
    client.sign("targets/bob", Map.of("v2", TufRepo.image(2)), bob);
    refused(TrustHouse.only(TrustHouse.files(client), "snapshot", "targets/bob"), "bad-targets");
    client.sign("targets/bob/carl", Map.of("v2", TufRepo.image(2)), bob);
    refused(
        TrustHouse.only(TrustHouse.files(client), "snapshot", "targets/bob/carl"), "bad-targets");
  }

  @Test
  void aRootFollowsTheOneBefore() {
    TufRepo client = published();
    Pair old = client.root;
    Pair fresh = TufMaker.root(APP.gun(), house.clock.instant());
    client.version = 2;
    client.rotate(fresh, fresh);
    refused(TrustHouse.files(client), "bad-root");
    client.roots.set(1, client.rootFile(old));
    refused(TrustHouse.files(client), "bad-root");
    client.roots.set(1, TufMaker.sign(client.rootText(3), old, fresh));
    refused(TrustHouse.files(client), "bad-root");
    client.roots.set(1, client.rootFile(old, fresh));
    house.server.publish(APP, TrustHouse.files(client), "alice");
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void aRootOfAnotherRepositoryIsRefused() {
    TufRepo client =
        house.client(new TrustPlace("tenant", "localhost:8443/team/other", "team/app"));
    refused(TrustHouse.files(client), "bad-root");
  }

  @Test
  void aRootWithATimestampKeyThatIsNotTheServersIsRefused() {
    TufRepo client = TufRepo.of(APP.gun(), house.clock.instant());
    refused(TrustHouse.files(client), "bad-root");
  }

  @Test
  void targetsThatDoNotHoldUnderANewRootMustCome() {
    TufRepo client = published();
    client.targets = TufMaker.ecdsa();
    client.version = 2;
    client.rotate(client.root, client.root);
    refused(TrustHouse.only(TrustHouse.files(client), "root", "snapshot"), "bad-targets");
    house.server.publish(APP, TrustHouse.files(client), "alice");
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void aSnapshotLeftToTheServerIsMadeByIt() throws Exception {
    TufRepo client = house.client(APP);
    client.snapshot = TufRepo.unknown(house.server.key(APP, "snapshot", "alice"));
    client.roots.set(0, client.rootFile(client.root));
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "root", "targets"), "alice");
    assertThat(house.held(APP)).containsExactly("targets v1");
    Pair bob = TufMaker.ecdsa();
    client.version = 2;
    client.delegate("targets/bob", "[\"\"]", bob);
    house.server.publish(APP, TrustHouse.only(TrustHouse.files(client), "targets"), "alice");
    client.sign("targets/bob", Map.of("v2", TufRepo.image(2)), bob);
    house.server.publish(APP, TrustHouse.only(TrustHouse.files(client), "targets/bob"), "bob");
    assertThat(house.held(APP)).containsExactly("targets v1", "targets/bob v2");
    assertThat(MetaFile.read("snapshot", file("snapshot")).files().keySet())
        .isEqualTo(Set.of("root", "targets", "targets/bob"));
    refused(TrustHouse.only(TrustHouse.files(client), "snapshot"), "bad-snapshot");
  }

  @Test
  void aKeyWaitsForItsRootAndIsTheSameUntilThen() {
    TufKey first = house.server.key(APP, "timestamp", "alice");
    assertThat(house.server.key(APP, "timestamp", "bob").id()).isEqualTo(first.id());
    assertThat(house.server.key(APP, "snapshot", "bob").id()).isNotEqualTo(first.id());
    TufRepo client = house.client(APP);
    house.server.publish(APP, TrustHouse.files(client), "alice");
    TufKey waiting = house.server.rotateKey(APP, "timestamp", "alice");
    assertThat(waiting.id()).isNotEqualTo(first.id());
    assertThat(house.server.key(APP, "timestamp", "alice").id()).isEqualTo(first.id());
    client.timestamp = TufRepo.unknown(waiting);
    client.version = 2;
    client.rotate(client.root, client.root);
    house.server.publish(APP, TrustHouse.files(client), "alice");
    assertThat(house.held(APP)).containsExactly("targets v1");
    assertThat(house.server.key(APP, "timestamp", "alice").id()).isEqualTo(waiting.id());
    assertThat(house.ledgerOf("tenant")).contains("trust.key.rotate by alice");
    // The old timestamp's key is gone; that of the snapshot was never used.
    assertThat(house.secrets()).isEqualTo(2);
  }

  @Test
  void unusedKeysDoNotPileUp() {
    for (int i = 0; i < 12; i++) {
      TufKey _ = house.server.rotateKey(APP, "timestamp", "alice");
    }
    assertThat(house.secrets()).isEqualTo(5);
    assertThatThrownBy(() -> house.server.key(APP, "targets", "alice"))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("no keys for it");
  }

  @Test
  void aTimestampIsSignedAnewWhenItIsReadNearItsEnd() {
    published();
    house.time().advance(Duration.ofDays(6));
    assertThat(house.stored(APP)).contains("timestamp 1");
    house.time().advance(Duration.ofDays(2));
    assertThat(house.stored(APP)).contains("timestamp 2", "snapshot 1");
    assertThat(house.held(APP)).containsExactly("targets v1");
    house.time().advance(Duration.ofDays(60));
    assertThat(house.held(APP)).containsExactly("targets v1");
    assertThat(house.ledgerOf("tenant").getLast()).isEqualTo("trust.renew by time");
    assertThat(house.told).hasSize(1);
  }

  @Test
  void aSnapshotOfTheServerIsSignedAnewToo() {
    TufRepo client = house.client(APP);
    client.snapshot = TufRepo.unknown(house.server.key(APP, "snapshot", "alice"));
    client.roots.set(0, client.rootFile(client.root));
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "root", "targets"), "alice");
    house.time().advance(Duration.ofDays(3 * 365 - 10));
    assertThat(house.server.current(APP, "timestamp").orElseThrow().version()).isEqualTo(2);
    assertThat(house.stored(APP)).contains("snapshot 2", "timestamp 2");
  }

  @Test
  void whatExpiredHoldsNoMoreAndIsToldWhy() {
    published();
    house.time().advance(Duration.ofDays(366));
    List<TufVerifier.Verified> looked =
        house.server.look("tenant", "team/app", gun -> new Pin.FirstSeen()).stream()
            .map(collection -> collection.verified().orElseThrow())
            .toList();
    assertThat(looked).hasSize(1);
    assertThat(looked.getFirst().chain().said()).contains("expired");
    assertThat(looked.getFirst().facts()).noneMatch(fact -> fact.isAuthentic());
  }

  @Test
  void factsAreOfAPinnedRootAlone() {
    TufRepo client = published();
    assertThat(
            house.facts(
                "tenant", "team/app", gun -> new Pin.Keys(Set.of(client.root.key().canonicalId()))))
        .allMatch(fact -> fact.isAuthentic())
        .hasSize(1);
    assertThat(house.facts("tenant", "team/app", gun -> new Pin.Keys(Set.of("other"))))
        .noneMatch(fact -> fact.isAuthentic());
  }

  @Test
  void aTenantSeesNothingOfAnother() {
    published();
    TrustPlace theirs = new TrustPlace("other", APP.gun(), APP.repository());
    assertThat(house.stored(theirs)).isEmpty();
    assertThat(house.facts("other", "team/app", gun -> new Pin.FirstSeen())).isEmpty();
    assertThat(house.server.key(theirs, "timestamp", "mallory").id())
        .isNotEqualTo(house.server.key(APP, "timestamp", "alice").id());
    assertThat(house.server.delete(theirs, "mallory")).isTrue();
    assertThat(house.held(APP)).containsExactly("targets v1");
    assertThat(changes("other")).isEmpty();
  }

  @Test
  void aFactSaysWhoSignedTheRoot() {
    TufRepo client = published();
    assertThat(house.facts("tenant", "team/app", gun -> new Pin.FirstSeen()).getFirst().signer())
        .isInstanceOfSatisfying(
            redoubt.signatures.Signer.Role.class,
            role -> assertThat(role.rootKeys()).containsExactly(client.root.key().fingerprint()));
  }

  /** As {@link TrustServer#look}, by a clock that counts how often it is asked. */
  private List<Boolean> seenWithin(int ticks) {
    AtomicLong nanos = new AtomicLong();
    Deadline deadline = Deadline.in(Duration.ofNanos(ticks), nanos::getAndIncrement);
    return house.server.look("tenant", "team/app", gun -> new Pin.FirstSeen(), deadline).stream()
        .map(collection -> collection.verified().isPresent())
        .toList();
  }

  @Test
  void noCollectionIsLookedAtWithoutEnd() {
    published();
    TrustPlace second = new TrustPlace("tenant", "else/team/app", "team/app");
    house.server.publish(second, TrustHouse.files(house.client(second)), "alice");

    assertThat(seenWithin(4)).as("between its roots and its roles").containsExactly(false, false);
    assertThat(seenWithin(1000)).as("it is not tried at once again").containsOnly(false);
    house.time().advance(Duration.ofMinutes(1));
    assertThat(seenWithin(1000)).containsExactly(true, true);
    assertThat(seenWithin(0)).as("what is known already takes no time").containsOnly(true);
  }

  @Test
  void allRootsTogetherAreBounded() {
    TufRepo client = published();
    Pair fresh = TufMaker.root(APP.gun(), house.clock.instant());
    Pair old = client.root;
    client.version = 2;
    client.rotate(fresh, fresh);
    client.roots.set(1, client.rootFile(old, fresh));
    house.server.publish(APP, TrustHouse.files(client), "alice");
    house.database.transaction(transaction ->
        transaction.execute(
            "UPDATE signatures.tuf_file SET bytes = decode(repeat('20', 16777216), 'hex')"
                + " WHERE role = 'root' AND version = 1"));
    Pair next = TufMaker.root(APP.gun(), house.clock.instant());
    client.version = 3;
    client.rotate(next, next);
    client.roots.set(2, client.rootFile(fresh, next));
    refused(TrustHouse.files(client), "too-large");
  }

  @Test
  void aVersionThatNoneFollowsIsRefused() {
    TufRepo client = house.client(APP);
    client.version = Integer.MAX_VALUE;
    refused(TrustHouse.files(client), "too-large");
  }

  /** Facts end with the timestamp. */
  @Test
  void aTimestampThatIsSignedAnewIsToldOf() {
    published();
    int before = house.changing.size();
    house.time().advance(Duration.ofDays(8));
    assertThat(house.server.current(APP, "timestamp")).isPresent();
    assertThat(house.changing).hasSize(before + 1);
  }

  private List<String> changes(String instance) {
    return house
        .server
        .changes(
            List.of(new TrustReader(instance, true, List.of(), List.of())),
            Optional.empty(),
            0,
            false,
            100)
        .stream()
        .map(change -> change.category() + " " + change.version())
        .toList();
  }

  @Test
  void aDeletedRepositoryIsGoneWithItsKeys() {
    published();
    assertThat(house.server.delete(APP, "boss")).isTrue();
    assertThat(house.server.delete(APP, "boss")).isFalse();
    assertThat(house.stored(APP)).isEmpty();
    assertThat(house.secrets()).isZero();
    assertThat(house.told).containsExactly(APP, APP);
    assertThat(house.ledgerOf("tenant").getLast()).isEqualTo("trust.delete by boss");
    assertThat(changes("tenant")).containsExactly("update 1", "deletion 1");
    published();
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void aNamespaceTakesItsRepositoriesWithIt() {
    published();
    TrustPlace other = new TrustPlace("tenant", "else/app", "else/app");
    TufKey _ = house.server.key(other, "timestamp", "alice");
    house.database.transaction(transaction -> {
      house.server.forgetAll(transaction, "tenant", Optional.of("team"));
      return true;
    });
    assertThat(house.stored(APP)).isEmpty();
    assertThat(house.secrets()).isEqualTo(1);
    assertThat(changes("tenant")).containsExactly("update 1", "deletion 1");
    house.database.transaction(transaction -> {
      house.server.forgetAll(transaction, "tenant", Optional.empty());
      return true;
    });
    assertThat(house.secrets()).isZero();
    assertThat(changes("tenant")).isEmpty();
  }

  @Test
  void changesAreOfWhatSomebodyMayRead() {
    TufRepo client = published();
    client.version = 2;
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice");
    for (TrustReader reader :
        List.of(
            new TrustReader("tenant", false, List.of("team"), List.of()),
            new TrustReader("tenant", false, List.of(), List.of("team/app")))) {
      assertThat(house.server.changes(List.of(reader), Optional.of(APP.gun()), 0, false, 10))
          .hasSize(2);
    }
    TrustReader nothing = new TrustReader("tenant", false, List.of("tea"), List.of("team/apple"));
    assertThat(house.server.changes(List.of(nothing), Optional.empty(), 0, false, 10)).isEmpty();
    TrustReader all = new TrustReader("tenant", true, List.of(), List.of());
    List<TrustChange> last =
        house.server.changes(List.of(all), Optional.empty(), Long.MAX_VALUE, true, 1);
    assertThat(last).hasSize(1);
    assertThat(last.getFirst().version()).isEqualTo(2);
    assertThat(
            house.server.changes(List.of(all), Optional.empty(), last.getFirst().id(), false, 10))
        .isEmpty();
  }

  @Test
  void whatIsSentIsLookedAtBeforeAnybodyWaitsForIt() {
    TufRepo client = published();
    house.changing.clear();
    client.version = 2;
    Map<String, byte[]> second = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
    second.put(
        "targets",
        new String(second.get("targets"), UTF_8)
            .replace("\"sig\":\"", "\"sig\":\"AAAA")
            .getBytes(UTF_8));
    refused(second, "bad-targets");
    assertThat(house.changing).as("no transaction was begun").isEmpty();
  }

  @Test
  void whatTakesTooLongToCheckIsRefused() {
    TufRepo client = house.client(APP);
    assertThatThrownBy(() ->
            Publication.check(
                APP.gun(),
                Map.of(),
                TrustHouse.files(client),
                house.clock.instant(),
                Deadline.in(Duration.ZERO)))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.code()).isEqualTo("signatures.trust.too-slow-to-check"));
  }

  @Test
  void rubbishIsRefused() {
    published();
    refused(Map.of("targets", "{}".getBytes(UTF_8)), "bad-targets");
    refused(Map.of("snapshot", new byte[0]), "bad-snapshot");
    refused(Map.of("root", "[".repeat(10_000).getBytes(UTF_8)), "bad-root");
    refused(Map.of("Root", "{}".getBytes(UTF_8)), "bad-role");
    refused(Map.of("targets/../root", "{}".getBytes(UTF_8)), "bad-role");
    refused(Map.of("root", new byte[1 << 20]), "too-large");
  }
}
