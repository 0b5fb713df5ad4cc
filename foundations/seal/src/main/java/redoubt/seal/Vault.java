package redoubt.seal;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;

/**
 * Secrets in PostgreSQL, each sealed by the current master key with AES-256-GCM and bound to its
 * name. Changes are part of the caller's transaction.
 */
public final class Vault {
  /** Seals a new secret. A name is used once: an existing one is a conflict. */
  public void put(Handle transaction, SecretName name, SecretBytes secret) {
    throw new IllegalStateException("contract only: " + name + transaction + secret);
  }

  /**
   * Opens a secret; the caller closes it. Empty when there is none of that name.
   *
   * @throws redoubt.core.Failure {@code seal.broken} when it was changed or moved, {@code
   *     seal.unavailable} when the master key cannot be reached
   */
  public Optional<SecretBytes> open(SecretName name) {
    throw new IllegalStateException("contract only: " + name);
  }

  /** The same, inside a transaction. */
  public Optional<SecretBytes> open(Handle transaction, SecretName name) {
    throw new IllegalStateException("contract only: " + name + transaction);
  }

  /** Destroys a secret for good; returns whether there was one. */
  public boolean destroy(Handle transaction, SecretName name) {
    throw new IllegalStateException("contract only: " + name + transaction);
  }
}
