package redoubt.signatures.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.signatures.testing.Room;

/** What it takes to follow many clusters: each row that is written is counted by the database. */
final class FollowingTest {
  private static final int CLUSTERS = Integer.getInteger("redoubt.following.clusters", 4);
  private static final int IMAGES = Integer.getInteger("redoubt.following.images", 100);

  private final Room room = new Room();
  private final List<Workloads.Cluster> clusters =
      IntStream.range(0, CLUSTERS)
          .mapToObj(i -> new Workloads.Cluster(Room.TENANT, "c" + i, "cluster-" + i))
          .toList();

  @BeforeEach
  void count() {
    room.database()
        .transaction(transaction -> {
          transaction.execute("CREATE SEQUENCE signatures.written");
          transaction.execute(
              """
              CREATE FUNCTION signatures.count_written() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN PERFORM nextval('signatures.written'); RETURN NULL; END $$
              """);
          for (String table : List.of("workload", "watched_cluster", "foreign_image")) {
            transaction.execute(
                "CREATE TRIGGER count_written AFTER INSERT OR UPDATE OR DELETE ON signatures."
                    + table
                    + " FOR EACH ROW EXECUTE FUNCTION signatures.count_written()");
          }
          return true;
        });
    watchClusters();
    Object _ = room.covers().set(Room.TENANT, "manager", "ghcr.io", "team", Optional.empty());
  }

  @AfterEach
  void close() {
    room.close();
  }

  private void watchClusters() {
    room.database()
        .transaction(transaction -> {
          WorkloadRows.watch(transaction, clusters, room.clock().instant());
          return true;
        });
  }

  private long written() {
    return room.database()
        .read(handle ->
            handle
                .createQuery(
                    "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM signatures.written")
                .mapTo(Long.class)
                .one());
  }

  private static Use use(int image, String tag) {
    return new Use(
        "shop", "ghcr.io/acme/app-" + image + ":" + tag, Optional.empty(), List.of(), "default");
  }

  private static List<Use> uses() {
    return IntStream.range(0, IMAGES).mapToObj(i -> use(i, "v1")).toList();
  }

  /** As after a reading; how many statements it took. */
  private int read(Workloads.Cluster cluster, List<Use> uses) {
    AtomicInteger statements = new AtomicInteger();
    boolean _ =
        room.database()
            .transaction(transaction -> {
              count(transaction, statements);
              WorkloadRows.put(
                  transaction,
                  cluster,
                  uses,
                  "",
                  room.clock().instant(),
                  room.clock().instant().plus(Duration.ofSeconds(30)));
              room.covers().follow(transaction, Room.TENANT, uses);
              return true;
            });
    return statements.get();
  }

  private static void count(Handle handle, AtomicInteger statements) {
    handle
        .getConfig(SqlStatements.class)
        .setSqlLogger(
            new SqlLogger() {
              @Override
              public void logBeforeExecution(StatementContext context) {
                int _ = statements.incrementAndGet();
              }
            });
  }

  @Test
  void aReadingThatShowsNothingNewWritesNothingButThatItWas() {
    clusters.forEach(cluster -> read(cluster, uses()));
    long before = written();
    for (Workloads.Cluster cluster : clusters) {
      assertThat(read(cluster, uses())).isLessThan(8);
    }
    watchClusters();
    assertThat(written() - before).isEqualTo(CLUSTERS);
  }

  @Test
  void whatIsNewIsWrittenAlone() {
    clusters.forEach(cluster -> read(cluster, uses()));
    long before = written();
    List<Use> uses = new ArrayList<>(uses());
    uses.set(0, use(0, "v2"));
    int _ = read(clusters.getFirst(), uses);
    // That the cluster was read, the use that went, the one that came, and its image.
    assertThat(written() - before).isEqualTo(4);
    assertThat(room.overview().of(Room.TENANT))
        .filteredOn(line -> line.image().startsWith("ghcr.io/acme/app-0:"))
        .extracting(line -> line.image() + " " + line.places().size())
        .containsExactly("ghcr.io/acme/app-0:v1 " + (CLUSTERS - 1), "ghcr.io/acme/app-0:v2 1");
  }

  @Test
  void onceAnHourItIsWrittenThatImagesAreNamed() {
    clusters.forEach(cluster -> read(cluster, uses()));
    room.clock().advance(Duration.ofMinutes(61));
    long before = written();
    clusters.forEach(cluster -> read(cluster, uses()));
    assertThat(written() - before).isEqualTo(CLUSTERS + IMAGES);
  }

  @Test
  void theListTakesAFewStatementsHoweverLongItIs() {
    clusters.forEach(cluster -> read(cluster, uses()));
    Digest digest = Digest.of(new byte[0]);
    boolean _ =
        room.database()
            .transaction(transaction -> {
              TrackedRows.of(transaction, Room.TENANT)
                  .forEach(tracked ->
                      TrackedRows.asked(
                          transaction,
                          tracked,
                          digest,
                          0,
                          room.clock().instant(),
                          Duration.ofHours(1)));
              return true;
            });
    AtomicInteger statements = new AtomicInteger();
    List<Overview.Line> lines =
        room.database()
            .read(handle -> {
              count(handle, statements);
              return room.overview().of(handle, Room.TENANT);
            });
    assertThat(lines).hasSize(IMAGES);
    assertThat(statements).hasValueLessThan(5);
  }

  @Test
  void podsOfAnImageAreFoundByItsRepository() {
    clusters.forEach(cluster -> read(cluster, uses()));
    Use running =
        new Use(
            "shop",
            "ghcr.io/acme/app-1@" + Digest.of(new byte[0]),
            Optional.empty(),
            List.of("pull"),
            "default");
    int _ = read(clusters.getFirst(), List.of(use(1, "v1"), running));
    List<WorkloadRows.Named> pods =
        room.database()
            .read(handle ->
                WorkloadRows.of(handle, Room.TENANT, use(1, "v1").named().orElseThrow().name()));
    assertThat(pods).hasSize(CLUSTERS + 1);
  }
}
