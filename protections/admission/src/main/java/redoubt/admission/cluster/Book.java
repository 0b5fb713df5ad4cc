package redoubt.admission.cluster;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.admission.Clusters;
import redoubt.admission.memory.Copies;
import redoubt.admission.sql.ClusterRows;
import redoubt.admission.sql.PolicyRows;
import redoubt.admission.sql.SecretKeyRows;
import redoubt.crypto.Ids;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/** Clusters and their policies, in the memory of each server. */
public final class Book {
  /** What is told when something of a cluster changes: its id. */
  public static final String TOPIC = "admission.cluster";

  private final Database database;
  private final Copies<Standing> copies;

  public Book(Database database, ChangeFeed changes) {
    this.database = database;
    this.copies = new Copies<>(database, changes, TOPIC, Book::read);
  }

  /** In a transaction that changes something of a cluster. */
  public void changing(Handle transaction, String cluster) {
    copies.changing(transaction, cluster);
  }

  /** Empty when no such cluster asks here. */
  public Optional<Standing> of(String cluster) {
    return Ids.parse(cluster).isEmpty() ? Optional.empty() : copies.of(cluster);
  }

  /** A secret that a policy names is read soon. */
  public void want(Clusters.Cluster cluster, SecretKey.Place place, Instant now) {
    database.transaction(transaction -> {
      SecretKeyRows.name(transaction, cluster, List.of(place), KeyReading.MOST, now);
      return true;
    });
  }

  private static Optional<Standing> read(Handle handle, String cluster) {
    return ClusterRows.find(handle, cluster)
        .map(found ->
            Standing.of(
                found.asking(),
                found.secretHash(),
                PolicyRows.of(handle, found.asking().cluster()),
                SecretKeyRows.of(handle, found.asking().cluster())));
  }
}
