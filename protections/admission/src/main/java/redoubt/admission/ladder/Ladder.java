package redoubt.admission.ladder;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.admission.Clusters;
import redoubt.admission.Witness;
import redoubt.admission.cluster.Book;
import redoubt.admission.cluster.Standing;
import redoubt.admission.cluster.StandingKeys;
import redoubt.admission.decide.Decider;
import redoubt.admission.decide.Evidence;
import redoubt.admission.decide.Looked;
import redoubt.admission.decide.Verdict;
import redoubt.admission.policy.Choice;
import redoubt.admission.review.Review;
import redoubt.admission.review.Slots;
import redoubt.admission.sql.HeldRows;
import redoubt.core.Failure;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * Holds the line while no server answers: what was admitted is written into the cluster before it
 * is answered, and taken away again when it would be refused. The API server admits what is written
 * there, and nothing else.
 */
public final class Ladder {
  private static final Logger LOG = LoggerFactory.getLogger(Ladder.class);

  /** How often images that are held are judged anew. */
  public static final Duration EVERY = Duration.ofSeconds(10);

  /** API servers wait for five seconds, and have more to ask. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** After which a cluster is taken once more, if the server ended meanwhile. */
  private static final Duration TAKEN = Duration.ofMinutes(2);

  /** Images that nobody used for so long are forgotten. */
  public static final Duration UNUSED = Duration.ofDays(30);

  private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);
  private static final int MOST_JUDGED = 5_000;

  private final Database database;
  private final Writes clusters;
  private final Witness witness;
  private final Book book;
  private final InstantSource clock;
  private final Holding holding;
  private final Writing writing;
  private final Executor background =
      task -> Thread.ofVirtual().name("admission-ladder").start(task);

  public Ladder(
      Database database,
      ChangeFeed changes,
      Writes clusters,
      Witness witness,
      Book book,
      InstantSource clock) {
    this.database = database;
    this.clusters = clusters;
    this.witness = witness;
    this.book = book;
    this.clock = clock;
    this.holding = new Holding(database, changes);
    this.writing = new Writing(database, book, holding);
  }

  /**
   * An API server that is written to.
   *
   * @param user as whom this server is known there
   * @param mutates whether it has policies that change objects (Kubernetes 1.36)
   */
  public record ApiServer(String user, boolean mutates) {}

  /**
   * @throws redoubt.core.Failure when it cannot be asked
   */
  public ApiServer apiServer(Clusters.Cluster cluster) {
    return clusters.visit(cluster, api -> new ApiServer(api.user(), mutates(api)));
  }

  private static boolean mutates(Writes.Api api) {
    return api.get("/apis/admissionregistration.k8s.io/v1").stream()
        .flatMap(kinds -> kinds.path("resources").valueStream())
        .anyMatch(kind -> kind.path("name").asText().equals("mutatingadmissionpolicies"));
  }

  /**
   * The same question, where names lack those digests again that the API server itself has written
   * after them: what they mean is known better here.
   */
  public Review unwritten(Standing standing, Review review) {
    if (!standing.asking().ladder() || !WrittenDigests.areIn(review)) {
      return review;
    }
    return holding
        .of(standing.asking().cluster(), review.namespace())
        .map(known -> WrittenDigests.without(review, known.tags()))
        .orElse(review);
  }

  /**
   * A pod is about to be admitted: its images are in the cluster afterwards, unless that takes too
   * long.
   */
  public void hold(Standing standing, Verdict verdict) {
    Review review = verdict.review();
    if (!standing.asking().ladder() || review.dryRun() || !Slots.isPod(review)) {
      return;
    }
    try {
      Clusters.Cluster cluster = standing.asking().cluster();
      List<Held> images =
          standing.policies().map(all -> all.admitsAll(review.namespace())).orElse(false)
              ? List.of()
              : held(verdict);
      Optional<Holding.Known> known = holding.of(cluster, review.namespace());
      if (known.isPresent() && images.stream().allMatch(known.get()::has)) {
        return;
      }
      holding.hold(cluster, review.namespace(), images);
      if (standing.asking().ladderSaid().isEmpty()) {
        await(CompletableFuture.runAsync(() -> write(cluster, review.namespace()), background));
      }
    } catch (RuntimeException e) {
      LOG.warn("images of {} are not held: {}", review.shown(), e.toString());
    }
  }

  private static void await(CompletableFuture<?> written) {
    try {
      written.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException | ExecutionException e) {
      LOG.warn("an image is not in its cluster yet: {}", e.toString());
    }
  }

  private void write(Clusters.Cluster cluster, String namespace) {
    boolean _ =
        clusters.visit(
            cluster,
            api -> {
              writing.write(api, cluster, namespace);
              return true;
            });
  }

  private List<Held> held(Verdict verdict) {
    Map<String, String> patches =
        verdict.patches().stream()
            .collect(Collectors.toMap(Verdict.Patch::pointer, Verdict.Patch::value));
    Instant now = clock.instant();
    return verdict.images().stream()
        .map(one -> held(one, Optional.ofNullable(patches.get(one.slot().pointer())), now))
        .distinct()
        .toList();
  }

  private static Held held(Looked one, Optional<String> written, Instant now) {
    String before = one.slot().image();
    String image = written.orElse(before);
    Optional<Instant> until =
        one.choice().orElse(null) instanceof Choice.Exempt exempt
            ? Optional.of(exempt.exemption().until())
            : Optional.empty();
    boolean meant = image.startsWith(before + "@");
    return new Held(image, until, meant ? Optional.of(now) : Optional.empty(), now);
  }

  /** Judges anew what clusters hold, one after another. */
  public void run() {
    Optional<Clusters.Cluster> due = next();
    while (due.isPresent()) {
      String said = went(due.get());
      Instant again = clock.instant().plus(said.isEmpty() ? EVERY : AFTER_FAILURE);
      Clusters.Cluster cluster = due.get();
      database.transaction(transaction -> {
        if (HeldRows.went(transaction, cluster, said, again)) {
          book.changing(transaction, cluster.id());
        }
        return true;
      });
      due = next();
    }
  }

  private Optional<Clusters.Cluster> next() {
    return database.transaction(transaction -> HeldRows.take(transaction, clock.instant(), TAKEN));
  }

  private String went(Clusters.Cluster cluster) {
    try {
      judge(cluster);
      boolean _ = clusters.visit(cluster, api -> writeAll(api, cluster));
      return "";
    } catch (Failure e) {
      return e.what();
    } catch (RuntimeException e) {
      LOG.warn("images of {} could not be judged anew: {}", cluster.id(), e.toString());
      return "They could not be judged anew.";
    }
  }

  private void judge(Clusters.Cluster cluster) {
    Optional<Standing> standing = book.of(cluster.id()).filter(one -> one.policies().isPresent());
    if (standing.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    List<HeldRows.Placed> images =
        database.transaction(transaction -> {
          HeldRows.dropUnused(transaction, cluster, now.minus(UNUSED));
          return HeldRows.judging(transaction, cluster, MOST_JUDGED, now);
        });
    Evidence evidence =
        witness.of(cluster.instance(), new StandingKeys(standing.get(), book, clock));
    List<HeldRows.Placed> refused =
        images.stream().filter(one -> isRefused(standing.get(), one, evidence, now)).toList();
    if (!refused.isEmpty()) {
      LOG.info("{} images are not held in {} any more", refused.size(), cluster.id());
      holding.drop(cluster, refused);
    }
  }

  private static boolean isRefused(
      Standing standing, HeldRows.Placed one, Evidence evidence, Instant now) {
    return standing.obstacle(one.namespace()).isPresent()
        || Decider.lookAsWritten(
                one.image(), one.namespace(), standing.policies().orElseThrow(), evidence, now)
            .isRefused();
  }

  /** Also what somebody else changed there. */
  private boolean writeAll(Writes.Api api, Clusters.Cluster cluster) {
    Map<String, String> there =
        api.versions(AdmittedImages.GROUP, AdmittedImages.PLURAL, AdmittedImages.NAME);
    for (String namespace : database.read(handle -> HeldRows.namespaces(handle, cluster))) {
      writing.expect(cluster, namespace, there.getOrDefault(namespace, ""));
      writing.write(api, cluster, namespace);
    }
    return true;
  }
}
