package redoubt.admission.ladder;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.Clusters;
import redoubt.admission.cluster.Book;
import redoubt.admission.sql.HeldRows;
import redoubt.store.Database;

/** Writes into clusters what their namespaces hold. */
final class Writing {
  /** Another server may write at the same time; the one that is last has read the latest. */
  private static final int TRIES = 10;

  private static final int LOCKS = 64;

  private final Database database;
  private final Book book;
  private final Holding holding;
  private final Lock[] locks =
      Stream.generate(ReentrantLock::new).limit(LOCKS).toArray(Lock[]::new);

  Writing(Database database, Book book, Holding holding) {
    this.database = database;
    this.book = book;
    this.holding = holding;
  }

  /**
   * What is held at the moment is in the cluster afterwards.
   *
   * @throws redoubt.core.Failure when it could not be written
   */
  void write(Writes.Api api, Clusters.Cluster cluster, String namespace) {
    Lock lock = locks[Math.floorMod((cluster.id() + namespace).hashCode(), LOCKS)];
    lock.lock();
    try {
      for (int i = 0; i < TRIES; i++) {
        if (isWritten(api, cluster, namespace)) {
          return;
        }
      }
      throw AdmissionFailures.notWritten(namespace);
    } finally {
      lock.unlock();
    }
  }

  /** Has it written anew where it is not there as it was written. */
  void expect(Clusters.Cluster cluster, String namespace, String version) {
    database.transaction(transaction -> {
      HeldRows.expect(transaction, cluster, namespace, version);
      return true;
    });
  }

  private record State(HeldRows.Written written, AdmittedImages images) {}

  private boolean isWritten(Writes.Api api, Clusters.Cluster cluster, String namespace) {
    Optional<State> state = state(cluster, namespace);
    if (state.isEmpty()) {
      return true;
    }
    byte[] hash = state.get().images().hash();
    String version = state.get().written().version();
    if (Arrays.equals(hash, state.get().written().hash())) {
      return true;
    }
    switch (api.apply(
        AdmittedImages.path(namespace), state.get().images().object(namespace, version))) {
      case Writes.Applied.Done(String now) -> wrote(cluster, namespace, now, hash);
      case Writes.Applied.Conflict _ ->
          wrote(cluster, namespace, there(api, namespace), new byte[0]);
      case Writes.Applied.Gone _ -> holding.end(cluster, namespace);
    }
    // Something may have come meanwhile.
    return false;
  }

  private Optional<State> state(Clusters.Cluster cluster, String namespace) {
    boolean all =
        book.of(cluster.id())
            .filter(standing -> standing.obstacle(namespace).isEmpty())
            .flatMap(standing -> standing.policies())
            .map(policies -> policies.admitsAll(namespace))
            .orElse(false);
    return database.snapshot(handle ->
        HeldRows.written(handle, cluster, namespace)
            .map(written ->
                new State(
                    written,
                    all
                        ? AdmittedImages.ALL
                        : AdmittedImages.of(
                            HeldRows.images(handle, cluster, namespace, Holding.MOST)))));
  }

  private void wrote(Clusters.Cluster cluster, String namespace, String version, byte[] hash) {
    database.transaction(transaction -> {
      HeldRows.wrote(transaction, cluster, namespace, new HeldRows.Written(version, hash));
      return true;
    });
  }

  private static String there(Writes.Api api, String namespace) {
    return api.get(AdmittedImages.path(namespace))
        .map((JsonNode object) -> object.at("/metadata/resourceVersion").asText())
        .orElse("");
  }
}
