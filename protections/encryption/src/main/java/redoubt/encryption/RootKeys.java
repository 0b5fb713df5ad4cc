package redoubt.encryption;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;

/** Port of the room: the root keys that guard clusters. */
public interface RootKeys {
  /** What a root key can do. */
  enum State {
    /** Wraps and unwraps. */
    ACTIVE,
    /** Disabled, or withheld for a while: does nothing until it comes back. */
    SUSPENDED,
    /** Expired. */
    DEACTIVATED,
    /** Deleted, or purged. */
    DESTROYED
  }

  /**
   * A root key at this moment.
   *
   * @param version id of the current version
   * @param changesAt when time will change its state
   */
  record RootKey(
      UUID id,
      String name,
      String ring,
      UUID version,
      State state,
      boolean imported,
      Optional<Instant> changesAt) {
    public RootKey {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(ring, "ring");
      Objects.requireNonNull(version, "version");
      Objects.requireNonNull(state, "state");
    }
  }

  /**
   * The key of that id, alias or name, with all that time has done to it.
   *
   * @throws redoubt.core.Failure when there is none, or it is no root key
   */
  RootKey require(String tenant, String idOrAlias);

  /** Writes what time has done to a key, so that {@link #read} sees it. */
  void settle(String tenant, UUID key);

  /** The key as committed at this moment, whatever server changed it; empty when it was purged. */
  Optional<RootKey> read(Handle handle, String tenant, UUID key);

  /**
   * Tells of each committed change of a key on any server, within milliseconds.
   *
   * @param heard tenant and key; must be quick
   * @param gap changes may have gone unheard
   */
  void onChange(BiConsumer<String, UUID> heard, Runnable gap);

  /**
   * Leaves the key alone in a ring, so that a role in the ring is a role on this key only.
   *
   * @param ring the ring to move it to, unless it is alone already
   * @return the ring
   */
  String isolate(String tenant, UUID key, String ring, String actor);

  /**
   * Notes in the transaction that the key guards the resource, so that its deletion needs force.
   * Idempotent.
   *
   * @return what the transaction is to record
   */
  List<Entry> register(
      Handle transaction, String tenant, UUID key, String resource, String description);

  /**
   * The resource needs the key no more, from the transaction's commit on. Idempotent.
   *
   * @return what the transaction is to record
   */
  List<Entry> unregister(Handle transaction, String tenant, UUID key, String resource);

  /**
   * What the key wrapped; the receiver closes it. The use is in the ledger.
   *
   * @param aad what the wrapping is bound to
   * @throws redoubt.core.Failure {@code CONFLICT} or {@code GONE} when the key's state forbids it,
   *     {@code NOT_FOUND} when there is no such key, {@code UNPROCESSABLE} for what it did not wrap
   */
  SecretBytes unwrap(String tenant, UUID key, String wrapped, List<String> aad, String actor);

  /** Gives the key a new version. */
  void rotate(String tenant, UUID key, String actor);
}
