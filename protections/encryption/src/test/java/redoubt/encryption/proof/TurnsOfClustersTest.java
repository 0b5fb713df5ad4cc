package redoubt.encryption.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import redoubt.encryption.Cluster;

/** Which clusters a proof attacks when there is no time for all. */
final class TurnsOfClustersTest {
  private static final Duration SLOW = Duration.ofMinutes(5);
  private static final Duration FAST = Duration.ofSeconds(2);

  private final TurnsOfClusters turns = new TurnsOfClusters();

  private static Cluster cluster(String tenant, int number) {
    return new Cluster(
        tenant,
        new UUID(1, number),
        tenant + number,
        Optional.empty(),
        List.of(),
        Cluster.Phase.ENABLED,
        Optional.of(new Cluster.Use(new UUID(3, 4), "ring")),
        List.of("secrets"),
        Optional.empty(),
        Instant.EPOCH,
        "somebody");
  }

  private static List<Cluster> clusters(String tenant, int from, int count) {
    List<Cluster> clusters = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      clusters.add(cluster(tenant, i));
    }
    return clusters;
  }

  /** The names of those that had a turn in that time, one after the other. */
  private List<String> run(List<Cluster> clusters, Duration atMost) {
    TurnsOfClusters.Run run = turns.begin(clusters);
    List<String> had = new ArrayList<>();
    Duration used = Duration.ZERO;
    while (used.compareTo(atMost) < 0) {
      Optional<Cluster> next = run.next();
      if (next.isEmpty()) {
        break;
      }
      Duration took = next.get().tenant().equals("slow") ? SLOW : FAST;
      run.ended(next.get(), took);
      used = used.plus(took);
      had.add(next.get().name());
    }
    return had;
  }

  @Test
  void aTenantsSlowClustersLeaveTimeToAllOthers() {
    List<Cluster> all = new ArrayList<>(clusters("slow", 0, 20));
    all.addAll(clusters("b", 100, 3));
    all.addAll(clusters("c", 200, 3));
    assertThat(run(all, SLOW.multipliedBy(2)))
        .contains("b100", "b101", "b102", "c200", "c201", "c202");
  }

  @Test
  void whatThereWasNoTimeForComesFirstInTheNextRun() {
    List<Cluster> all = clusters("slow", 0, 4);
    assertThat(run(all, SLOW.multipliedBy(2))).containsExactly("slow0", "slow1");
    assertThat(run(all, SLOW.multipliedBy(2))).containsExactly("slow2", "slow3");
    assertThat(run(all, SLOW.multipliedBy(2))).containsExactly("slow0", "slow1");
  }

  @Test
  void tenantsThatThereWasNoTimeForComeFirstInTheNextRun() {
    List<Cluster> all = List.of(cluster("a", 1), cluster("b", 2), cluster("c", 3));
    assertThat(run(all, FAST)).containsExactly("a1");
    assertThat(run(all, FAST)).containsExactly("b2");
    assertThat(run(all, FAST)).containsExactly("c3");
    assertThat(run(all, FAST)).containsExactly("a1");
  }

  @Test
  void aTenantWithSeveralClustersHasNoTurnBeforeOneThatWaits() {
    List<Cluster> all = List.of(cluster("a", 1), cluster("a", 2), cluster("b", 3));
    assertThat(run(all, FAST)).containsExactly("a1");
    assertThat(run(all, FAST)).containsExactly("b3");
    assertThat(run(all, FAST)).containsExactly("a2");
  }

  @Test
  void whoIsAtWorkWaitsForTheOthers() {
    List<Cluster> all = new ArrayList<>(clusters("slow", 0, 2));
    all.add(cluster("b", 100));
    all.add(cluster("b", 101));
    TurnsOfClusters.Run run = turns.begin(all);
    assertThat(run.next().orElseThrow().name()).isEqualTo("slow0");
    for (String name : List.of("b100", "b101")) {
      Cluster next = run.next().orElseThrow();
      assertThat(next.name()).isEqualTo(name);
      run.ended(next, FAST);
    }
    assertThat(run.left()).extracting(Cluster::name).containsExactly("slow1");
    assertThat(run.next().orElseThrow().name()).isEqualTo("slow1");
    assertThat(run.next()).isEmpty();
  }
}
