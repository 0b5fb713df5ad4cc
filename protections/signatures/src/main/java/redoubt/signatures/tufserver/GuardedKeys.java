package redoubt.signatures.tufserver;

import java.util.Optional;
import redoubt.crypto.SecretBytes;

/**
 * Port: wraps the server's keys under a key of their tenant before they go into the vault, so that
 * a tenant who disables that key stops the timestamps of all its repositories.
 */
public interface GuardedKeys {
  /** The key wrapped; empty where the tenant has named no key for this. The caller closes it. */
  Optional<SecretBytes> wrap(String instance, SecretBytes secret);

  /**
   * Undoes it; the caller closes it.
   *
   * @throws redoubt.core.Failure when the tenant's key is disabled or gone
   */
  SecretBytes unwrap(String instance, SecretBytes wrapped);

  /** No tenant has a key for this: the vault alone keeps the server's keys. */
  static GuardedKeys vaultAlone() {
    return new GuardedKeys() {
      @Override
      public Optional<SecretBytes> wrap(String instance, SecretBytes secret) {
        return Optional.empty();
      }

      @Override
      public SecretBytes unwrap(String instance, SecretBytes wrapped) {
        throw new IllegalStateException("nothing was wrapped");
      }
    };
  }
}
