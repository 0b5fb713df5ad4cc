package redoubt.admission.seen;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.admission.Clusters;
import redoubt.admission.decide.Decider;
import redoubt.admission.decide.Looked;
import redoubt.admission.decide.Verdict;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.review.Review;
import redoubt.admission.review.Slot;
import redoubt.admission.review.Slots;
import redoubt.admission.sql.SeenRows;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.store.Database;

/**
 * Remembers what was asked and answered. Nobody who asks waits for the database: what is not
 * written yet lies in memory, bounded, and is lost when the server ends at once.
 */
public final class Sightings {
  private static final Logger LOG = LoggerFactory.getLogger(Sightings.class);

  /** How often it is written down. */
  public static final Duration EVERY = Duration.ofSeconds(5);

  /** How long it is remembered. */
  public static final Duration KEPT = Duration.ofDays(14);

  /** So much is remembered of a cluster, what was asked last. */
  public static final int MOST = 10_000;

  /** More that is different is not counted until it is written down: of a cluster, and of all. */
  private static final int MOST_PENDING_OF_ONE = 2_000;

  private static final int MOST_PENDING = 10_000;

  private final Database database;
  private final InstantSource clock;
  private Map<Clusters.Cluster, Map<Asked, Counted>> pending = new HashMap<>();
  private int size;

  public Sightings(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What was answered; what was only tried is not remembered. */
  public void saw(Clusters.Cluster cluster, Verdict verdict, Decider.Phase phase) {
    Review review = verdict.review();
    // What is validated was counted before, as its author wrote it.
    if (review.dryRun() || (phase == Decider.Phase.VALIDATING && verdict.isAllowed())) {
      return;
    }
    String workload = Workload.of(review);
    for (Looked one : verdict.images()) {
      if (one.image().isPresent()) {
        count(
            cluster,
            review,
            workload,
            one.slot(),
            one.digest(),
            one.policy(),
            outcome(one, verdict));
      }
    }
  }

  /** A policy that cannot be read was in the way. */
  public void refused(Clusters.Cluster cluster, Review review, PolicyName unreadable) {
    if (!review.dryRun()) {
      String workload = Workload.of(review);
      for (Slot slot : Slots.changed(review)) {
        count(
            cluster,
            review,
            workload,
            slot,
            Optional.empty(),
            Optional.of(unreadable),
            Asked.Outcome.REFUSED);
      }
    }
  }

  /** One image that is refused keeps the others of the object from running, too. */
  private static Asked.Outcome outcome(Looked one, Verdict verdict) {
    if (!verdict.isAllowed()) {
      return Asked.Outcome.REFUSED;
    }
    return one.holds() ? Asked.Outcome.ADMITTED : Asked.Outcome.WARNED;
  }

  private void count(
      Clusters.Cluster cluster,
      Review review,
      String workload,
      Slot slot,
      Optional<Digest> digest,
      Optional<PolicyName> policy,
      Asked.Outcome outcome) {
    String image = slot.image().strip();
    String by = policy.map(PolicyName::toString).orElse("");
    if (Asked.isOne(review.namespace(), review.kind(), workload, image, by)) {
      Instant now = clock.instant();
      add(
          cluster,
          new Counted(
              new Asked(review.namespace(), review.kind(), workload, image, digest, by, outcome),
              now,
              now,
              1));
    }
  }

  private synchronized void add(Clusters.Cluster cluster, Counted one) {
    Map<Asked, Counted> of = pending.computeIfAbsent(cluster, _ -> new HashMap<>());
    Counted before = of.get(one.asked());
    if (before != null) {
      of.put(one.asked(), before.and(one));
    } else if (size < MOST_PENDING && of.size() < MOST_PENDING_OF_ONE) {
      of.put(one.asked(), one);
      size++;
    }
  }

  private synchronized Map<Clusters.Cluster, Map<Asked, Counted>> taken() {
    Map<Clusters.Cluster, Map<Asked, Counted>> taken = pending;
    pending = new HashMap<>();
    size = 0;
    return taken;
  }

  /** Writes down what was counted. What cannot be written is lost. */
  public void write() {
    for (Map.Entry<Clusters.Cluster, Map<Asked, Counted>> one : taken().entrySet()) {
      if (!write(one.getKey(), one.getValue().values())) {
        // Who waited for each cluster would keep other work waiting.
        return;
      }
    }
  }

  /** Whether there is a database. */
  private boolean write(Clusters.Cluster cluster, Collection<Counted> counted) {
    // In one order, so that no two servers wait for each other.
    List<Counted> ordered = new ArrayList<>(counted);
    ordered.sort(Comparator.comparing(one -> one.asked().print()));
    try {
      database.transaction(transaction -> {
        SeenRows.add(transaction, cluster, ordered);
        SeenRows.keep(transaction, cluster, MOST);
        return true;
      });
      return true;
    } catch (Failure e) {
      LOG.warn("what {} asked is not remembered: {}", cluster.id(), e.what());
      return e.kind() != Failure.Kind.UNAVAILABLE;
    } catch (RuntimeException e) {
      LOG.warn("what {} asked is not remembered: {}", cluster.id(), e.toString());
      return true;
    }
  }

  /** Forgets what is older than it is remembered. */
  public void tidy() {
    database.transaction(transaction -> {
      SeenRows.forgetBefore(transaction, clock.instant().minus(KEPT));
      return true;
    });
  }

  /** What a cluster asked since a moment, also a moment ago. */
  public List<Counted> of(Clusters.Cluster cluster, Instant since) {
    write();
    return database.read(handle -> SeenRows.of(handle, cluster, since));
  }
}
