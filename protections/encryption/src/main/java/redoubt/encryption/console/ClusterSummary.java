package redoubt.encryption.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import redoubt.encryption.Cluster;
import redoubt.encryption.RootKeys;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;
import redoubt.web.console.Who;

/**
 * A cluster as the API shows it, with times for people.
 *
 * @param key absent when no root key guards the cluster
 * @param keyId what its plugins are told to use now
 * @param revision of that; 0 before the first
 * @param ledger what came of the last reading of its etcd
 * @param reading the last reading, which may be under way
 */
public record ClusterSummary(
    String id,
    String name,
    Cluster.Phase phase,
    Optional<Key> key,
    Optional<String> keyId,
    long revision,
    List<String> resources,
    Optional<String> apiServer,
    List<String> etcd,
    Optional<Moment> created,
    Who createdBy,
    List<Plugin> plugins,
    Optional<MigrationSummary> migration,
    Optional<LedgerSummary> ledger,
    Optional<ReadingSummary> reading) {
  /** A root key that guards a cluster; one that was purged has no name any more. */
  public record Key(String id, String name, String ring, RootKeys.State state) {
    /** What the key's state means for the cluster. */
    public Pill pill() {
      return switch (state) {
        case ACTIVE -> new Pill(Tone.GOOD, "Active");
        case SUSPENDED -> new Pill(Tone.BAD, "Disabled");
        case DEACTIVATED -> new Pill(Tone.BAD, "Expired");
        case DESTROYED -> new Pill(Tone.BAD, "Deleted");
      };
    }
  }

  /**
   * A plugin that holds a lease.
   *
   * @param holder id of its API key
   * @param knowsLatest whether it has asked since it was told what to use now
   */
  public record Plugin(
      String holder,
      Optional<Moment> since,
      Optional<Moment> seen,
      long revision,
      boolean knowsLatest) {
    public Pill pill() {
      return knowsLatest ? new Pill(Tone.GOOD, "Up to date") : new Pill(Tone.WARN, "Behind");
    }
  }

  static ClusterSummary of(JsonNode status, Function<Instant, Moment> moments) {
    JsonNode cluster = status.path("cluster");
    JsonNode lease = status.path("lease");
    long revision = lease.path("revision").asLong();
    return new ClusterSummary(
        cluster.path("id").asText(),
        cluster.path("name").asText(),
        Cluster.Phase.valueOf(cluster.path("encryption").asText().toUpperCase(Locale.ROOT)),
        key(status),
        Answer.text(lease, "keyId"),
        revision,
        texts(cluster.path("resources")),
        Answer.text(cluster, "apiServer"),
        texts(cluster.path("etcdEndpoints")),
        Answer.time(cluster, "createdAt").map(moments),
        Who.of(cluster, "createdBy"),
        plugins(status.path("plugins"), revision, moments),
        Optional.of(status.path("migration"))
            .filter(JsonNode::isObject)
            .map(migration -> MigrationSummary.of(migration, moments)),
        Optional.of(status.path("ledger"))
            .filter(JsonNode::isObject)
            .map(ledger -> LedgerSummary.of(ledger, moments)),
        Optional.of(status.path("reading"))
            .filter(JsonNode::isObject)
            .map(reading -> ReadingSummary.of(reading, moments)));
  }

  private static Optional<Key> key(JsonNode status) {
    JsonNode key = status.path("rootKey");
    if (key.isObject()) {
      return Optional.of(
          new Key(
              key.path("id").asText(),
              key.path("name").asText(),
              key.path("ring").asText(),
              RootKeys.State.valueOf(key.path("state").asText().toUpperCase(Locale.ROOT))));
    }
    JsonNode cluster = status.path("cluster");
    return Answer.text(cluster, "key")
        .map(id -> new Key(id, id, cluster.path("keyRing").asText(), RootKeys.State.DESTROYED));
  }

  private static List<Plugin> plugins(
      JsonNode items, long revision, Function<Instant, Moment> moments) {
    List<Plugin> plugins = new ArrayList<>();
    for (JsonNode item : items) {
      long known = item.path("revision").asLong();
      plugins.add(
          new Plugin(
              item.path("holder").asText(),
              Answer.time(item, "since").map(moments),
              Answer.time(item, "seenAt").map(moments),
              known,
              known == revision));
    }
    return plugins;
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }

  public boolean isGuarded() {
    return phase != Cluster.Phase.OFF;
  }

  /** How far encryption is, in a word. */
  public String phaseWord() {
    return switch (phase) {
      case OFF -> "Off";
      case ENABLED -> "Enabled";
      case DISABLING -> "Being disabled";
    };
  }
}
