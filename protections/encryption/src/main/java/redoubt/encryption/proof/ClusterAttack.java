package redoubt.encryption.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Evidence.Outcome;
import redoubt.core.Failure;
import redoubt.core.NamedProof;
import redoubt.encryption.Cluster;
import redoubt.encryption.outward.TookTooLong;

/**
 * An attack on every registered cluster whose objects are to be encrypted, a few at once. The
 * evidence is that of the worst: one that failed, else one that could not be tried. When there is
 * no time for all, no tenant's slow clusters use up that of the others.
 */
abstract class ClusterAttack extends NamedProof {
  private static final Logger log = LoggerFactory.getLogger(ClusterAttack.class);

  private static final int AT_ONCE = 4;

  /** Those that take longest: so many may use up their time one after the other. */
  private static final int LONGEST_ONES = 2;

  private static final String LEFT =
      "an object of the proof is left in namespace " + OwnPlace.NAMESPACE;

  private final Reach reach;
  private final TurnsOfClusters turns = new TurnsOfClusters();

  ClusterAttack(Reach reach, String name, String claim, String attack) {
    super("encryption." + name, claim, attack);
    this.reach = reach;
  }

  /** What came of one cluster. */
  private record Seen(Cluster cluster, Observation observation) {}

  @Override
  public final Observation attempt() {
    List<Cluster> clusters =
        reach.clusters().stream().filter(cluster -> !isOfAProof(cluster)).toList();
    if (clusters.isEmpty()) {
      return Observation.notTried(
          "There is no cluster: none is registered with encryption enabled.");
    }
    Deadline all = Deadline.in(reach.longest().multipliedBy(LONGEST_ONES));
    TurnsOfClusters.Run run = turns.begin(clusters);
    Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    List<Future<?>> ends = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < AT_ONCE; i++) {
        ends.add(threads.submit(() -> oneAfterTheOther(run, all, seen)));
      }
    }
    // Whoever broke off may have left a cluster untried that nothing was said of.
    ends.forEach(Future::resultNow);
    for (Cluster cluster : run.left()) {
      seen.add(
          new Seen(
              cluster, Observation.notTried("the proof's time was over before it was its turn")));
    }
    return worst(
        seen.stream()
            .sorted(Comparator.comparingInt(one -> clusters.indexOf(one.cluster())))
            .toList());
  }

  private void oneAfterTheOther(TurnsOfClusters.Run run, Deadline all, Queue<Seen> seen) {
    while (!all.isOver()) {
      Optional<Cluster> next = run.next();
      if (next.isEmpty()) {
        return;
      }
      Cluster cluster = next.get();
      long begun = System.nanoTime();
      seen.add(new Seen(cluster, attempt(cluster, all.left(reach.longest()))));
      run.ended(cluster, Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  /** A proof's own record leads nowhere, and is gone in a moment. */
  private static boolean isOfAProof(Cluster cluster) {
    return ProofName.parse(cluster.name()).isPresent()
        && cluster.apiServer().isEmpty()
        && cluster.etcdEndpoints().isEmpty();
  }

  private Observation attempt(Cluster cluster, Duration time) {
    try (OwnPlace place = OwnPlace.in(reach, cluster, Deadline.in(time))) {
      return attempt(cluster, place);
    } catch (NotTried e) {
      return leftBehind(e) ? Observation.failed(LEFT) : Observation.notTried(e.why());
    } catch (TookTooLong e) {
      return leftBehind(e)
          ? Observation.failed(LEFT)
          : Observation.notTried(
              "nothing is proven, it took longer than " + time.toSeconds() + " seconds");
    } catch (LeftBehind e) {
      log.error("the proof {} left an object in cluster {}", id(), cluster.id(), e);
      return Observation.failed(LEFT);
    } catch (RuntimeException e) {
      log.error("the proof {} broke at cluster {}", id(), cluster.id(), e);
      return Observation.failed(
          e instanceof Failure failure
              ? "the proof broke off (" + failure.code() + ")"
              : "the proof broke off; the server's log says where");
    }
  }

  private static boolean leftBehind(Exception e) {
    return Arrays.stream(e.getSuppressed()).anyMatch(LeftBehind.class::isInstance);
  }

  /**
   * Attacks one cluster.
   *
   * @return what was seen, as the end of a sentence without its dot
   * @throws NotTried before anything was attacked
   */
  abstract Observation attempt(Cluster cluster, OwnPlace place) throws NotTried;

  final Reach reach() {
    return reach;
  }

  private static Observation worst(List<Seen> all) {
    List<Seen> failed = with(all, Outcome.FAILED);
    List<Seen> untried = with(all, Outcome.NOT_TRIED);
    int tried = all.size() - untried.size();
    String count =
        all.size() == 1 ? "" : " " + tried + " of " + all.size() + " clusters were tried";
    if (!failed.isEmpty()) {
      return Observation.failed(
          text(failed.getFirst())
              + (all.size() == 1 ? "" : count + ", " + failed.size() + " failed."));
    }
    if (!untried.isEmpty()) {
      return Observation.notTried(
          text(untried.getFirst()) + (all.size() == 1 ? "" : count + ", and held."));
    }
    return Observation.proven(
        text(all.getFirst()) + (all.size() == 1 ? "" : " All " + tried + " clusters were tried."));
  }

  private static List<Seen> with(List<Seen> all, Outcome outcome) {
    return all.stream().filter(one -> one.observation().outcome() == outcome).toList();
  }

  private static String text(Seen one) {
    String seen = one.observation().seen();
    return "Cluster " + one.cluster().id() + ": " + (seen.endsWith(".") ? seen : seen + ".");
  }
}
