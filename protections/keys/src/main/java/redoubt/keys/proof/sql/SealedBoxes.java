package redoubt.keys.proof.sql;

import org.jdbi.v3.core.Handle;
import redoubt.seal.SecretName;

/** Sealed secrets as one sees them who can write to the database but has no master key. */
public final class SealedBoxes {
  private SealedBoxes() {}

  /**
   * Exchanges two sealed boxes, each with the name of the master key that sealed it.
   *
   * @return how many rows were changed: 2 when both are there
   */
  public static int swap(Handle transaction, SecretName one, SecretName other) {
    return transaction
        .createUpdate(
            """
            UPDATE seal.secret mine SET box = theirs.box, master_id = theirs.master_id
            FROM seal.secret theirs
            WHERE (mine.name = :one AND theirs.name = :other)
              OR (mine.name = :other AND theirs.name = :one)
            """)
        .bind("one", one.path())
        .bind("other", other.path())
        .execute();
  }

  /** How many sealed secrets a key has, in any version. */
  public static int ofKey(Handle handle, String tenant, String key) {
    return handle
        .createQuery("SELECT count(*) FROM seal.secret WHERE starts_with(name, :prefix)")
        .bind("prefix", "keys/" + tenant + "/" + key + "/")
        .mapTo(Integer.class)
        .one();
  }
}
