package redoubt.kmsplugin.server;

import java.time.Duration;
import java.util.List;
import redoubt.crypto.SecretBytes;

/**
 * Where the root key is. Every call throws {@link ServerSaysNo} when the server refuses, and {@link
 * ServerUnreachable} when it is not there, is overloaded or makes no sense; only the first means
 * anything about the key.
 */
public interface RootKeyServer extends AutoCloseable {
  /**
   * Asks for the cluster's lease. Answers at once when its revision is not the known one, else when
   * it changes or the time is over.
   *
   * @param known the revision of the last answer; 0 for none
   */
  Lease lease(long known, Duration atMost);

  /**
   * Wraps a local key.
   *
   * @param rootKey the root key's id
   * @return the ciphertext, as text
   */
  String wrap(String rootKey, SecretBytes localKey, List<String> aad);

  /** Unwraps what {@link #wrap} gave, under the same root key and data. */
  SecretBytes unwrap(String rootKey, String wrapped, List<String> aad);

  @Override
  void close();
}
