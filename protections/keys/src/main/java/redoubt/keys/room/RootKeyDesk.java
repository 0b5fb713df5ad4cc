package redoubt.keys.room;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.life.KeyLife;
import redoubt.keys.life.KeyRotation;
import redoubt.keys.registrations.RegistrationBook;
import redoubt.keys.registrations.RegistrationChange;
import redoubt.keys.rings.KeyRings;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.Rings;
import redoubt.keys.use.Wrapping;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * What other rooms, which use root keys to guard something, ask of this one. Roles were checked by
 * whoever asks.
 */
public final class RootKeyDesk {
  private final Database database;
  private final Ledger ledger;
  private final ChangeFeed feed;
  private final KeyChanges changes;
  private final KeyLife life;
  private final KeyRotation rotation;
  private final Wrapping wrapping;
  private final RegistrationBook registrations;
  private final InstantSource clock;

  RootKeyDesk(
      Database database,
      Ledger ledger,
      ChangeFeed feed,
      KeyChanges changes,
      KeyLife life,
      KeyRotation rotation,
      Wrapping wrapping,
      RegistrationBook registrations,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.feed = feed;
    this.changes = changes;
    this.life = life;
    this.rotation = rotation;
    this.wrapping = wrapping;
    this.registrations = registrations;
    this.clock = clock;
  }

  /**
   * A root key with all that time has done to it.
   *
   * @throws redoubt.keys.KeyFailure {@code KEY_NOT_FOUND_ERR}, {@code KEY_ROOT_REQ_ERR}
   */
  public Key require(String tenant, String idOrAlias) {
    Key key = changes.current(tenant, idOrAlias);
    if (!key.isRoot()) {
      throw KeyProtectError.KEY_ROOT_REQ_ERR.failure();
    }
    return key;
  }

  /** Writes what time has done to a key. */
  public void settle(String tenant, UUID key) {
    changes.settle(tenant, key);
  }

  /** The key as the database has it at this moment; empty when it was purged. */
  public Optional<Key> read(Handle handle, String tenant, UUID key) {
    return KeyStore.find(handle, tenant, key);
  }

  /**
   * Tells of each committed change of a key on any server, after this server forgot what it knew.
   *
   * @param heard tenant and key; must be quick
   * @param gap changes may have gone unheard
   */
  public void onChange(BiConsumer<String, UUID> heard, Runnable gap) {
    feed.subscribe(
        KeyStore.TOPIC,
        payload -> {
          int slash = payload.lastIndexOf('/');
          heard.accept(payload.substring(0, slash), UUID.fromString(payload.substring(slash + 1)));
        },
        gap);
  }

  /**
   * Something wrapped by the key's current version.
   *
   * @param ciphertext as clients of the key service keep it
   */
  public record Wrapped(String ciphertext, UUID version) {}

  /**
   * Wraps under the key's current version.
   *
   * @throws redoubt.keys.KeyFailure when the key's state forbids it
   */
  public Wrapped wrap(Key key, SecretBytes plaintext, List<String> aad, String actor) {
    return plaintext.use(bytes -> {
      Wrapping.Wrapped wrapped = wrapping.wrap(key, Optional.of(bytes), aad, actor);
      return new Wrapped(wrapped.ciphertext().text(), wrapped.version().id());
    });
  }

  /**
   * What the key wrapped, in any of its versions; the receiver closes it.
   *
   * @throws redoubt.keys.KeyFailure when the key's state forbids it, or for what it did not wrap
   */
  public SecretBytes unwrap(Key key, String ciphertext, List<String> aad, String actor) {
    return SecretBytes.owning(wrapping.unwrap(key, ciphertext, aad, actor).plaintext());
  }

  /** Gives the key a new version, if its rules allow that now. */
  public void rotate(Key key, String actor) {
    rotation.rotate(key, actor, Optional.empty(), Optional.empty());
  }

  /**
   * Leaves the key alone in a ring, so that a role in the ring is a role on this key only: in its
   * own if nothing else is there and it is not the default ring, else in the ring of that name.
   *
   * @return the ring
   */
  public String isolate(Key key, String ring, String actor) {
    boolean alone =
        !key.ring().equals(Key.DEFAULT_RING)
            && database.transaction(transaction ->
                Rings.lock(transaction, key.tenant(), key.ring())
                    .filter(keys -> keys.others() + keys.destroyed() == 1)
                    .isPresent());
    if (alone) {
      return key.ring();
    }
    boolean occupied =
        database.transaction(transaction -> {
          Optional<Rings.Keys> there = Rings.lock(transaction, key.tenant(), ring);
          if (there.isEmpty()) {
            KeyRings.create(transaction, key.tenant(), ring, clock.instant(), actor);
            ledger.append(
                transaction,
                List.of(
                    Entry.ok(
                        clock.instant(),
                        key.tenant(),
                        actor,
                        "kms.keyrings.create",
                        ring,
                        Map.of())));
          }
          return there.filter(keys -> keys.others() + keys.destroyed() > 0).isPresent();
        });
    if (occupied) {
      throw KeyProtectError.KEY_RING_EXISTS_ERR.failure();
    }
    return life.move(key, ring, actor).ring();
  }

  /**
   * Notes, as part of the caller's transaction, that the resource is guarded by the key; once is
   * enough.
   *
   * @return what is to be recorded
   */
  public List<Entry> register(
      Handle transaction,
      String tenant,
      UUID key,
      String resource,
      String description,
      String service) {
    return registrations.hold(
        transaction,
        tenant,
        key,
        resource,
        new RegistrationChange(
            Optional.of(false), Optional.of(description), Optional.empty(), Optional.empty()),
        service);
  }

  /**
   * The resource needs the key no more; a key or a note that is gone is no error.
   *
   * @return what is to be recorded
   */
  public List<Entry> unregister(
      Handle transaction, String tenant, UUID key, String resource, String service) {
    return registrations.letGo(transaction, tenant, key, resource, service);
  }
}
