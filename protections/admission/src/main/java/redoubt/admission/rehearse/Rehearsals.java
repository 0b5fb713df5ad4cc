package redoubt.admission.rehearse;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redoubt.admission.Admission;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.Clusters;
import redoubt.admission.Witness;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Evidence;
import redoubt.admission.decide.Keys;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.Policy;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.seen.Sightings;
import redoubt.core.Deadline;
import redoubt.core.Failure;

/**
 * Looks at a cluster as it would be. Some at a time, and two of a tenant, since it costs a look at
 * all that runs.
 */
public final class Rehearsals {
  private static final int AT_ONCE = 8;
  private static final int AT_ONCE_OF_TENANT = 2;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** What is not judged by then is said to be left. */
  private static final Duration LONGEST_JUDGING = Duration.ofSeconds(20);

  private final Admission admission;
  private final Witness witness;
  private final Foresight foresight;
  private final Sight sight;
  private final Evicting evicting;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final Map<String, Semaphore> placesOfTenants = new ConcurrentHashMap<>();

  public Rehearsals(
      Admission admission,
      Witness witness,
      Foresight foresight,
      Sight sight,
      Evicting evicting,
      InstantSource clock) {
    this.admission = admission;
    this.witness = witness;
    this.foresight = foresight;
    this.sight = sight;
    this.evicting = evicting;
    this.clock = clock;
  }

  /** What was seen of a cluster. */
  private record Seen(Uses uses, Optional<Instant> since, String problem, int pods) {}

  /**
   * What other policies would refuse.
   *
   * @throws Failure {@code admission.not-installed}, {@code admission.not-ready}, {@code
   *     admission.busy}
   */
  public Found rehearse(String instance, String idOrName, Wish wish) {
    Standing standing = admission.standing(instance, idOrName);
    Policies policies = standing.policies().orElseThrow(AdmissionFailures::notReady);
    return inTurn(instance, () -> rehearse(standing, policies, wish));
  }

  private Found rehearse(Standing standing, Policies policies, Wish wish) {
    Clusters.Cluster cluster = standing.asking().cluster();
    Instant now = clock.instant();
    Instant since = now.minus(wish.since());
    Seen seen = seen(cluster, wish.exempt(), Optional.of(since));
    Evidence evidence = witness.of(cluster.instance(), keys(standing));
    Court before = new Court(standing, policies, evidence, now);
    Court after = with(standing, policies, wish.policies(), wish.only(), evidence, now);
    SortedMap<Item, Trace> uses = seen.uses().all();
    Comparison comparison = Comparison.of(uses, before, after, Deadline.in(LONGEST_JUDGING));
    Set<PolicyName> there =
        Stream.concat(
                policies.all().stream().map(Policy::name), standing.unreadable().keySet().stream())
            .collect(Collectors.toSet());
    List<PolicyName> replaced =
        there.stream()
            .filter(name -> wish.only() || isNamed(wish.policies(), name))
            .sorted()
            .toList();
    List<Judged> refused = comparison.those(Judged::isRefused);
    Optional<List<Policy>> grandfathered =
        wish.grandfather()
            .map(until ->
                Grandfather.of(
                    refused, after.policies(), names(there, wish.policies()), until, now));
    List<Judged> left =
        grandfathered.map(more -> left(refused, before, with(after, more))).orElse(List.of());
    return new Found(
        cluster,
        now,
        seen.since(),
        seen.problem(),
        seen.pods(),
        comparison,
        replaced,
        grandfathered,
        left);
  }

  private static Set<PolicyName> names(Set<PolicyName> there, List<Policy> policies) {
    Set<PolicyName> names = new HashSet<>(there);
    policies.forEach(one -> names.add(one.name()));
    return names;
  }

  private static boolean isNamed(List<Policy> policies, PolicyName name) {
    return policies.stream().anyMatch(one -> one.name().equals(name));
  }

  private static Court with(
      Standing standing,
      Policies policies,
      List<Policy> more,
      boolean only,
      Evidence evidence,
      Instant now) {
    List<Policy> all = new ArrayList<>(more);
    Map<PolicyName, String> unreadable = new LinkedHashMap<>();
    if (!only) {
      policies.all().stream().filter(one -> !isNamed(more, one.name())).forEach(all::add);
      standing
          .unreadable()
          .forEach((name, why) -> {
            if (!isNamed(more, name)) {
              unreadable.put(name, why);
            }
          });
    }
    Policies others = new Policies(all);
    return new Court(
        new Standing(
            standing.asking(),
            standing.secretHash(),
            Optional.of(others),
            unreadable,
            standing.keys()),
        others,
        evidence,
        now);
  }

  private static Court with(Court court, List<Policy> more) {
    return with(court.standing(), court.policies(), more, false, court.evidence(), court.now());
  }

  /** What would be refused even with exceptions: rehearsed as the rest was. */
  private static List<Judged> left(List<Judged> refused, Court before, Court after) {
    SortedMap<Item, Trace> uses = new TreeMap<>();
    refused.forEach(one -> uses.put(one.item(), one.trace()));
    return Comparison.of(uses, before, after, Deadline.never()).those(Judged::isRefused);
  }

  /**
   * What runs that would be refused.
   *
   * @param revoked of the registry; empty to ask what is refused today
   * @throws Failure as {@link #rehearse}; what {@link Foresight} says
   */
  public Found impact(
      String instance,
      String idOrName,
      Optional<Signer> revoked,
      Predicate<Item> which,
      Set<String> exempt) {
    Standing standing = admission.standing(instance, idOrName);
    Policies policies = standing.policies().orElseThrow(AdmissionFailures::notReady);
    Keys keys = keys(standing);
    Evidence today = witness.of(instance, keys);
    Evidence then =
        revoked
            .map(one -> foresight.without(instance, keys, one.namespace(), one.name()))
            .orElse(today);
    return inTurn(
        instance,
        () -> {
          Clusters.Cluster cluster = standing.asking().cluster();
          Instant now = clock.instant();
          Seen seen = seen(cluster, exempt, Optional.empty());
          SortedMap<Item, Trace> uses = seen.uses().all();
          uses.keySet().removeIf(item -> !which.test(item));
          Comparison comparison =
              Comparison.of(
                  uses,
                  new Court(standing, policies, today, now),
                  new Court(standing, policies, then, now),
                  Deadline.in(LONGEST_JUDGING));
          return new Found(
              cluster,
              now,
              seen.since(),
              seen.problem(),
              seen.pods(),
              comparison,
              List.of(),
              Optional.empty(),
              List.of());
        });
  }

  /**
   * Has pods stopped that would be refused today. Where it is not known what is refused, since a
   * policy cannot be read, none is.
   *
   * @param budget so many at most
   * @throws Failure as {@link #rehearse}; why it cannot be seen what runs
   */
  public Evicted evict(
      String instance,
      String actor,
      String idOrName,
      Predicate<Item> which,
      Set<String> exempt,
      int budget) {
    Standing standing = admission.standing(instance, idOrName);
    Policies policies = standing.policies().orElseThrow(AdmissionFailures::notReady);
    return inTurn(
        instance,
        () -> {
          Court today =
              new Court(standing, policies, witness.of(instance, keys(standing)), clock.instant());
          List<RunningPod> running =
              sight.visit(standing.asking().cluster(), PodReading::of).stream()
                  .filter(pod -> !exempt.contains(pod.namespace()))
                  .filter(pod -> standing.obstacle(pod.namespace()).isEmpty())
                  .filter(pod -> !pod.leaving() && !pod.uid().isEmpty())
                  .toList();
          Uses uses = new Uses(_ -> true);
          uses.running(running);
          SortedMap<Item, Trace> all = uses.all();
          all.keySet().removeIf(item -> !which.test(item));
          Set<Item> refused =
              Comparison.of(all, today, today, Deadline.in(LONGEST_JUDGING))
                  .those(Judged::isRefused)
                  .stream()
                  .map(Judged::item)
                  .collect(Collectors.toSet());
          return evicting.evict(
              standing.asking().cluster(),
              actor,
              running.stream().filter(pod -> pod.items().anyMatch(refused::contains)).toList(),
              budget);
        });
  }

  /**
   * Somebody who may sign.
   *
   * @param namespace of the registry
   */
  public record Signer(String namespace, String name) {}

  private Keys keys(Standing standing) {
    return new ReadKeys(standing, admission.keys(standing));
  }

  /**
   * What runs, and what was admitted since a moment. Where it cannot be seen what runs, what was
   * admitted stands for it.
   */
  private Seen seen(Clusters.Cluster cluster, Set<String> exempt, Optional<Instant> since) {
    Uses uses = new Uses(namespace -> !exempt.contains(namespace));
    Optional<Instant> from = since;
    String problem = "";
    int pods = 0;
    try {
      List<RunningPod> running =
          sight.visit(cluster, PodReading::of).stream()
              .filter(pod -> !exempt.contains(pod.namespace()))
              .toList();
      pods = running.size();
      uses.running(running);
    } catch (Failure e) {
      problem = e.what() + " " + e.remedy();
      from = since.or(() -> Optional.of(clock.instant().minus(Sightings.KEPT)));
    }
    from.ifPresent(moment -> uses.asked(admission.seen().of(cluster, moment)));
    return new Seen(uses, from, problem, pods);
  }

  private <T> T inTurn(String instance, Supplier<T> work) {
    Semaphore own =
        placesOfTenants.computeIfAbsent(instance, _ -> new Semaphore(AT_ONCE_OF_TENANT));
    return within(own, () -> within(places, work));
  }

  private static <T> T within(Semaphore places, Supplier<T> work) {
    try {
      if (!places.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw AdmissionFailures.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AdmissionFailures.busy();
    }
    try {
      return work.get();
    } finally {
      places.release();
    }
  }
}
