package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.oci.Reference;
import redoubt.oci.client.Login;
import redoubt.outward.Outside;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.foreign.Copies;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.CopyRows;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.trust.Verdicts;
import redoubt.store.Database;

/**
 * Reads every half minute what workloads of clusters name, and asks the registries of it: for a tag
 * every ten minutes, for a digest every six hours, and after a failure later each time, an hour at
 * most. Four images are asked for at a time, two of one registry; one that does not answer rests.
 */
public final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration ASKING = Duration.ofSeconds(5);
  private static final Duration OF_TAG = Duration.ofMinutes(10);
  private static final Duration OF_DIGEST = Duration.ofHours(6);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

  /** How long a visit to a registry takes at most, and who asks for an image waits. */
  private static final Duration VISIT = Duration.ofSeconds(25);

  /** After which an image is taken once more, if the server ended meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** For which an answer is as good as new. */
  private static final Duration MOMENT = Duration.ofSeconds(5);

  private final Database database;
  private final Outside outside;
  private final Verdicts verdicts;
  private final Covers covers;
  private final ClusterReader reader;
  private final PodSecrets secrets;
  private final Pacing pacing;
  private final InstantSource clock;
  private volatile String last = "";

  public Watch(
      Database database,
      Workloads workloads,
      Outside outside,
      Verdicts verdicts,
      Covers covers,
      InstantSource clock) {
    this.database = database;
    this.outside = outside;
    this.verdicts = verdicts;
    this.covers = covers;
    this.reader = new ClusterReader(database, workloads, covers, clock);
    this.secrets = new PodSecrets(database, workloads);
    this.pacing = new Pacing(clock);
    this.clock = clock;
  }

  /** Reads what workloads of clusters name. */
  public void readClusters() {
    reader.readClusters();
  }

  /** What time does. */
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("signatures.workloads", ClusterReader.READING, reader::readClusters),
        new BackgroundTask("signatures.foreign", ASKING, this::askWhatIsDue),
        new BackgroundTask("signatures.foreign.tidy", Duration.ofHours(1), covers::tidy));
  }

  /** Asks for as many images as can be asked for in a minute, each tenant in its turn. */
  public void askWhatIsDue() {
    Workers.untilNothingIsLeft(() -> next().map(this::ask).isPresent());
  }

  private Optional<Tracked> next() {
    Optional<Tracked> taken =
        database.transaction(
            transaction -> TrackedRows.take(transaction, last, clock.instant(), PATIENCE));
    taken.ifPresent(one -> last = one.instance());
    return taken;
  }

  /**
   * What is known of an image that somebody asks for: asked for there anew, unless it was a moment
   * ago. If its registry does not answer, what it last said counts.
   *
   * @throws Failure {@code signatures.bad-foreign-name}, {@code signatures.not-covered}, {@code
   *     signatures.foreign-unknown}
   */
  public Verdicts.Answer verify(String instance, String image) {
    Tracked tracked = covers.name(instance, image);
    Instant recent = clock.instant().minus(MOMENT);
    if (tracked.askedAt().filter(recent::isBefore).isEmpty()) {
      Tracked _ = ask(tracked);
      tracked = covers.name(instance, image);
    }
    Tracked asked = tracked;
    Subject subject =
        Covers.subject(
            asked,
            asked
                .digest()
                .orElseThrow(() ->
                    new Failure(
                        Failure.Kind.UNAVAILABLE,
                        "signatures.foreign-unknown",
                        "The image's registry did not show it"
                            + (asked.said().isEmpty() ? " yet." : ": " + asked.said()),
                        "It is asked again later. Is it named rightly, and may a pull secret of"
                            + " the cluster read it?")));
    return verdicts.of(subject, tag(asked));
  }

  private static Optional<redoubt.oci.Tag> tag(Tracked tracked) {
    return tracked.image().reference() instanceof Reference.ByTag named
        ? Optional.of(named.tag())
        : Optional.empty();
  }

  private Tracked ask(Tracked tracked) {
    String host = tracked.image().name().host();
    try {
      boolean done = pacing.run(host, () -> keep(tracked, find(tracked)));
      if (!done) {
        later(tracked);
      }
    } catch (Failure e) {
      pacing.failed(host, e);
      failed(tracked, Pacing.said(e));
    } catch (RuntimeException e) {
      LOG.warn("{} could not be looked at: {}", tracked.image().text(), e.toString());
      failed(tracked, "It could not be looked at.");
    }
    return tracked;
  }

  /** With what a pod's secrets show, one after the other, and then with nothing. */
  private Copies.Found find(Tracked tracked) {
    ForeignName name = tracked.image().name();
    Deadline deadline = Deadline.in(VISIT);
    for (Login login : secrets.of(tracked).logins(name)) {
      try {
        return new Visit(outside, name, Optional.of(login), deadline, clock)
            .find(tracked.image().reference());
      } catch (Failure e) {
        if (!isDenied(e) || deadline.isOver()) {
          throw e;
        }
      }
    }
    return new Visit(outside, name, Optional.empty(), deadline, clock)
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

  private void keep(Tracked tracked, Copies.Found found) {
    Instant now = clock.instant();
    Subject subject = Covers.subject(tracked, found.image());
    database.transaction(transaction -> {
      CopyRows.put(
          transaction, tracked.instance(), tracked.namespace(), subject.repository(), found);
      TrackedRows.asked(
          transaction,
          tracked,
          found.image(),
          now,
          tracked.image().reference() instanceof Reference.ByTag ? OF_TAG : OF_DIGEST);
      DueRows.add(transaction, subject, now);
      tracked
          .digest()
          .filter(before -> !before.equals(found.image()))
          .ifPresent(
              before -> Covers.forgetCopies(transaction, Covers.subject(tracked, before), now));
      return true;
    });
    verdicts.renew(subject);
  }

  private void later(Tracked tracked) {
    database.transaction(transaction -> {
      TrackedRows.due(transaction, tracked, pacing.until(tracked.image().name().host()));
      return true;
    });
  }

  private void failed(Tracked tracked, String said) {
    Instant due = clock.instant().plus(Pacing.pause(FIRST_PAUSE, tracked.failures()));
    database.transaction(transaction -> {
      TrackedRows.failed(transaction, tracked, said, due);
      return true;
    });
  }
}
