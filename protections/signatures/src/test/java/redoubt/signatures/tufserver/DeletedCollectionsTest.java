package redoubt.signatures.tufserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.TufMaker;
import redoubt.signatures.tuf.TufMaker.Pair;
import redoubt.signatures.tuf.TufRepo;

/** What is left of collections that were deleted, so that nothing withdrawn comes back. */
final class DeletedCollectionsTest {
  private static final TrustPlace APP =
      new TrustPlace("tenant", "localhost:8443/team/app", "team/app");

  @AutoClose private final TrustHouse house = TrustHouse.start();

  private TufRepo published() {
    TufRepo client = house.client(APP);
    house.server.publish(APP, TrustHouse.files(client), "alice");
    return client;
  }

  /** A version that was signed before it was withdrawn is not signed again by a new beginning. */
  @Test
  void whatWasWithdrawnStaysWithdrawnWhenACollectionIsMadeAnew() {
    TufRepo client = published();
    client.version = 2;
    client.tags.clear();
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice");
    assertThat(house.held(APP)).isEmpty();
    house.server.delete(APP, "alice");
    TufRepo mallory = house.client(APP);
    mallory.targets = client.targets;
    mallory.roots.set(0, mallory.rootFile(mallory.root));
    house.server.publish(APP, TrustHouse.files(mallory), "mallory");
    assertThat(house.held(APP)).isEmpty();
    mallory.version = 2;
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(mallory), "targets", "snapshot"), "mallory");
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  /**
   * Whoever asks for a key reserves nothing: a collection is as old as what was published to it.
   */
  @Test
  void whatWasBegunBeforeAndPublishedLaterIsTheYounger() {
    TufRepo mallory = house.client(TrustHouse.at("localhost"));
    TufRepo client = published();
    client.version = 2;
    client.tags.clear();
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice");
    mallory.targets = client.targets;
    mallory.roots.set(0, mallory.rootFile(mallory.root));
    house.server.publish(TrustHouse.at("localhost"), TrustHouse.files(mallory), "mallory");

    assertThat(
            house.server.look(APP.instance(), APP.repository(), gun -> new Pin.FirstSeen()).stream()
                .map(collection -> collection.verified().orElseThrow().facts().size()))
        .containsExactly(0, 1);

    house.server.delete(APP, "alice");
    assertThat(house.held(TrustHouse.at("localhost"))).isEmpty();
  }

  /** The other way round: who has it in a younger collection waits for the older ones to go. */
  @Test
  void theEndOfAStillYoungerCollectionBringsNothingBack() {
    TufRepo client = published();
    client.version = 2;
    client.tags.clear();
    TufRepo mallory = house.client(TrustHouse.at("localhost"));
    mallory.targets = client.targets;
    mallory.roots.set(0, mallory.rootFile(mallory.root));
    house.server.publish(TrustHouse.at("localhost"), TrustHouse.files(mallory), "mallory");
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice");
    TufRepo third = house.client(TrustHouse.at("127.0.0.1"));
    third.targets = client.targets;
    third.roots.set(0, third.rootFile(third.root));
    house.server.publish(TrustHouse.at("127.0.0.1"), TrustHouse.files(third), "mallory");
    house.server.delete(APP, "alice");
    assertThat(house.held(TrustHouse.at("localhost"))).isEmpty();
    house.server.delete(TrustHouse.at("127.0.0.1"), "alice");
    assertThat(house.held(TrustHouse.at("localhost"))).isEmpty();
  }

  /** Of a key that signs one collection after the other, what counts for others is kept. */
  @Test
  void whoMakesAndDeletesCollectionsLeavesNoMoreThanWasEverThere() {
    TufRepo client = published();
    for (int version = 2; version < 6; version++) {
      assertThat(house.server.delete(APP, "alice")).isTrue();
      TufRepo again = house.client(APP);
      again.targets = client.targets;
      again.version = version;
      again.roots.set(0, again.rootFile(again.root));
      house.server.publish(APP, TrustHouse.files(again), "alice");
    }
    assertThat(house.server.delete(APP, "alice")).isTrue();

    assertThat(seen()).containsExactly(5);
    TufRepo late = house.client(APP);
    late.targets = client.targets;
    late.version = 4;
    late.roots.set(0, late.rootFile(late.root));
    house.server.publish(APP, TrustHouse.files(late), "mallory");
    assertThat(house.held(APP)).isEmpty();
  }

  /**
   * Two hold a role, and the second takes back alone what the first had signed: no file of the
   * first is there any more when the collection is deleted.
   */
  @Test
  void whatAnotherHolderOfTheRoleTookBackStaysTakenBack() {
    TufRepo client = house.client(APP);
    Pair ann = TufMaker.ecdsa();
    Pair bob = TufMaker.ecdsa();
    client.tags.clear();
    client.delegations.add(TufMaker.delegation("targets/releases", "[\"\"]", ann, bob));
    client.delegates.addAll(List.of(ann, bob));
    client.version = 8;
    client.sign("targets/releases", Map.of("v1", TufRepo.image(1)), ann);
    house.server.publish(APP, TrustHouse.files(client), "alice");
    byte[] kept = Objects.requireNonNull(client.delegated.get("targets/releases"));
    assertThat(house.held(APP)).containsExactly("targets/releases v1");
    for (int version = 9; version < 31; version++) {
      client.version = version;
      client.sign("targets/releases", Map.of(), bob);
      house.server.publish(
          APP,
          TrustHouse.only(TrustHouse.files(client), "targets", "targets/releases", "snapshot"),
          "alice");
    }
    assertThat(house.held(APP)).isEmpty();
    signer("ann", ann);
    signer("bob", bob);
    house.server.delete(APP, "alice");

    TufRepo mallory = house.client(APP);
    mallory.targets = ann;
    mallory.roots.set(0, mallory.rootFile(mallory.root));
    mallory.taken = Optional.of(kept);
    house.server.publish(APP, TrustHouse.files(mallory), "mallory");
    assertThat(house.held(APP)).isEmpty();
  }

  /** Whoever may push to a repository does not fill the database with what is signed there. */
  @Test
  void aNamespaceHasRoomForSoMuchAndNoMore() {
    TufRepo client = published();
    house.database.transaction(transaction ->
        transaction.execute(
            """
            INSERT INTO signatures.tuf_file (gun, role, version, sha256, bytes, at)
            SELECT g.id, 'targets/old', n, 'x' || n, convert_to(repeat('a', 1 << 20), 'UTF8'), now()
            FROM signatures.tuf_gun g, generate_series(1, ?) n
            """,
            TrustServer.MOST_OF_NAMESPACE >> 20));
    client.version = 2;
    assertThatThrownBy(() ->
            house.server.publish(
                APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice"))
        .hasMessageContaining("together, with older versions");
    TrustPlace other = new TrustPlace("tenant", "localhost/others/app", "others/app");
    TufRepo neighbour = house.client(other);
    house.server.publish(other, TrustHouse.files(neighbour), "alice");
    assertThat(house.stored(other)).contains("targets 1");
  }

  private void signer(String name, Pair pair) {
    boolean _ =
        house.database.transaction(transaction ->
            transaction.execute(
                    """
                    INSERT INTO signatures.signer
                      (id, instance, namespace, name, kind, credential, prints, terms, added_at, added_by)
                    VALUES (gen_random_uuid(), 'tenant', 'team', ?, 'KEY', 'x', ARRAY[?], '{}', now(), 'x')
                    """,
                    name,
                    pair.key().fingerprint())
                == 1);
  }

  private List<Integer> seen() {
    return house.database.read(handle ->
        handle
            .createQuery("SELECT version FROM signatures.tuf_seen ORDER BY age")
            .mapTo(Integer.class)
            .list());
  }

  /** A younger collection that is still there must not be bound by the end of an older version. */
  @Test
  void whatIsForgottenOfDeletedCollectionsIsNotMissedByThoseThatAreThere() {
    TufRepo client = published();
    client.version = 2;
    house.server.publish(
        APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice");
    for (String host : List.of("localhost", "127.0.0.1")) {
      TufRepo younger = house.client(TrustHouse.at(host));
      younger.targets = client.targets;
      younger.version = host.equals("localhost") ? 1 : 3;
      younger.roots.set(0, younger.rootFile(younger.root));
      house.server.publish(TrustHouse.at(host), TrustHouse.files(younger), "mallory");
    }
    assertThat(house.server.delete(TrustHouse.at("127.0.0.1"), "alice")).isTrue();
    assertThat(house.server.delete(APP, "alice")).isTrue();

    assertThat(seen()).containsExactly(2, 3);
    assertThat(house.held(TrustHouse.at("localhost"))).isEmpty();
  }

  @Test
  void aRepositoryWithTooManyKeysOfDeletedCollectionsBeginsNoOther() {
    published();
    house.database.transaction(transaction ->
        transaction.execute(
            """
            INSERT INTO signatures.tuf_seen (instance, repository, key, version, age)
            SELECT 'tenant', 'team/app', 'key ' || n, 1, 0 FROM generate_series(1, ?) n
            """,
            Beginning.MOST_SEEN));

    assertThatThrownBy(() -> house.server.key(TrustHouse.at("localhost"), "timestamp", "alice"))
        .hasMessageContaining("deleted with 1000 keys");
    assertThat(house.stored(APP)).contains("timestamp 1");
    TrustPlace other = new TrustPlace("tenant", "localhost/team/other", "team/other");
    assertThat(house.server.key(other, "timestamp", "alice")).isNotNull();
  }
}
