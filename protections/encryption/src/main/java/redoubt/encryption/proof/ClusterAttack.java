package redoubt.encryption.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Evidence.Outcome;
import redoubt.core.Failure;
import redoubt.core.Proof;
import redoubt.encryption.Cluster;
import redoubt.encryption.outward.Deadline;
import redoubt.encryption.outward.TookTooLong;

/**
 * An attack on every registered cluster whose objects are to be encrypted, one after the other. The
 * evidence is that of the worst: one that failed, else one that could not be tried.
 */
abstract class ClusterAttack implements Proof {
  private static final Logger log = LoggerFactory.getLogger(ClusterAttack.class);

  /** So many may use up their time before the others have none. */
  private static final int CLUSTERS_THAT_TAKE_LONG = 4;

  private static final String LEFT =
      "an object of the proof is left in namespace " + OwnPlace.NAMESPACE;

  private final Reach reach;
  private final String name;
  private final String claim;
  private final String attack;

  ClusterAttack(Reach reach, String name, String claim, String attack) {
    this.reach = reach;
    this.name = name;
    this.claim = claim;
    this.attack = attack;
  }

  @Override
  public final String id() {
    return "encryption." + name;
  }

  @Override
  public final String claim() {
    return claim;
  }

  @Override
  public final String attack() {
    return attack;
  }

  /** What came of one cluster. */
  private record Seen(Cluster cluster, Observation observation) {}

  @Override
  public final Observation attempt() {
    List<Seen> seen = new ArrayList<>();
    Deadline all = Deadline.in(reach.longest().multipliedBy(CLUSTERS_THAT_TAKE_LONG));
    for (Cluster cluster : reach.clusters()) {
      if (!isOfAProof(cluster)) {
        Duration time = all.left(reach.longest());
        seen.add(
            new Seen(
                cluster,
                time.isZero()
                    ? Observation.notTried("the proof's time was over before it was its turn")
                    : attempt(cluster, time)));
      }
    }
    return seen.isEmpty()
        ? Observation.notTried("There is no cluster: none is registered with encryption enabled.")
        : worst(seen);
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
      String reason = e instanceof Failure failure ? failure.code() : e.getClass().getSimpleName();
      return Observation.failed("the proof broke off (" + reason + ")");
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
