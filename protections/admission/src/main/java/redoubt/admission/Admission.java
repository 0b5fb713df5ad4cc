package redoubt.admission;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.cluster.Asking;
import redoubt.admission.cluster.Book;
import redoubt.admission.cluster.Standing;
import redoubt.admission.cluster.StandingKeys;
import redoubt.admission.decide.Decider;
import redoubt.admission.decide.Keys;
import redoubt.admission.decide.Verdict;
import redoubt.admission.decide.Words;
import redoubt.admission.ladder.Ladder;
import redoubt.admission.ladder.WrittenDigests;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.review.Answer;
import redoubt.admission.review.Review;
import redoubt.admission.review.Slots;
import redoubt.admission.seen.Sightings;
import redoubt.admission.sql.ClusterRows;
import redoubt.admission.sql.HeldRows;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.Database;

/** Which clusters ask here, and what they are answered. */
public final class Admission {
  private static final int SECRET_BYTES = 24;

  private final Database database;
  private final Ledger ledger;
  private final Clusters clusters;
  private final Witness witness;
  private final Book book;
  private final InstantSource clock;
  private final Ladder ladder;
  private final Refusals refusals;
  private final Sightings seen;
  private final SecureRandom random = new SecureRandom();

  public Admission(
      Database database,
      Ledger ledger,
      Clusters clusters,
      Witness witness,
      Book book,
      Ladder ladder,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.clusters = clusters;
    this.witness = witness;
    this.book = book;
    this.clock = clock;
    this.ladder = ladder;
    this.refusals = new Refusals(database, ledger, clock);
    this.seen = new Sightings(database, clock);
  }

  /**
   * Its API server may ask with this secret, which is not shown again; with one of before no more.
   *
   * @param known what is known of the API server, where images are written into the cluster
   */
  public record Installed(
      Clusters.Cluster cluster, String secret, Optional<Ladder.ApiServer> known) {
    @Override
    public String toString() {
      return "Installed[" + cluster + "]";
    }
  }

  /**
   * Lets the API server of a cluster ask.
   *
   * @param holding whether images that are admitted are written into the cluster
   * @throws redoubt.core.Failure when the instance has no such cluster, or it is to be written to
   *     and cannot be asked
   */
  public Installed install(String instance, String actor, String idOrName, boolean holding) {
    Clusters.Cluster cluster = clusters.require(instance, idOrName);
    Optional<Ladder.ApiServer> known =
        holding ? Optional.of(ladder.apiServer(cluster)) : Optional.empty();
    byte[] bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    database.transaction(transaction -> {
      ClusterRows.install(transaction, cluster, hash(secret), holding, clock.instant(), actor);
      if (!holding) {
        HeldRows.endAll(transaction, cluster);
      }
      ledger.append(transaction, List.of(entry(cluster, actor, "admission.install")));
      book.changing(transaction, cluster.id());
      return true;
    });
    return new Installed(cluster, secret, known);
  }

  /**
   * Its API server may ask no more; once more is none.
   *
   * @throws redoubt.core.Failure when the instance has no such cluster
   */
  public void remove(String instance, String actor, String idOrName) {
    Clusters.Cluster cluster = clusters.require(instance, idOrName);
    database.transaction(transaction -> {
      if (ClusterRows.remove(transaction, instance, cluster.id())) {
        ledger.append(transaction, List.of(entry(cluster, actor, "admission.remove")));
        book.changing(transaction, cluster.id());
      }
      return true;
    });
  }

  private Entry entry(Clusters.Cluster cluster, String actor, String action) {
    return Entry.ok(
        clock.instant(),
        cluster.instance(),
        actor,
        action,
        cluster.id(),
        Map.of("name", cluster.name()));
  }

  /** Clusters of an instance whose API servers ask, by name. */
  public List<Asking> asking(String instance) {
    return database.read(handle -> ClusterRows.of(handle, instance));
  }

  /**
   * A cluster as it is known here.
   *
   * @throws redoubt.core.Failure {@code admission.not-installed}
   */
  public Standing standing(String instance, String idOrName) {
    Clusters.Cluster cluster = clusters.require(instance, idOrName);
    return book.of(cluster.id()).orElseThrow(AdmissionFailures::notInstalled);
  }

  /**
   * The cluster whose API server shows the secret.
   *
   * @throws redoubt.core.Failure {@code admission.not-installed}
   */
  public Standing asker(String cluster, String secret) {
    return book.of(cluster)
        .filter(one -> MessageDigest.isEqual(one.secretHash(), hash(secret)))
        .orElseThrow(AdmissionFailures::notInstalled);
  }

  /** What was asked in the last days. */
  public Sightings seen() {
    return seen;
  }

  /** Keys in secrets of a cluster. */
  public Keys keys(Standing standing) {
    return new StandingKeys(standing, book, clock);
  }

  /**
   * Answers a question. What is refused is in the ledger before, unless it was only tried.
   *
   * @throws redoubt.core.Failure {@code admission.not-ready}, {@code admission.bad-review}
   */
  public Answer answer(Standing standing, Review review, Decider.Phase phase) {
    if (PolicyReview.isAbout(review)) {
      return PolicyReview.answer(review);
    }
    if (!Slots.mayNameImages(review)) {
      return admitted(review);
    }
    Policies policies = standing.policies().orElseThrow(AdmissionFailures::notReady);
    Optional<PolicyName> unreadable =
        Slots.changed(review).isEmpty() ? Optional.empty() : standing.obstacle(review.namespace());
    if (unreadable.isPresent()) {
      seen.refused(standing.asking().cluster(), review, unreadable.get());
      return refusedBy(standing, review, unreadable.get());
    }
    String instance = standing.asking().cluster().instance();
    boolean mutating = phase == Decider.Phase.MUTATING;
    Verdict verdict =
        Decider.decide(
            mutating ? ladder.unwritten(standing, review) : review,
            policies,
            witness.of(instance, keys(standing)),
            phase,
            clock.instant());
    seen.saw(standing.asking().cluster(), verdict, phase);
    if (!verdict.isAllowed()) {
      if (!review.dryRun()) {
        refusals.record(standing, verdict);
      }
      return new Answer(
          review.uid(),
          Optional.of(Words.refusal(verdict)),
          Words.warnings(verdict),
          Map.of(),
          List.of(),
          audit(verdict));
    }
    if (mutating) {
      ladder.hold(standing, verdict);
    }
    Map<String, String> patch = new LinkedHashMap<>();
    verdict.patches().forEach(one -> patch.put(one.pointer(), one.value()));
    return new Answer(
        review.uid(),
        Optional.empty(),
        Words.warnings(verdict),
        patch,
        mutating && WrittenDigests.areIn(review) ? List.of(WrittenDigests.POINTER) : List.of(),
        audit(verdict));
  }

  private static Answer admitted(Review review) {
    return new Answer(review.uid(), Optional.empty(), List.of(), Map.of(), List.of(), Map.of());
  }

  private static Answer refusedBy(Standing standing, Review review, PolicyName unreadable) {
    return new Answer(
        review.uid(),
        Optional.of(
            unreadable
                + " cannot be read, so it is not known what it refuses: "
                + standing.unreadable().get(unreadable)
                + " Correct or delete it."),
        List.of(),
        Map.of(),
        List.of(),
        Map.of());
  }

  /** For the API server's audit log: which policies decided. */
  private static Map<String, String> audit(Verdict verdict) {
    Map<String, String> audit = new LinkedHashMap<>();
    String policies =
        verdict.images().stream()
            .flatMap(one -> one.policy().stream())
            .map(PolicyName::toString)
            .distinct()
            .sorted()
            .reduce((a, b) -> a + ", " + b)
            .orElse("");
    if (!policies.isEmpty()) {
      audit.put("policies", policies);
    }
    return audit;
  }

  private static byte[] hash(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
