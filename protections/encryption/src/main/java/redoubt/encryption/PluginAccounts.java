package redoubt.encryption;

import redoubt.crypto.SecretBytes;

/** Port of the room: the identities as which the plugins of clusters sign in. */
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
   * Makes an API key of the cluster's service, which holds READER in the ring and nothing else but
   * in rings it was given before. Makes the service when there is none. Idempotent but for the key.
   */
  Credential issue(String actor, Cluster cluster, String ring);

  /**
   * Lets the cluster's service use the keys of one more ring: READER, as {@link #issue} gives it.
   * Idempotent.
   */
  void admit(String actor, String account, Cluster cluster, String ring);

  /** Ends the service: all its API keys and grants are gone at once. Idempotent. */
  void end(String actor, String account);
}
