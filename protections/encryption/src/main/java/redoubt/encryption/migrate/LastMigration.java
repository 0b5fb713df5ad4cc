package redoubt.encryption.migrate;

import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.Remaining;

/**
 * What a finished migration since the disabling says of what is left. Weaker than to look into
 * etcd: it shows that every object was written anew, not how.
 */
public final class LastMigration implements Remaining {
  private final Migrations migrations;

  public LastMigration(Migrations migrations) {
    this.migrations = migrations;
  }

  @Override
  public void requireNone(Cluster cluster) {
    boolean done =
        migrations
            .last(cluster)
            .filter(last -> last.state() == Migration.State.DONE && last.decrypting())
            .isPresent();
    if (!done) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "encryption.still-encrypted",
          "Stored objects may still be encrypted: not all were written back since the cluster was"
              + " set to be disabled.",
          "Finish redoubt encryption migrate NAME, then try again.");
    }
  }
}
