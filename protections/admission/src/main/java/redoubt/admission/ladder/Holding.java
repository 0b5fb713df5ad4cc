package redoubt.admission.ladder;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.admission.Clusters;
import redoubt.admission.cluster.Book;
import redoubt.admission.memory.Copies;
import redoubt.admission.sql.ClusterRows;
import redoubt.admission.sql.HeldRows;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/** Which images namespaces hold, in the database and in the memory of each server. */
final class Holding {
  /** So many images of a namespace are held; those used last. */
  static final int MOST = 10_000;

  /** That an image is used is written down once in so long. */
  private static final Duration USED = Duration.ofDays(1);

  private final Database database;
  private final Copies<Known> copies;

  Holding(Database database, ChangeFeed changes) {
    this.database = database;
    this.copies = new Copies<>(database, changes, "admission.held", Holding::read);
    // With a cluster ends what it holds.
    changes.subscribe(Book.TOPIC, _ -> copies.clear(), copies::clear);
  }

  /**
   * What a namespace holds.
   *
   * @param tags which image names without a digest mean
   */
  record Known(Map<String, Held> images, Map<String, Held> tags) {
    /** Whether there is nothing new in it. */
    boolean has(Held wanted) {
      Held held = images.get(wanted.image());
      return held != null
          && held.until().equals(wanted.until())
          && wanted.usedAt().isBefore(held.usedAt().plus(USED))
          && wanted
              .tag()
              .map(tag -> tags.containsKey(tag) && tags.get(tag).image().equals(wanted.image()))
              .orElse(true);
    }
  }

  private static String key(Clusters.Cluster cluster, String namespace) {
    return cluster.id() + "/" + namespace;
  }

  /** Empty when nothing is written into it. */
  Optional<Known> of(Clusters.Cluster cluster, String namespace) {
    return copies.of(key(cluster, namespace));
  }

  /** Holds these, too. */
  void hold(Clusters.Cluster cluster, String namespace, Collection<Held> images) {
    database.transaction(transaction -> {
      HeldRows.begin(transaction, cluster, namespace);
      HeldRows.hold(transaction, cluster, namespace, images);
      copies.changing(transaction, key(cluster, namespace));
      return true;
    });
  }

  /** Does not hold these any more. */
  void drop(Clusters.Cluster cluster, List<HeldRows.Placed> images) {
    database.transaction(transaction -> {
      HeldRows.drop(transaction, cluster, images);
      images.stream()
          .map(HeldRows.Placed::namespace)
          .distinct()
          .forEach(namespace -> copies.changing(transaction, key(cluster, namespace)));
      return true;
    });
  }

  /** The namespace is no more. */
  void end(Clusters.Cluster cluster, String namespace) {
    database.transaction(transaction -> {
      HeldRows.end(transaction, cluster, namespace);
      copies.changing(transaction, key(cluster, namespace));
      return true;
    });
  }

  private static Optional<Known> read(Handle handle, String key) {
    int slash = key.indexOf('/');
    String namespace = key.substring(slash + 1);
    return ClusterRows.find(handle, key.substring(0, slash))
        .map(found -> found.asking().cluster())
        .filter(cluster -> HeldRows.written(handle, cluster, namespace).isPresent())
        .map(cluster -> known(HeldRows.images(handle, cluster, namespace, MOST)));
  }

  private static Known known(List<Held> held) {
    return new Known(
        held.stream().collect(Collectors.toMap(Held::image, Function.identity())),
        Held.meanings(held));
  }
}
