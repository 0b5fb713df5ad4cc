package redoubt.encryption.migrate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.encryption.Cluster;
import redoubt.encryption.sql.ClusterRows;
import redoubt.encryption.sql.LeaseRows;

/**
 * What a cluster's stored objects are to be, as its phase, key and resources say at one moment. A
 * migration with another aim is not what the cluster needs.
 *
 * @param decrypting objects are written in the clear
 * @param generation of the cluster's root key; 0 before plugins were told of one
 * @param since when phase or resources became so: a phase that comes back is another aim
 */
public record Aim(boolean decrypting, long generation, List<String> resources, Instant since) {
  public Aim {
    resources = List.copyOf(resources);
  }

  /** Of a cluster that the transaction has locked; empty when no root key guards it. */
  static Optional<Aim> of(Handle transaction, Cluster locked) {
    long generation =
        LeaseRows.terms(transaction, locked.tenant(), locked.id())
            .map(terms -> terms.generation().number())
            .orElse(0L);
    Instant since = ClusterRows.phaseSince(transaction, locked.tenant(), locked.id());
    return switch (locked.phase()) {
      case OFF -> Optional.empty();
      case ENABLED -> Optional.of(new Aim(false, generation, locked.resources(), since));
      case DISABLING -> Optional.of(new Aim(true, generation, locked.resources(), since));
    };
  }
}
