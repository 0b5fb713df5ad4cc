package redoubt.admission.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.Clusters;
import redoubt.admission.policy.Dialect;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.sql.ClusterRows;
import redoubt.admission.sql.PolicyRows;
import redoubt.admission.sql.SecretKeyRows;
import redoubt.core.Failure;
import redoubt.store.Database;
import redoubt.web.Json;

/**
 * Reads the policies of clusters, one cluster after another: what changes there holds within
 * seconds. A cluster that does not answer keeps those that it had.
 */
public final class PolicyReading {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyReading.class);

  /** How often a cluster is read. */
  public static final Duration EVERY = Duration.ofSeconds(5);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(2);

  /** After which a cluster is taken once more, if the server ended meanwhile. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** More policies of a cluster are not read. */
  public static final int MOST = 20_000;

  private static final int PAGE = 500;

  private final Database database;
  private final Clusters clusters;
  private final Book book;
  private final InstantSource clock;

  public PolicyReading(Database database, Clusters clusters, Book book, InstantSource clock) {
    this.database = database;
    this.clusters = clusters;
    this.book = book;
    this.clock = clock;
  }

  /** Reads those that are due. */
  public void run() {
    List<Clusters.Cluster> there = clusters.all();
    database.transaction(transaction -> {
      ClusterRows.keep(transaction, there).forEach(gone -> book.changing(transaction, gone));
      return true;
    });
    Optional<ClusterRows.Due> due = next();
    while (due.isPresent()) {
      read(due.get());
      due = next();
    }
  }

  /** Reads those of one cluster, whether they are due or not. */
  public void read(Clusters.Cluster cluster) {
    read(new ClusterRows.Due(cluster, 0));
  }

  private Optional<ClusterRows.Due> next() {
    return database.transaction(
        transaction -> ClusterRows.take(transaction, clock.instant(), PATIENCE));
  }

  private void read(ClusterRows.Due due) {
    Clusters.Cluster cluster = due.cluster();
    try {
      boolean _ =
          clusters.visit(
              cluster,
              api -> {
                List<Copy> policies = all(api);
                putPolicies(cluster, policies);
                putKeys(cluster, KeyReading.read(api, keysDue(cluster, policies)));
                return true;
              });
    } catch (Failure e) {
      failed(due, e.what());
    } catch (RuntimeException e) {
      LOG.warn("policies of {} could not be read: {}", due.cluster().id(), e.toString());
      failed(due, "They could not be read.");
    }
  }

  private void putPolicies(Clusters.Cluster cluster, List<Copy> policies) {
    Instant now = clock.instant();
    database.transaction(transaction -> {
      boolean first =
          ClusterRows.find(transaction, cluster.id())
              .filter(known -> known.asking().readAt().isEmpty())
              .isPresent();
      // A little earlier than it is looked for, so that it is not missed by a moment.
      boolean there =
          ClusterRows.read(transaction, cluster, now, now.plus(EVERY).minus(EVERY.dividedBy(10)));
      if (there && (PolicyRows.put(transaction, cluster, policies) || first)) {
        book.changing(transaction, cluster.id());
      }
      return true;
    });
  }

  private List<SecretKey.Place> keysDue(Clusters.Cluster cluster, List<Copy> policies) {
    Instant now = clock.instant();
    return database.transaction(transaction -> {
      SecretKeyRows.name(transaction, cluster, KeyReading.named(policies), KeyReading.MOST, now);
      return SecretKeyRows.due(transaction, cluster, now, KeyReading.EVERY);
    });
  }

  private void putKeys(Clusters.Cluster cluster, List<SecretKey> keys) {
    if (keys.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    database.transaction(transaction -> {
      boolean changed = false;
      for (SecretKey key : keys) {
        changed |= SecretKeyRows.put(transaction, cluster, key, now);
      }
      if (changed) {
        book.changing(transaction, cluster.id());
      }
      return true;
    });
  }

  private void failed(ClusterRows.Due due, String said) {
    Duration pause = EVERY.multipliedBy(1L << Math.min(due.failures(), 5));
    Instant again =
        clock.instant().plus(pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause);
    database.transaction(transaction -> {
      ClusterRows.failed(transaction, due.cluster(), said, again);
      return true;
    });
  }

  private static List<Copy> all(Clusters.Api api) {
    List<Copy> all = new ArrayList<>();
    for (Dialect dialect : Dialect.values()) {
      read(api, dialect, "imagepolicies", all);
      read(api, dialect, "clusterimagepolicies", all);
    }
    return all;
  }

  private static void read(Clusters.Api api, Dialect dialect, String plural, List<Copy> into) {
    String from = "";
    do {
      JsonNode page =
          api.get(
                  "/apis/"
                      + dialect.apiVersion()
                      + "/"
                      + plural
                      + "?limit="
                      + PAGE
                      + (from.isEmpty()
                          ? ""
                          : "&continue=" + URLEncoder.encode(from, StandardCharsets.UTF_8)))
              .orElseGet(() -> Json.parse("{}".getBytes(StandardCharsets.UTF_8)));
      for (JsonNode item : page.path("items")) {
        if (into.size() == MOST) {
          throw AdmissionFailures.tooManyPolicies(MOST);
        }
        into.add(copy(dialect, plural.equals("imagepolicies"), item));
      }
      from = page.at("/metadata/continue").asText("");
    } while (!from.isEmpty());
  }

  private static Copy copy(Dialect dialect, boolean namespaced, JsonNode item) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.put("apiVersion", dialect.apiVersion());
    document.put("kind", namespaced ? "ImagePolicy" : "ClusterImagePolicy");
    document.set("metadata", item.path("metadata"));
    if (item.has("spec")) {
      document.set("spec", item.path("spec"));
    }
    return new Copy(
        new PolicyName(
            dialect,
            namespaced ? Optional.of(item.at("/metadata/namespace").asText()) : Optional.empty(),
            item.at("/metadata/name").asText()),
        new String(Json.bytes(document), StandardCharsets.UTF_8));
  }
}
