package redoubt.registry.life;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.registry.RegistryFailures;
import redoubt.registry.TagPatterns;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.sql.ImageRows;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.RetentionRows;
import redoubt.store.Database;

/**
 * Moves to the trash what the policies of namespaces do not keep: when somebody runs one, and once
 * a day.
 */
public final class Retention {
  private static final Duration PERIOD = Duration.ofHours(24);
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** What the parts of a retention are. */
  public record Parts(Manifests manifests, ImageDates dates, Running running) {}

  private final Database database;
  private final Ledger ledger;
  private final Parts parts;
  private final InstantSource clock;

  public Retention(Database database, Ledger ledger, Parts parts, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.parts = parts;
    this.clock = clock;
  }

  /**
   * What a run did, or would do.
   *
   * @param gone images that went to the trash
   * @param kept how many of the others are kept for each reason
   * @param reasons by reason of those, what a person is told after the number
   * @param knowsRunning whether it is known what runs
   */
  public record Outcome(
      List<Image> gone,
      Map<String, Integer> kept,
      Map<String, String> reasons,
      boolean knowsRunning) {
    public Outcome {
      gone = List.copyOf(gone);
      kept = Collections.unmodifiableMap(new TreeMap<>(kept));
      reasons = Collections.unmodifiableMap(new TreeMap<>(reasons));
    }
  }

  /**
   * Sets a namespace's policy; the first run is the caller's to ask for.
   *
   * @throws Failure {@code registry.no-namespace}
   */
  public void set(String instance, String actor, String namespace, RetentionPolicy policy) {
    database.transaction(transaction -> {
      lock(transaction, instance, namespace);
      RetentionRows.set(transaction, namespace, policy, clock.instant(), actor);
      Map<String, String> details = new TreeMap<>();
      policy.json().forEach((field, value) -> details.put(field, value.toString()));
      record(transaction, instance, actor, "retention.set", namespace, details);
      return true;
    });
  }

  /**
   * Ends a namespace's policy.
   *
   * @throws Failure {@code registry.no-namespace}, {@code registry.no-retention}
   */
  public void end(String instance, String actor, String namespace) {
    database.transaction(transaction -> {
      lock(transaction, instance, namespace);
      if (!RetentionRows.end(transaction, namespace)) {
        throw RegistryFailures.noRetention(namespace);
      }
      record(transaction, instance, actor, "retention.set", namespace, Map.of("policy", "none"));
      return true;
    });
  }

  private static void lock(Handle transaction, String instance, String namespace) {
    if (NamespaceRows.lock(transaction, instance, namespace).isEmpty()) {
      throw RegistryFailures.noNamespace();
    }
  }

  /**
   * @throws Failure {@code registry.no-retention}
   */
  public RetentionPolicy require(String namespace) {
    return database
        .read(handle -> RetentionRows.find(handle, namespace))
        .orElseThrow(() -> RegistryFailures.noRetention(namespace));
  }

  /** Says what a policy would do now. */
  public Outcome analyze(String instance, String namespace, RetentionPolicy policy) {
    return run(instance, namespace, policy, verdict -> true);
  }

  /**
   * Moves to the trash what a policy does not keep. A repository of which that fails keeps nothing
   * of the others from going; the run has failed then, and is due again.
   */
  public Outcome run(String instance, String actor, String namespace, RetentionPolicy policy) {
    Manifests.Actor who = new Manifests.Actor(instance, actor);
    Outcome outcome = run(instance, namespace, policy, verdict -> delete(who, verdict.image()));
    database.transaction(transaction -> {
      RetentionRows.ran(transaction, namespace, clock.instant());
      record(
          transaction,
          instance,
          actor,
          "image.bulkdelete",
          namespace,
          Map.of("reason", "retention", "images", Integer.toString(outcome.gone().size())));
      return true;
    });
    return outcome;
  }

  private boolean delete(Manifests.Actor actor, Image image) {
    try {
      return parts
          .manifests()
          .delete(
              actor,
              image.repository(),
              image.digest(),
              image::isStill,
              Map.of("reason", "retention"));
    } catch (Failure e) {
      LOG.debug("{} is kept: {}", image.digest(), e.code());
      return switch (e.kind()) {
        // Somebody deleted it meanwhile, or made a tag of it or of its list immutable.
        case NOT_FOUND, CONFLICT -> false;
        case INVALID,
            UNAUTHENTICATED,
            FORBIDDEN,
            GONE,
            TOO_LARGE,
            UNPROCESSABLE,
            TOO_MANY,
            UNAVAILABLE,
            NOT_SUPPORTED,
            INTERNAL ->
            throw e;
      };
    }
  }

  private Outcome run(
      String instance,
      String namespace,
      RetentionPolicy policy,
      java.util.function.Predicate<RetentionPlan.Verdict> done) {
    Running.Sight running = parts.running().of(instance);
    TagPatterns immutable = database.read(handle -> NamespaceRows.immutableTags(handle, namespace));
    Instant now = clock.instant();
    RetentionPlan plan = new RetentionPlan(policy, immutable, running, now);
    List<Image> gone = new ArrayList<>();
    Map<RetentionPlan.Fate, Integer> kept = new EnumMap<>(RetentionPlan.Fate.class);
    List<Long> repositories =
        database.read(handle -> RepositoryRows.ofNamespace(handle, instance, namespace));
    List<RuntimeException> failures = new ArrayList<>();
    for (long repository : repositories) {
      try {
        parts.dates().learn(repository);
        List<Image> images = database.read(handle -> ImageRows.of(handle, repository));
        Set<Digest> listed = database.read(handle -> ImageRows.listed(handle, repository));
        for (RetentionPlan.Verdict verdict : plan.of(images, listed)) {
          if (verdict.fate() != RetentionPlan.Fate.GOES) {
            kept.merge(verdict.fate(), 1, Integer::sum);
          } else if (done.test(verdict)) {
            gone.add(verdict.image());
          }
        }
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    Map<String, Integer> counts = new TreeMap<>();
    Map<String, String> reasons = new TreeMap<>();
    kept.forEach((fate, count) -> {
      counts.put(fate.word(), count);
      reasons.put(fate.word(), fate.inWords());
    });
    return new Outcome(gone, counts, reasons, running.known().isPresent());
  }

  /** Runs the policies that did not run for a day. */
  public void runDue() {
    for (RetentionRows.Due due :
        database.read(handle -> RetentionRows.due(handle, clock.instant().minus(PERIOD)))) {
      try {
        Outcome outcome = run(due.instance(), "time", due.namespace(), due.policy());
        LOG.info(
            "retention of {}: {} images went to the trash", due.namespace(), outcome.gone().size());
      } catch (RuntimeException e) {
        LOG.error("retention of {} failed", due.namespace(), e);
      }
    }
  }

  private void record(
      Handle transaction,
      String instance,
      String actor,
      String action,
      String namespace,
      Map<String, String> details) {
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(),
                instance,
                actor,
                "container-registry." + action,
                namespace,
                details)));
  }
}
