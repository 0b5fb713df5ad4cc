package redoubt.kmsplugin.server;

import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What the server says of a cluster's root key.
 *
 * @param revision grows with every change
 * @param keyId what the API server is told; each pair of root key and version has its own, and one
 *     that was used never comes back
 * @param key the root key's id
 * @param version the id of the root key's version
 * @param state {@code active}, or why the key may not be used
 */
public record Lease(long revision, String keyId, String key, String version, String state) {
  private static final String ACTIVE = "active";

  private static final Pattern ROOT_KEY = Pattern.compile("[A-Za-z0-9-]{1,128}");

  /** Fits into an API server's limit, and into one part of a root key's associated data. */
  private static final Pattern KEY_ID = Pattern.compile("[!-~]{1,255}");

  public Lease {
    Objects.requireNonNull(state, "state");
    if (state.equals(ACTIVE) && !(KEY_ID.matcher(keyId).matches() && isRootKey(key))) {
      throw new IllegalArgumentException("an active lease names a key id and a root key");
    }
  }

  /** Whether the root key may be used. Any state but the one known as good means no. */
  public boolean isActive() {
    return state.equals(ACTIVE);
  }

  /** Whether a text may be a root key's id; such a one is safe in a path. */
  public static boolean isRootKey(String text) {
    return ROOT_KEY.matcher(text).matches();
  }
}
