package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.oci.Tag;
import redoubt.oci.client.Login;
import redoubt.outward.Outside;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.foreign.Copies;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.PullSecrets;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.trust.Verdicts;
import redoubt.store.Database;

/**
 * Reads every half minute what workloads of clusters name, and asks the registries of it: for a tag
 * every ten minutes, for a digest every six hours, and after a failure later each time, an hour at
 * most. Four images are asked for at a time, three of one tenant and two of one registry; one that
 * does not answer rests.
 */
public final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration ASKING = Duration.ofSeconds(5);

  /** How long who asks for an image waits for others to be done. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Of those that fit an image's name; more would lock accounts. */
  private static final int MOST_LOGINS = 10;

  private static final String BUSY = "Its registry is asked for other images, or left alone.";

  /** After which an image is taken once more, if the server ended meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** For which an answer is as good as new. */
  private static final Duration MOMENT = Duration.ofSeconds(5);

  private final Database database;
  private final Outside outside;
  private final Outcomes outcomes;
  private final Verdicts verdicts;
  private final Covers covers;
  private final ClusterReader reader;
  private final PodSecrets secrets;
  private final ShownSecrets shown;
  private final Pacing pacing;
  private final Visits visits = new Visits();
  private final Workers workers = new Workers();
  private final InstantSource clock;
  private volatile String last = "";

  public Watch(
      Database database,
      Ledger ledger,
      Workloads workloads,
      Outside outside,
      Verdicts verdicts,
      Covers covers,
      InstantSource clock) {
    this.database = database;
    this.outside = outside;
    this.outcomes = new Outcomes(database, verdicts, clock);
    this.verdicts = verdicts;
    this.covers = covers;
    this.reader = new ClusterReader(database, workloads, covers, clock);
    this.secrets = new PodSecrets(database, workloads);
    this.shown = new ShownSecrets(database, ledger, clock);
    this.pacing = new Pacing(clock);
    this.clock = clock;
  }

  /** Reads what workloads of clusters name. */
  public void readClusters() {
    reader.readClusters();
  }

  @Override
  public void close() {
    reader.close();
    workers.close();
  }

  /** What time does. It hands its work to threads of its own, which others need not wait for. */
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("signatures.workloads", ClusterReader.READING, reader::begin),
        new BackgroundTask(
            "signatures.foreign",
            ASKING,
            () -> workers.begin(() -> next().map(this::ask).isPresent())),
        new BackgroundTask("signatures.foreign.tidy", Duration.ofHours(1), covers::tidy));
  }

  /** Asks for as many images as can be asked for in a minute, each tenant in its turn. */
  public void askWhatIsDue() {
    workers.untilNothingIsLeft(() -> next().map(this::ask).isPresent());
  }

  private Optional<Tracked> next() {
    Optional<Tracked> taken =
        database.transaction(
            transaction -> TrackedRows.take(transaction, last, clock.instant(), PATIENCE));
    taken.ifPresent(one -> last = one.instance());
    return taken;
  }

  /**
   * What is known of an image that somebody asks for.
   *
   * @param askedAt when its registry showed it last
   * @param problem why it was not asked anew, or did not answer; empty when what is said is new
   */
  public record Asked(Verdicts.Answer answer, Optional<Instant> askedAt, String problem) {}

  /**
   * Says of an image what is known: its registry is asked anew, unless it was a moment ago. If it
   * does not answer, what it last said counts, for a day.
   *
   * @throws Failure {@code signatures.bad-foreign-name}, {@code signatures.not-covered}, {@code
   *     signatures.limit}, {@code signatures.foreign-unknown}
   */
  public Asked verify(String instance, String image) {
    Tracked tracked = covers.name(instance, image);
    Instant recent = clock.instant().minus(MOMENT);
    String problem = "";
    if (tracked.askedAt().filter(recent::isBefore).isEmpty()) {
      problem = askWaiting(tracked);
      tracked = covers.name(instance, image);
    }
    Digest digest = tracked.digest().orElse(null);
    if (digest == null) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "signatures.foreign-unknown",
          "The image's registry did not show it: " + problem,
          "It is asked again later. Is it named rightly, and may a pull secret of the cluster read"
              + " it?");
    }
    return new Asked(
        verdicts.upToDate(Covers.subject(tracked, digest), tag(tracked)),
        tracked.askedAt(),
        problem);
  }

  /** What is known of an image, without a call; empty when its registry never showed it. */
  public Optional<Verdicts.Answer> known(Tracked tracked) {
    return tracked
        .digest()
        .map(digest -> verdicts.upToDate(Covers.subject(tracked, digest), tag(tracked)));
  }

  private static Optional<Tag> tag(Tracked tracked) {
    return tracked.image().reference() instanceof Reference.ByTag named
        ? Optional.of(named.tag())
        : Optional.empty();
  }

  /** The same, for who waits a little for others to be done. */
  private String askWaiting(Tracked tracked) {
    Deadline deadline = Deadline.in(LONGEST_WAIT);
    String problem = ask(tracked);
    while (problem.equals(BUSY) && !deadline.isOver()) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      problem = ask(tracked);
    }
    return problem;
  }

  /** Why it was in vain; empty when it was not. */
  private String ask(Tracked tracked) {
    ForeignName name = tracked.image().name();
    Optional<Failure> objection = covers.objection(tracked);
    if (objection.isPresent()) {
      return outcomes.failed(tracked, Pacing.said(objection.get()));
    }
    Pacing.Way way = new Pacing.Way(tracked.instance(), name.host());
    if (!pacing.begin(way)) {
      outcomes.later(tracked, pacing.until(way));
      return BUSY;
    }
    try {
      Instant begun = clock.instant();
      PodSecrets.Found pulledWith = secrets.of(tracked);
      Copies found = visits.of(() -> find(tracked, pulledWith));
      pacing.answered(way);
      outcomes.keep(tracked, found, begun);
    } catch (Visits.Busy e) {
      outcomes.later(tracked, pacing.until(way));
      return BUSY;
    } catch (Failure e) {
      pacing.failed(way, e);
      return outcomes.failed(tracked, Pacing.said(e));
    } catch (RuntimeException e) {
      LOG.warn("{} could not be looked at: {}", tracked.image().text(), e.toString());
      return outcomes.failed(tracked, "It could not be looked at.");
    } finally {
      pacing.end(way);
    }
    return "";
  }

  /** With what a pod's secrets show, one after the other, and then with nothing. */
  private Copies find(Tracked tracked, PodSecrets.Found pulledWith) {
    ForeignName name = tracked.image().name();
    List<PullSecrets.Fitting> logins = pulledWith.secrets().logins(name);
    Deadline deadline = Deadline.in(Visits.LONGEST);
    Optional<Failure> refused = Optional.empty();
    for (PullSecrets.Fitting fitting : logins.stream().limit(MOST_LOGINS).toList()) {
      shown.record(fitting, name.host());
      try {
        return visit(tracked, Optional.of(fitting.login()), deadline);
      } catch (Failure e) {
        if (!isDenied(e) || deadline.isOver()) {
          throw e;
        }
        // That a password may not be shown where tokens are made says more than a denial does.
        refused = e.code().equals("oci.realm-refused") ? Optional.of(e) : refused;
      }
    }
    try {
      return visit(tracked, Optional.empty(), deadline);
    } catch (Failure e) {
      if (!isDenied(e) || refused.isPresent() || pulledWith.unread().isEmpty()) {
        throw refused.filter(_ -> isDenied(e)).orElse(e);
      }
      throw SignatureFailures.secretsUnreadable(pulledWith.unread());
    }
  }

  private Copies visit(Tracked tracked, Optional<Login> login, Deadline deadline) {
    ForeignName name = tracked.image().name();
    return new Visit(
            outside,
            name,
            login,
            covers.lookaside(tracked).map(base -> new Lookaside(outside, base, name.path())),
            deadline,
            clock)
        .find(tracked.image().reference());
  }

  /** Many registries say that there is nothing where one may not look. */
  private static boolean isDenied(Failure failure) {
    return switch (failure.kind()) {
      case FORBIDDEN, UNAUTHENTICATED, NOT_FOUND -> true;
      case INVALID,
          CONFLICT,
          GONE,
          TOO_LARGE,
          UNPROCESSABLE,
          TOO_MANY,
          UNAVAILABLE,
          NOT_SUPPORTED,
          INTERNAL ->
          false;
    };
  }
}
