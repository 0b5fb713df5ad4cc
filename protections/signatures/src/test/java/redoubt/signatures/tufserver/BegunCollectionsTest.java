package redoubt.signatures.tufserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tuf.TufRepo;
import redoubt.signatures.tufserver.sql.GunRows;

/** Whoever asks for a key of the server and publishes nothing takes no place of others. */
final class BegunCollectionsTest {
  private static final TrustPlace APP =
      new TrustPlace("tenant", "localhost:8443/team/app", "team/app");

  @AutoClose private final TrustHouse house = TrustHouse.start();

  private void begin(int count) {
    for (int i = 0; i < count; i++) {
      TufKey _ = house.server.key(TrustHouse.at("localhost:" + (1 + i)), "timestamp", "mallory");
      house.time().advance(Duration.ofSeconds(1));
    }
  }

  private void publish(TrustPlace place) {
    house.server.publish(place, TrustHouse.files(house.client(place)), "alice");
  }

  private boolean isBegun(TrustPlace place) {
    return house.database.read(handle -> GunRows.find(handle, place)).isPresent();
  }

  private void refused(TrustPlace place, Map<String, byte[]> files, String code, String what) {
    assertThatThrownBy(() -> house.server.publish(place, files, "alice"))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("signatures.trust." + code);
              assertThat(failure.what()).contains(what);
            });
    assertThat(house.stored(place)).isEmpty();
  }

  @Test
  void whoOnlyAsksForKeysTakesNobodysPlace() {
    begin(20);
    assertThat(house.secrets()).isEqualTo(Beginning.MOST_BEGUN);
    publish(APP);
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void eightCollectionsOfARepositoryArePublishedToAtMost() {
    for (int i = 1; i < 8; i++) {
      publish(TrustHouse.at("localhost:" + i));
    }
    TrustPlace late = TrustHouse.at("localhost:9");
    TufRepo client = house.client(late);
    publish(TrustHouse.at("localhost:8"));

    refused(late, TrustHouse.files(client), "too-large", "8 signed collections");
    assertThatThrownBy(() -> house.server.key(APP, "timestamp", "alice"))
        .hasMessage("The repository has 8 signed collections, and may not have more.");
    assertThat(house.server.delete(TrustHouse.at("localhost:1"), "alice")).isTrue();
    house.server.publish(late, TrustHouse.files(client), "alice");
    assertThat(house.held(late)).contains("targets v1");
  }

  @Test
  void ofTwoThatTakeTheLastPlaceAtOnceOneIsRefused() throws Exception {
    for (int i = 1; i < 8; i++) {
      publish(TrustHouse.at("localhost:" + i));
    }
    Map<TrustPlace, Map<String, byte[]>> waiting = new LinkedHashMap<>();
    for (int i = 0; i < 4; i++) {
      TrustPlace place = TrustHouse.at("127.0.0.1:" + i);
      waiting.put(place, TrustHouse.files(house.client(place)));
    }
    List<Future<String>> runs = new ArrayList<>();
    try (TrustHouse other = house.another();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      waiting.forEach((place, files) -> {
        TrustServer server = runs.size() % 2 == 0 ? house.server : other.server;
        runs.add(
            threads.submit(() -> {
              try {
                server.publish(place, files, "alice");
                return "taken";
              } catch (Failure e) {
                return e.code();
              }
            }));
      });
      List<String> came = new ArrayList<>();
      for (Future<String> run : runs) {
        came.add(run.get());
      }
      assertThat(came)
          .containsOnlyOnce("taken")
          .containsOnly("taken", "signatures.trust.too-large");
    }
  }

  @Test
  void whatGaveWayIsToldToItsClientAndPublishedUnderNoOtherKeys() {
    TufRepo client = house.client(APP);
    house.time().advance(Duration.ofSeconds(1));
    begin(Beginning.MOST_BEGUN - 1);
    assertThat(isBegun(APP)).isTrue();
    begin(Beginning.MOST_BEGUN);
    assertThat(isBegun(APP)).isFalse();
    assertThat(house.secrets()).as("its key is destroyed").isEqualTo(Beginning.MOST_BEGUN);
    assertThat(house.ledgerOf("tenant")).containsOnlyOnce("trust.give-way by mallory");

    refused(APP, TrustHouse.files(client), "bad-root", "gives way to others");
    assertThat(isBegun(APP)).as("and nothing is begun").isFalse();
    TufRepo again = house.client(APP);
    assertThat(again.timestamp.key().id()).isNotEqualTo(client.timestamp.key().id());
    refused(APP, TrustHouse.files(client), "bad-root", "gives way to others");
    house.server.publish(APP, TrustHouse.files(again), "alice");
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void whatWasPublishedGivesWayToNobody() {
    publish(APP);
    begin(2 * Beginning.MOST_BEGUN);
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void inAnInstanceTheNamespaceThatHasMostGivesWay() {
    TufRepo client = house.client(APP);
    house.time().advance(Duration.ofSeconds(1));
    house.database.transaction(transaction ->
        transaction.execute(
            """
            INSERT INTO signatures.tuf_gun (instance, gun, repository, created_at)
            SELECT 'tenant', 'mallory/' || n, 'mallory/' || n, ? FROM generate_series(1, ?) n
            """,
            house.clock.instant(),
            Beginning.MOST_BEGUN_IN_INSTANCE - 1));
    TrustPlace first = new TrustPlace("tenant", "mallory/1", "mallory/1");
    TrustPlace theirs = new TrustPlace("other", "theirs/app", "theirs/app");
    TufKey _ = house.server.key(theirs, "timestamp", "bob");
    assertThat(isBegun(first)).as("of another tenant").isTrue();

    TrustPlace next = new TrustPlace("tenant", "mallory/next", "mallory/next");
    TufKey _ = house.server.rotateKey(next, "timestamp", "mallory");

    assertThat(isBegun(first)).isFalse();
    assertThat(isBegun(theirs)).isTrue();
    house.server.publish(APP, TrustHouse.files(client), "alice");
    assertThat(house.held(APP)).containsExactly("targets v1");
  }
}
