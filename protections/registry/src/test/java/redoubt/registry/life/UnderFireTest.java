package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.History;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Pieces;
import redoubt.registry.testing.Registry;
import redoubt.web.Json;

/**
 * Many clients of two tenants push the same few blobs and images into a few repositories of two
 * servers, and delete them again, while both servers collect what nothing uses, time flies and
 * sessions of the database are killed. What is deleted is restored at times, and one of the tenants
 * has less room than it needs. {@code -Dredoubt.fire=60} does it for as many seconds.
 */
class UnderFireTest {
  private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("redoubt.fire", 8));
  private static final int CLIENTS = 12;
  private static final int ENOUGH = 20;

  /** Less than all images of the test have. */
  private static final int MOST_OF_BRAVO = 300_000;

  private static final List<String> REPOSITORIES =
      List.of("alpha/one", "alpha/two", "bravo/one", "bravo/two");

  @AutoClose private final Registry one = Registry.start();
  @AutoClose private final Registry two = one.another();

  private final List<byte[]> layers = new ArrayList<>();
  private final List<byte[]> manifests = new ArrayList<>();
  private final History history = new History();
  private final Queue<String> strange = new ConcurrentLinkedQueue<>();
  private final AtomicLong overQuota = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void whatIsAcknowledgedStaysAndNothingElse() throws Exception {
    one.namespace(Registry.TENANT, "alpha", false);
    one.namespace(Registry.OTHER, "bravo", false);
    one.stranger()
        .send(
            "PUT",
            instance("bravo") + "/quota",
            Json.bytes(Map.of("limit", Map.of("store", MOST_OF_BRAVO))))
        .expect(200);
    for (int i = 0; i < 6; i++) {
      layers.add(Images.bytes(i, i * i * 9_000));
    }
    for (int i = 0; i < 6; i++) {
      manifests.add(Images.manifest(layers.get(i), layers.get((i + 1) % 6)));
    }
    manifests.add(Images.index(manifests.get(0), manifests.get(1)));
    run();
    System.out.printf(
        "under fire: %s, %s over quota, %s%n",
        history,
        overQuota,
        one.inventory()
            .query(
                "SELECT deadlocks || ' deadlocks' FROM pg_stat_database WHERE datname ="
                    + " current_database()"));
    assertThat(strange).isEmpty();
    assertThat(one.inventory().findings()).isEmpty();
    assertThat(lost()).isEmpty();
    assertThat(history.acknowledged()).isGreaterThan(ENOUGH);
    collectAll();
    assertThat(one.inventory().findings()).isEmpty();
    assertThat(one.inventory().count("upload") + one.inventory().count("doomed")).isZero();
    assertThat(one.inventory().count("blob WHERE refs = 0")).isZero();
    assertThat(lost()).isEmpty();
    assertThat(
            one.inventory()
                .query("SELECT namespace FROM registry.usage WHERE live_bytes > most_bytes"))
        .isEmpty();
    one.clock().advance(Trash.KEPT.plusDays(1));
    collectAll();
    assertThat(one.inventory().count("manifest WHERE deleted_at IS NOT NULL")).isZero();
    assertThat(one.inventory().findings()).isEmpty();
    assertThat(lost()).isEmpty();
  }

  private void run() throws Exception {
    List<Callable<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      Random random = new Random(i);
      Registry server = i % 2 == 0 ? one : two;
      all.add(() -> client(server, random));
    }
    all.add(() -> collector(one));
    all.add(() -> collector(two));
    all.add(this::killer);
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Boolean>> running = all.stream().map(threads::submit).toList();
      LockSupport.parkNanos(TIME.toNanos());
      // On a busy machine little is done in that time.
      Deadline patience = Deadline.in(Duration.ofMinutes(2));
      while (history.acknowledged() <= ENOUGH && !patience.isOver()) {
        LockSupport.parkNanos(100_000_000);
      }
      over.set(true);
      for (Future<Boolean> each : running) {
        each.get(60, TimeUnit.SECONDS);
      }
    }
  }

  private boolean client(Registry server, Random random) {
    while (!over.get()) {
      String repository = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
      Client client = owner(server, repository);
      int image = random.nextInt(manifests.size());
      switch (random.nextInt(11)) {
        case 0, 1, 2 -> push(client, repository, image, random);
        case 3 -> put(client, repository, image, random);
        case 4, 5 -> delete(client, repository, image);
        case 6 ->
            known(
                "unlink",
                client.delete("/v2/" + repository + "/blobs/" + Digest.of(layer(random))),
                202,
                404,
                405);
        case 7 -> untag(client, repository, random);
        case 8, 9 -> restore(client, repository, image);
        default -> prune(client, repository);
      }
    }
    return true;
  }

  private static Client owner(Registry server, String repository) {
    return repository.startsWith("alpha") ? server.writer() : server.stranger();
  }

  private byte[] layer(Random random) {
    return layers.get(random.nextInt(layers.size()));
  }

  private void push(Client client, String repository, int image, Random random) {
    List<byte[]> blobs =
        image < 6
            ? List.of(Images.CONFIG, layers.get(image), layers.get((image + 1) % 6))
            : List.of();
    for (byte[] blob : blobs) {
      pushBlob(client, repository, blob, random);
    }
    put(client, repository, image, random);
  }

  private void pushBlob(Client client, String repository, byte[] blob, Random random) {
    String uploads = "/v2/" + repository + "/blobs/uploads/";
    Digest digest = Digest.of(blob);
    switch (random.nextInt(6)) {
      case 0 -> known("post", client.send("POST", uploads + "?digest=" + digest, blob), 201, 404);
      case 1 -> known("mount", client.send("POST", uploads + "?mount=" + digest), 201, 202);
      case 2 -> {
        Answer there = client.head("/v2/" + repository + "/blobs/" + digest);
        known("head", there, 200, 404);
        if (there.status() != 200) {
          known("push", client.push(repository, blob), 201, 404);
        }
      }
      case 3 -> inPieces(client, uploads, blob, random);
      case 4 -> {
        Answer begun = client.send("POST", uploads);
        if (begun.status() == 202) {
          String upload = begun.header("Location").orElseThrow();
          known(
              "broken off",
              client.send("PATCH", upload, new Pieces(List.of(blob), () -> {}, false)),
              400,
              404);
          if (random.nextBoolean()) {
            known("cancel", client.delete(upload), 204, 404, 409);
          } else {
            // What came is not kept when the session that was to say so was killed.
            known("rest", client.finish(upload, digest), 201, 400, 404, 409);
          }
        }
      }
      default -> known("push", client.push(repository, blob), 201, 404);
    }
  }

  private void inPieces(Client client, String uploads, byte[] blob, Random random) {
    Answer begun = client.send("POST", uploads);
    known("begin", begun, 202);
    if (begun.status() != 202) {
      return;
    }
    String upload = begun.header("Location").orElseThrow();
    int cut = blob.length == 0 ? 0 : random.nextInt(blob.length);
    Answer first = client.send("PATCH", upload, Arrays.copyOfRange(blob, 0, cut));
    known("patch", first, 202, 404);
    if (first.status() == 202) {
      byte[] rest = Arrays.copyOfRange(blob, cut, blob.length);
      known("put", client.finish(upload, Digest.of(blob), rest), 201, 404, 409);
    }
  }

  private void put(Client client, String repository, int image, Random random) {
    byte[] manifest = manifests.get(image);
    Digest digest = Digest.of(manifest);
    String type = image < 6 ? MediaTypes.OCI_MANIFEST : MediaTypes.OCI_INDEX;
    Object reference = random.nextBoolean() ? digest : "t" + random.nextInt(3);
    History.Call call = history.begins(repository + "@" + image, History.Kind.PUT);
    Answer answer = client.put(repository, reference, type, manifest);
    known("manifest", answer, 201, 400);
    call.ended(answer.status() == 201, answer.status() == 400 || answer.status() == 403);
  }

  private void delete(Client client, String repository, int image) {
    History.Call call = history.begins(repository + "@" + image, History.Kind.DELETE);
    Answer answer =
        client.delete("/v2/" + repository + "/manifests/" + Digest.of(manifests.get(image)));
    known("delete", answer, 202, 404);
    call.ended(answer.status() == 202, answer.status() == 404);
  }

  private static String instance(String repository) {
    return "/v1/instances/" + (repository.startsWith("alpha") ? Registry.TENANT : Registry.OTHER);
  }

  private void restore(Client client, String repository, int image) {
    History.Call call = history.begins(repository + "@" + image, History.Kind.PUT);
    Answer answer =
        client.post(
            instance(repository) + "/trash/restore",
            Map.of("repository", repository, "digest", Digest.of(manifests.get(image)).toString()));
    known("restore", answer, 200, 404);
    call.ended(answer.status() == 200, answer.status() == 404 || answer.status() == 403);
  }

  private void prune(Client client, String repository) {
    List<History.Call> calls =
        IntStream.range(0, manifests.size())
            .mapToObj(image -> history.begins(repository + "@" + image, History.Kind.DELETE))
            .toList();
    Answer answer =
        client.post(instance(repository) + "/images/prune", Map.of("repository", repository));
    known("prune", answer, 200);
    if (answer.status() == 200) {
      Set<String> gone = new HashSet<>();
      answer.json().path("items").forEach(item -> gone.add(item.path("digest").asText()));
      for (int image = 0; image < calls.size(); image++) {
        boolean went = gone.contains(Digest.of(manifests.get(image)).toString());
        calls.get(image).ended(went, !went);
      }
    }
  }

  private void untag(Client client, String repository, Random random) {
    String tag = "/v2/" + repository + "/manifests/t" + random.nextInt(3);
    known("untag", client.delete(tag), 202, 404);
  }

  /** A session that was killed is answered with 503; nothing else but these may be, and quotas. */
  private void known(String what, Answer answer, Integer... statuses) {
    if (answer.status() == 403 && answer.outcome().endsWith("-quota")) {
      overQuota.incrementAndGet();
    } else if (answer.status() != 503 && !List.of(statuses).contains(answer.status())) {
      strange.add(what + " " + answer.outcome());
    }
  }

  private boolean collector(Registry server) {
    while (!over.get()) {
      one.clock().advance(Duration.ofMinutes(50));
      try {
        server.tick();
      } catch (Failure e) {
        if (!e.code().startsWith("store.")) {
          strange.add("collector " + e.code());
        }
      }
      LockSupport.parkNanos(20_000_000);
    }
    return true;
  }

  private boolean killer() {
    Random random = new Random(99);
    while (!over.get()) {
      LockSupport.parkNanos(random.nextLong(150_000_000));
      one.killSession(random);
    }
    return true;
  }

  /** What the history says has to be there and is not, or the other way round, or is damaged. */
  private List<String> lost() {
    List<String> lost = new ArrayList<>();
    for (String repository : REPOSITORIES) {
      Client client = owner(one, repository);
      for (int image = 0; image < manifests.size(); image++) {
        byte[] manifest = manifests.get(image);
        String key = repository + "@" + image;
        Answer answer = client.get("/v2/" + repository + "/manifests/" + Digest.of(manifest));
        boolean there = answer.status() == 200;
        if (history.wrong(key, there)) {
          lost.add(key + (there ? " is there" : " is not there"));
        }
        if (there && image < 6) {
          for (byte[] blob :
              List.of(Images.CONFIG, layers.get(image), layers.get((image + 1) % 6))) {
            Answer read = client.get("/v2/" + repository + "/blobs/" + Digest.of(blob));
            if (read.status() != 200 || !Arrays.equals(read.body(), blob)) {
              lost.add(key + " lacks " + Digest.of(blob) + ": " + read);
            }
          }
        }
      }
    }
    return lost;
  }

  private void collectAll() {
    for (Duration time : List.of(Duration.ofHours(25), Duration.ofHours(2), Duration.ofHours(1))) {
      one.clock().advance(time);
      one.tick();
      two.tick();
    }
  }
}
