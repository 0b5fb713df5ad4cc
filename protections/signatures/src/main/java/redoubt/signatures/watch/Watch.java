package redoubt.signatures.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import redoubt.signatures.foreign.PullSecrets;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.CopyRows;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.signatures.trust.Verdicts;
import redoubt.store.Database;

/**
 * Reads every half minute what workloads of clusters name, and asks the registries of it: for a tag
 * every ten minutes, for a digest every six hours, and after a failure later each time, an hour at
 * most. Four images are asked for at a time, two of one registry; one that does not answer rests.
 */
public final class Watch {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration READING = Duration.ofSeconds(30);
  private static final Duration ASKING = Duration.ofSeconds(5);
  private static final Duration OF_TAG = Duration.ofMinutes(10);
  private static final Duration OF_DIGEST = Duration.ofHours(6);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** How long a visit to a registry takes at most, and who asks for an image waits. */
  private static final Duration VISIT = Duration.ofSeconds(25);

  /** After which an image is taken once more, if the server ended meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** For which an answer is as good as new. */
  private static final Duration MOMENT = Duration.ofSeconds(5);

  private static final Duration TURN = Duration.ofMinutes(1);
  private static final int AT_A_TIME = 4;
  private static final int MOST_SECRETS = 50;

  private final Database database;
  private final Workloads workloads;
  private final Outside outside;
  private final Verdicts verdicts;
  private final Covers covers;
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
    this.workloads = workloads;
    this.outside = outside;
    this.verdicts = verdicts;
    this.covers = covers;
    this.pacing = new Pacing(clock);
    this.clock = clock;
  }

  /** What time does. */
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("signatures.workloads", READING, this::readClusters),
        new BackgroundTask("signatures.foreign", ASKING, this::askWhatIsDue),
        new BackgroundTask("signatures.foreign.tidy", Duration.ofHours(1), covers::tidy));
  }

  /** Reads what workloads of all clusters name. One that does not answer keeps what it named. */
  public void readClusters() {
    List<Workloads.Cluster> clusters = workloads.clusters();
    database.transaction(transaction -> {
      WorkloadRows.keepOnly(transaction, clusters);
      return true;
    });
    atOnce(clusters.stream().<Runnable>map(cluster -> () -> read(cluster)).toList());
    clusters.stream().map(Workloads.Cluster::instance).distinct().forEach(covers::follow);
  }

  private void read(Workloads.Cluster cluster) {
    try {
      Set<Use> uses = workloads.visit(cluster, Reading::of);
      database.transaction(transaction -> {
        WorkloadRows.put(transaction, cluster, uses, clock.instant());
        return true;
      });
    } catch (Failure e) {
      database.transaction(transaction -> {
        WorkloadRows.tried(transaction, cluster, clock.instant(), said(e));
        return true;
      });
    }
  }

  /** Asks for as many images as can be asked for in a minute, each tenant in its turn. */
  public void askWhatIsDue() {
    Deadline deadline = Deadline.in(TURN);
    atOnce(
        IntStream.range(0, AT_A_TIME)
            .<Runnable>mapToObj(_ ->
                () -> {
                  while (!deadline.isOver() && next().map(this::ask).isPresent()) {
                    // Until nothing is due.
                  }
                })
            .toList());
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
      failed(tracked, said(e));
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
    for (Login login : secrets(tracked).logins(name)) {
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

  /** Of the pods that name it, as the kubelet would use them; none where they cannot be read. */
  private PullSecrets secrets(Tracked tracked) {
    List<WorkloadRows.Named> named =
        database.read(handle -> WorkloadRows.of(handle, tracked.instance())).stream()
            .filter(one -> isSame(one.use().image(), tracked.image()))
            .toList();
    List<JsonNode> found = new ArrayList<>();
    for (Workloads.Cluster cluster :
        named.stream().map(WorkloadRows.Named::cluster).collect(Collectors.toSet())) {
      try {
        found.addAll(
            workloads.visit(
                cluster,
                api ->
                    secrets(
                        api,
                        named.stream()
                            .filter(one -> one.cluster().equals(cluster))
                            .map(WorkloadRows.Named::use)
                            .toList())));
      } catch (Failure e) {
        LOG.info("pull secrets of {} cannot be read: {}", cluster.name(), e.getMessage());
      }
    }
    return PullSecrets.read(found);
  }

  private static boolean isSame(String named, ForeignName.Image image) {
    return ForeignName.parse(named).filter(image::equals).isPresent();
  }

  private static List<JsonNode> secrets(Workloads.Api api, List<Use> uses) {
    Set<String> paths = new TreeSet<>();
    for (Use use : uses) {
      String place = "/api/v1/namespaces/" + use.place();
      use.secrets().forEach(name -> paths.add(place + "/secrets/" + name));
      if (use.secrets().isEmpty()) {
        api.get(place + "/serviceaccounts/" + use.account())
            .ifPresent(account ->
                account
                    .path("imagePullSecrets")
                    .forEach(one -> paths.add(place + "/secrets/" + one.path("name").asText(""))));
      }
    }
    return paths.stream()
        .filter(path -> path.matches("/[A-Za-z0-9./-]+"))
        .limit(MOST_SECRETS)
        .map(api::get)
        .flatMap(Optional::stream)
        .toList();
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
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(tracked.failures(), 10));
    Duration pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    database.transaction(transaction -> {
      TrackedRows.failed(transaction, tracked, said, clock.instant().plus(pause));
      return true;
    });
  }

  private static String said(Failure failure) {
    return failure.code() + ": " + failure.getMessage();
  }

  /** Each to its end. */
  private static void atOnce(List<Runnable> works) {
    try (ExecutorService pool =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().name("watch-", 0).factory())) {
      works.forEach(work -> {
        var _ =
            pool.submit(() -> {
              try {
                work.run();
              } catch (RuntimeException e) {
                LOG.warn("what workloads name was not followed: {}", e.toString());
              }
            });
      });
    }
  }
}
