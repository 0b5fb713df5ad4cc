package redoubt.signatures.tufserver;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;

/**
 * Port: root keys of tenants, which wrap the server's keys before they go into the vault, so that a
 * tenant who disables such a key stops the timestamps of the collections that it guards.
 */
public interface GuardedKeys {
  /**
   * A root key as it is now.
   *
   * @param ring in which a role is needed to name it
   */
  record RootKey(UUID id, String name, String ring, UUID version) {}

  /**
   * Something wrapped.
   *
   * @param version of the root key
   * @param bytes the caller closes it
   */
  record Wrapped(UUID version, SecretBytes bytes) {}

  /** Empty when the tenant has no such key, or it is no root key. */
  Optional<RootKey> named(String instance, String idOrAlias);

  /** Empty when it was purged. */
  Optional<RootKey> find(String instance, UUID key);

  /**
   * @param aad what it is bound to
   * @throws Failure when the root key is disabled or gone
   */
  Wrapped wrap(String instance, UUID key, SecretBytes secret, List<String> aad, String actor);

  /**
   * Undoes it; the caller closes it.
   *
   * @throws Failure when the root key is disabled or gone
   */
  SecretBytes unwrap(
      String instance, UUID key, SecretBytes wrapped, List<String> aad, String actor);

  /** Notes with the root key, in the caller's transaction, that it guards a namespace. */
  List<Entry> register(Handle transaction, String instance, UUID key, String namespace);

  /** It does so no more. */
  List<Entry> unregister(Handle transaction, String instance, UUID key, String namespace);

  /** No tenant has root keys: the vault alone keeps the server's keys. */
  static GuardedKeys vaultAlone() {
    return new GuardedKeys() {
      @Override
      public Optional<RootKey> named(String instance, String idOrAlias) {
        return Optional.empty();
      }

      @Override
      public Optional<RootKey> find(String instance, UUID key) {
        return Optional.empty();
      }

      @Override
      public Wrapped wrap(
          String instance, UUID key, SecretBytes secret, List<String> aad, String actor) {
        throw new IllegalStateException("nothing is wrapped");
      }

      @Override
      public SecretBytes unwrap(
          String instance, UUID key, SecretBytes wrapped, List<String> aad, String actor) {
        throw new IllegalStateException("nothing was wrapped");
      }

      @Override
      public List<Entry> register(Handle transaction, String instance, UUID key, String namespace) {
        return List.of();
      }

      @Override
      public List<Entry> unregister(
          Handle transaction, String instance, UUID key, String namespace) {
        return List.of();
      }
    };
  }
}
