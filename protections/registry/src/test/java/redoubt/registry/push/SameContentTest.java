package redoubt.registry.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.life.Trash;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;

/** Many clients push the same content at once, into repositories of two tenants at two servers. */
class SameContentTest {
  private static final int CLIENTS = 24;
  private static final byte[] LAYER = Images.bytes(1, 200_000);
  private static final byte[] MANIFEST = Images.manifest(LAYER);

  @AutoClose private final Registry one = Registry.start();
  @AutoClose private final Registry two = one.another();

  @BeforeEach
  void namespaces() {
    one.namespace(Registry.TENANT, "alpha", false);
    one.namespace(Registry.OTHER, "bravo", false);
  }

  private static String repository(int client) {
    return (client % 2 == 0 ? "alpha/app" : "bravo/app") + client;
  }

  private Client client(int client) {
    Registry server = client % 4 < 2 ? one : two;
    return client % 2 == 0 ? server.writer() : server.stranger();
  }

  /** What all did at the same moment. */
  private static List<Integer> atOnce(List<Callable<Integer>> calls) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> call : threads.invokeAll(calls)) {
        statuses.add(call.get(60, TimeUnit.SECONDS));
      }
      return statuses;
    }
  }

  private void pushAtOnce(byte[] blob) throws Exception {
    CyclicBarrier all = new CyclicBarrier(CLIENTS);
    List<Callable<Integer>> pushes = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      pushes.add(() -> {
        String upload = client(client).begin(repository(client));
        client(client).send("PATCH", upload, blob).expect(202);
        int _ = all.await(60, TimeUnit.SECONDS);
        return client(client).finish(upload, Digest.of(blob)).status();
      });
    }
    assertThat(atOnce(pushes)).containsOnly(201);
  }

  private List<String> contents() {
    return one.inventory()
        .query("SELECT digest || ' ' || refs FROM registry.blob ORDER BY size DESC, digest");
  }

  private int places() throws Exception {
    List<String> places = new ArrayList<>();
    one.store().walk(place -> places.add(place.text()));
    return places.size();
  }

  private void time(Duration... steps) {
    for (Duration step : steps) {
      one.clock().advance(step);
      one.tick();
      two.tick();
    }
  }

  @Test
  void itIsKeptOnceAsLongAsSomebodyNeedsIt() throws Exception {
    pushAtOnce(LAYER);
    pushAtOnce(Images.CONFIG);
    assertThat(contents())
        .containsExactly(
            Digest.of(LAYER) + " " + CLIENTS, Digest.of(Images.CONFIG) + " " + CLIENTS);
    List<Callable<Integer>> puts = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      puts.add(() -> client(client).put(repository(client), "v1", MANIFEST).status());
    }
    assertThat(atOnce(puts)).containsOnly(201);
    assertThat(one.inventory().findings()).isEmpty();
    time(Duration.ofMinutes(11));
    assertThat(places()).isEqualTo(2);

    // All but one, whose image is whole then.
    List<Callable<Integer>> deletes = new ArrayList<>();
    String manifest = "/manifests/" + Digest.of(MANIFEST);
    for (int i = 1; i < CLIENTS; i++) {
      int client = i;
      deletes.add(() -> client(client).delete("/v2/" + repository(client) + manifest).status());
    }
    assertThat(atOnce(deletes)).containsOnly(202);
    assertThat(one.inventory().findings()).isEmpty();
    time(Trash.KEPT.plusDays(1), Duration.ofHours(25), Duration.ofHours(2), Duration.ofHours(1));
    assertThat(contents())
        .containsExactly(Digest.of(LAYER) + " 1", Digest.of(Images.CONFIG) + " 1");
    Answer last = client(0).get("/v2/" + repository(0) + "/blobs/" + Digest.of(LAYER));
    assertThat(last.expect(200).body()).isEqualTo(LAYER);

    client(0).delete("/v2/" + repository(0) + manifest).expect(202);
    time(Trash.KEPT.plusDays(1), Duration.ofHours(25), Duration.ofHours(2), Duration.ofHours(1));
    assertThat(contents()).isEmpty();
    assertThat(places()).isZero();
    assertThat(one.inventory().findings()).isEmpty();
  }
}
