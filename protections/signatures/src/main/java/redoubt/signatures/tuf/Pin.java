package redoubt.signatures.tuf;

import java.util.Set;

/** Which root of a repository is believed. */
public sealed interface Pin {
  /** The oldest one that is there, and those that descend from it. */
  record FirstSeen() implements Pin {}

  /**
   * One that enough of these keys signed.
   *
   * @param ids of keys in any of their forms: the id that a file has, the one that tools show, or
   *     SHA-256 of the SubjectPublicKeyInfo
   */
  record Keys(Set<String> ids) implements Pin {
    public Keys {
      ids = Set.copyOf(ids);
    }
  }

  /** Whether the key may sign a root. */
  default boolean allows(TufKey key) {
    return switch (this) {
      case FirstSeen() -> true;
      case Keys(Set<String> ids) ->
          ids.contains(key.id())
              || ids.contains(key.canonicalId())
              || ids.contains(key.fingerprint());
    };
  }
}
