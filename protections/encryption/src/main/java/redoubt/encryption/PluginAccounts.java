package redoubt.encryption;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;

/**
 * Port of the room: the identities as which the plugins of clusters sign in, one service of each
 * cluster. Every call is a part of the caller's transaction, which records what the journal gets.
 */
public interface PluginAccounts {
  /**
   * A new API key.
   *
   * @param account id of the service it belongs to
   * @param id of the API key; what a lease's holder is known by
   * @param text what the plugin shows; whoever takes it closes it
   */
  record Credential(String account, String id, SecretBytes text) {}

  /**
   * An API key that a plugin was given.
   *
   * @param node for which it was made, if that was said
   * @param usedAt the last time that somebody signed in with it, to within some minutes
   */
  record PluginKey(String id, Optional<String> node, Instant createdAt, Optional<Instant> usedAt) {}

  /**
   * Makes an API key of the cluster's service, for any node or for one. The service holds READER in
   * the ring and nothing else but in rings it was given before. Makes the service when there is
   * none. Idempotent but for the key.
   */
  Credential issue(
      Handle transaction,
      Consumer<Entry> journal,
      String actor,
      Cluster cluster,
      String ring,
      Optional<String> node);

  /** The API keys of the cluster's service, oldest first. */
  List<PluginKey> keys(Handle handle, Cluster cluster);

  /** Revokes API keys of the cluster's service. Idempotent. */
  void revoke(
      Handle transaction, Consumer<Entry> journal, String actor, Cluster cluster, Set<String> ids);

  /**
   * Lets the cluster's service, if there is one, use the keys of one more ring: READER, as {@link
   * #issue} gives it. Idempotent.
   */
  void admit(
      Handle transaction, Consumer<Entry> journal, String actor, Cluster cluster, String ring);

  /** Ends the service: all its API keys and grants are gone at once. Idempotent. */
  void end(Handle transaction, Consumer<Entry> journal, String actor, Cluster cluster);
}
