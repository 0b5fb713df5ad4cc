package redoubt.signatures.tufserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.signatures.tuf.TufRepo;

/** What others do while something is published. */
final class PublishedAtOnceTest {
  private static final TrustPlace APP =
      new TrustPlace("tenant", "localhost:8443/team/app", "team/app");

  @AutoClose private final TrustHouse house = TrustHouse.start();

  private TufRepo published() {
    TufRepo client = house.client(APP);
    house.server.publish(APP, TrustHouse.files(client), "alice");
    return client;
  }

  @Test
  void ofClientsAtOnceOneIsTaken() throws Exception {
    TufRepo client = published();
    client.version = 2;
    Map<String, byte[]> second = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
    try (TrustHouse other = house.another();
        ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<String>> runs = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        TrustServer server = i % 2 == 0 ? house.server : other.server;
        runs.add(
            threads.submit(() -> {
              try {
                server.publish(APP, second, "alice");
                return "taken";
              } catch (Failure e) {
                return e.code();
              }
            }));
      }
      List<String> came = new ArrayList<>();
      for (Future<String> run : runs) {
        came.add(run.get());
      }
      assertThat(came).containsOnlyOnce("taken");
      came.remove("taken");
      assertThat(came).containsOnly("signatures.trust.old-version");
    }
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void whoPublishesMeanwhileIsNotOverwritten() {
    TufRepo client = published();
    client.version = 2;
    Map<String, byte[]> second = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
    client.version = 3;
    Map<String, byte[]> third = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
    try (TrustHouse other = house.another()) {
      house.meanwhile.set(() -> other.server.publish(APP, third, "bob"));
      assertThatThrownBy(() -> house.server.publish(APP, second, "alice"))
          .hasMessageContaining("version");
      client.version = 4;
      Map<String, byte[]> fourth = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
      client.version = 5;
      Map<String, byte[]> fifth = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
      house.changing.clear();
      house.meanwhile.set(() -> other.server.publish(APP, fourth, "bob"));
      house.server.publish(APP, fifth, "alice");
      assertThat(house.changing).as("it was looked at anew").hasSize(2);
    }
    assertThat(house.stored(APP)).contains("targets 5");
  }

  /** The timestamp's version is one higher than what is stored by then, and not than before. */
  @Test
  void whatTheServerSignsAnewMeanwhileIsFollowed() {
    TufRepo client = published();
    client.version = 2;
    Map<String, byte[]> second = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
    house.time().advance(Duration.ofDays(8));
    house.changing.clear();
    try (TrustHouse other = house.another()) {
      house.meanwhile.set(() -> assertThat(other.stored(APP)).contains("timestamp 2"));
      house.server.publish(APP, second, "alice");
    }
    assertThat(house.changing).as("nothing was looked at anew").containsExactly(APP);
    assertThat(house.stored(APP)).contains("targets 2", "snapshot 2", "timestamp 3");
    assertThat(house.held(APP)).containsExactly("targets v1");
  }

  @Test
  void whoDeletesAndBeginsAnewMeanwhileIsNotOverwritten() {
    TufRepo client = published();
    client.version = 2;
    Map<String, byte[]> second = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
    try (TrustHouse other = house.another()) {
      house.meanwhile.set(() -> {
        assertThat(other.server.delete(APP, "boss")).isTrue();
        other.server.publish(APP, TrustHouse.files(other.client(APP)), "boss");
      });
      assertThatThrownBy(() -> house.server.publish(APP, second, "alice"))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.trust.bad-targets"));
    }
    assertThat(house.stored(APP)).contains("targets 1");
  }

  /** Nobody waits for the lock as long as it takes to read sixteen megabytes. */
  @Test
  void whatIsStoredIsReadBeforeItIsLocked() {
    TufRepo client = published();
    client.version = 2;
    Map<String, byte[]> second = TrustHouse.only(TrustHouse.files(client), "targets", "snapshot");
    house.changing.clear();
    house.meanwhile.set(() ->
        house.database.transaction(transaction ->
            transaction.execute(
                "UPDATE signatures.tuf_file SET bytes = 'read' WHERE role IN ('root',"
                    + " 'targets')")));
    house.server.publish(APP, second, "alice");
    assertThat(house.changing).as("its version is enough").containsExactly(APP);
  }
}
