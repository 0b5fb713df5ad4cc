package redoubt.registry.push;

import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * How far the hash of each upload is, between its pieces. What is forgotten here, by a restart or
 * because there are too many, is read and hashed once more.
 */
final class Hashes {
  private static final int MOST = 1000;

  /** A hash of so many bytes. */
  record Begun(MessageDigest hash, long length) {}

  private final Map<UUID, Begun> byUpload =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Begun> eldest) {
          return size() > MOST;
        }
      };

  /** Takes it away: who has it is its only user. */
  synchronized Optional<MessageDigest> take(UUID upload, long length) {
    return Optional.ofNullable(byUpload.remove(upload))
        .filter(begun -> begun.length() == length)
        .map(Begun::hash);
  }

  synchronized void keep(UUID upload, MessageDigest hash, long length) {
    byUpload.put(upload, new Begun(hash, length));
  }
}
