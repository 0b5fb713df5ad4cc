package redoubt.signatures.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.signatures.foreign.PullSecrets;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.store.Database;

/** Reads the secrets that an image's pods have it pulled with. They are kept nowhere. */
final class PodSecrets {
  private static final Logger LOG = LoggerFactory.getLogger(PodSecrets.class);
  private static final int MOST_SECRETS = 30;
  private static final int MOST_OF_POD = 20;
  private static final int MOST_TURNS = 100;

  private final Database database;
  private final Workloads workloads;

  PodSecrets(Database database, Workloads workloads) {
    this.database = database;
    this.workloads = workloads;
  }

  /**
   * What was found.
   *
   * @param unread where they, or what names them, could not be read: clusters, or their namespaces
   */
  record Found(PullSecrets secrets, SortedSet<String> unread) {}

  /**
   * Of the pods that name its repository, as the kubelet would use them; none where they cannot be
   * read. What runs under a name is of the same pods, whatever else the name means by now.
   */
  Found of(Tracked tracked) {
    List<WorkloadRows.Named> named =
        database.read(
            handle -> WorkloadRows.of(handle, tracked.instance(), tracked.image().name()));
    List<PullSecrets.Secret> found = new ArrayList<>();
    SortedSet<String> unread = new TreeSet<>();
    for (Workloads.Cluster cluster :
        named.stream().map(WorkloadRows.Named::cluster).collect(Collectors.toSet())) {
      try {
        found.addAll(
            workloads.visit(
                cluster,
                api ->
                    new Look(api, cluster, unread)
                        .secrets(
                            named.stream()
                                .filter(one -> one.cluster().equals(cluster))
                                .map(WorkloadRows.Named::use)
                                .toList())));
      } catch (RuntimeException e) {
        unread.add(cluster.name());
        LOG.info("pull secrets of {} cannot be read: {}", cluster.id(), e.toString());
      }
    }
    return new Found(PullSecrets.read(found), unread);
  }

  /** How pods are given their secrets: by name, or else by an account. */
  private record Way(List<String> names, String account) {
    static Way of(Use use) {
      return new Way(use.pulledWith(), use.pulledWith().isEmpty() ? use.account() : "");
    }
  }

  /** Names of a namespace's secrets, those of one way after those of the other. */
  private static final class Turns {
    private final Iterator<Way> ways;
    private final Deque<String> names = new ArrayDeque<>();

    Turns(Collection<Way> ways) {
      this.ways = ways.iterator();
    }

    Optional<String> next(Function<String, List<String>> ofAccount) {
      if (names.isEmpty() && ways.hasNext()) {
        Way way = ways.next();
        List<String> more = way.account().isEmpty() ? way.names() : ofAccount.apply(way.account());
        more.stream().limit(MOST_OF_POD).forEach(names::add);
      }
      return Optional.ofNullable(names.poll());
    }

    boolean isOver() {
      return names.isEmpty() && !ways.hasNext();
    }
  }

  /** One look into a cluster, in which it is noted where one may not look. */
  private record Look(Workloads.Api api, Workloads.Cluster cluster, Set<String> unread) {
    /** In turns by namespace, so that no author of pods crowds out the secrets of others. */
    List<PullSecrets.Secret> secrets(List<Use> uses) {
      Map<String, Set<Way>> ways = new TreeMap<>();
      uses.forEach(
          use -> ways.computeIfAbsent(use.place(), _ -> new LinkedHashSet<>()).add(Way.of(use)));
      Map<String, Turns> turns = new TreeMap<>();
      ways.forEach((place, there) -> turns.put(place, new Turns(there)));
      List<PullSecrets.Secret> found = new ArrayList<>();
      Set<String> asked = new HashSet<>();
      for (int turn = 0; turn < MOST_TURNS && asked.size() < MOST_SECRETS; turn++) {
        turns.forEach((place, names) ->
            names
                .next(account -> ofAccount(place, account))
                .filter(name -> asked.size() < MOST_SECRETS && asked.add(place + "/" + name))
                .flatMap(name -> secret(place, name))
                .ifPresent(found::add));
        turns.values().removeIf(Turns::isOver);
      }
      return found;
    }

    private Optional<PullSecrets.Secret> secret(String place, String name) {
      return seen(place, "secrets/" + name)
          .map(json -> new PullSecrets.Secret(new PullSecrets.Source(cluster, place, name), json));
    }

    private List<String> ofAccount(String place, String account) {
      List<String> names = new ArrayList<>();
      seen(place, "serviceaccounts/" + account)
          .ifPresent(found ->
              found
                  .path("imagePullSecrets")
                  .forEach(one -> {
                    String name = one.path("name").asText("");
                    if (Use.isName(name)) {
                      names.add(name);
                    }
                  }));
      return names;
    }

    /** What one may not see is as if it were not there. */
    private Optional<JsonNode> seen(String place, String what) {
      try {
        return api.get("/api/v1/namespaces/" + place + "/" + what);
      } catch (Failure e) {
        if (e.kind() != Failure.Kind.FORBIDDEN) {
          throw e;
        }
        unread.add(cluster.name() + "/" + place);
        return Optional.empty();
      }
    }
  }
}
