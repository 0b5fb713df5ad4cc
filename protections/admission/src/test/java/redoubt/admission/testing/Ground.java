package redoubt.admission.testing;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.yaml.snakeyaml.Yaml;
import redoubt.admission.Admission;
import redoubt.admission.Clusters;
import redoubt.admission.Witness;
import redoubt.admission.cluster.Book;
import redoubt.admission.cluster.PolicyReading;
import redoubt.admission.ladder.Ladder;
import redoubt.admission.ladder.Writes;
import redoubt.admission.sql.ClusterRows;
import redoubt.core.Failure;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.Ledger;
import redoubt.ledger.Recorded;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.testkit.Await;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;
import redoubt.web.Json;

/** The room on a real database, with a cluster that a test fills. */
public final class Ground implements AutoCloseable, Clusters {
  public static final Clusters.Cluster PROD =
      new Clusters.Cluster("tenant", "0a1b2c3d-0000-4000-8000-000000000001", "prod");

  private final TestDatabase owned =
      TestDatabase.create(Masters.migrations(), Ledger.migrations(), ClusterRows.MIGRATIONS);
  private final MovableClock clock = MovableClock.atNoon();
  private final Told told = new Told();
  private final Map<String, List<JsonNode>> lists = new HashMap<>();
  private final Map<String, JsonNode> objects = new HashMap<>();
  private final List<ChangeFeed> feeds = new ArrayList<>();
  private final Ledger ledger;
  private final Written api = new Written(lists, objects);
  private Optional<Failure> refusing = Optional.empty();
  private boolean there = true;

  public Ground() {
    Database database = owned.database();
    try {
      Masters masters =
          Masters.open(
              database,
              List.of(FileMasterKeys.in(Files.createTempDirectory("redoubt-admission-"))),
              MasterKeys.Kind.FILE,
              clock);
      ledger =
          Ledger.open(database, new Vault(database, masters), clock, new SimpleMeterRegistry());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server of its own on the database. */
  public record Server(Admission admission, PolicyReading reading, Ladder ladder) {}

  public Server server() {
    ChangeFeed feed = ChangeFeed.open(owned.database());
    feeds.add(feed);
    Book book = new Book(owned.database(), feed);
    Witness witness = (instance, keys) -> told;
    Ladder ladder = new Ladder(owned.database(), feed, this::write, witness, book, clock);
    return new Server(
        new Admission(owned.database(), ledger, this, witness, book, ladder, clock),
        new PolicyReading(owned.database(), this, book, clock),
        ladder);
  }

  /** Returns when all servers have heard of what was changed. */
  public void settle() {
    String round = Long.toString(System.nanoTime());
    CountDownLatch heard = new CountDownLatch(feeds.size());
    for (ChangeFeed feed : feeds) {
      feed.subscribe(
          "test.settle",
          said -> {
            if (said.equals(round)) {
              heard.countDown();
            }
          },
          () -> {});
    }
    owned
        .database()
        .transaction(transaction -> {
          feeds.getFirst().announce(transaction, "test.settle", round);
          return true;
        });
    Await.until(Duration.ofSeconds(20), "all is heard of", () -> heard.getCount() == 0);
  }

  public MovableClock clock() {
    return clock;
  }

  public Told told() {
    return told;
  }

  public TestDatabase database() {
    return owned;
  }

  /** Policies in place of all that the cluster had. */
  public void policies(String yaml) {
    lists.clear();
    for (Object one : new Yaml().loadAll(yaml)) {
      JsonNode policy = Json.parse(Json.bytes(one));
      String plural =
          policy.path("kind").asText().equals("ImagePolicy")
              ? "imagepolicies"
              : "clusterimagepolicies";
      lists
          .computeIfAbsent(
              "/apis/" + policy.path("apiVersion").asText() + "/" + plural, _ -> new ArrayList<>())
          .add(policy);
    }
  }

  public void secret(String namespace, String name, Map<String, ?> data) {
    objects.put(
        "/api/v1/namespaces/" + namespace + "/secrets/" + name,
        Json.parse(Json.bytes(Map.of("data", data))));
  }

  /** The API server answers nothing but that. */
  public void refusing(Optional<Failure> failure) {
    refusing = failure;
  }

  /** The cluster is no more known elsewhere. */
  public void gone() {
    there = false;
  }

  /** What the ledger has, the newest first. */
  public List<Recorded> entries(String action) {
    return ledger.entries(EntryFilter.ALL, Optional.empty(), 100).entries().stream()
        .filter(one -> one.entry().action().equals(action))
        .toList();
  }

  @Override
  public List<Cluster> all() {
    return there ? List.of(PROD) : List.of();
  }

  @Override
  public Cluster require(String instance, String idOrName) {
    if (there
        && instance.equals(PROD.instance())
        && (idOrName.equals(PROD.id()) || idOrName.equals(PROD.name()))) {
      return PROD;
    }
    throw new Failure(Failure.Kind.NOT_FOUND, "test.no-cluster", "There is none.", "Add one.");
  }

  @Override
  public <T> T visit(Cluster cluster, Function<Api, T> questions) {
    refusing.ifPresent(failure -> {
      throw failure;
    });
    return questions.apply(api);
  }

  private <T> T write(Cluster cluster, Function<Writes.Api, T> work) {
    refusing.ifPresent(failure -> {
      throw failure;
    });
    return work.apply(api);
  }

  /** The API server of the cluster. */
  public Written written() {
    return api;
  }

  @Override
  public void close() {
    feeds.forEach(ChangeFeed::close);
    ledger.close();
    owned.close();
  }
}
