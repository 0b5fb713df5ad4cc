package redoubt.signatures.tuf;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a repository, as they came.
 *
 * @param gun the repository, as its users write it
 * @param roots every version from the one that is believed to the newest, in order
 * @param roles the newest file of every other role
 * @param least versions that were seen before: lower ones are a rollback
 * @param seen versions that keys had signed for roles with targets in collections before this one,
 *     by fingerprint: lower ones of the same key are one, too
 */
public record TufFiles(
    String gun,
    List<byte[]> roots,
    Map<String, byte[]> roles,
    Map<String, Integer> least,
    Map<String, Integer> seen) {
  public TufFiles {
    roots = List.copyOf(roots);
    roles = Map.copyOf(roles);
    least = Map.copyOf(least);
    seen = Map.copyOf(seen);
  }

  public TufFiles(
      String gun, List<byte[]> roots, Map<String, byte[]> roles, Map<String, Integer> least) {
    this(gun, roots, roles, least, Map.of());
  }

  public TufFiles(String gun, List<byte[]> roots, Map<String, byte[]> roles) {
    this(gun, roots, roles, Map.of());
  }

  Optional<byte[]> role(String name) {
    return Optional.ofNullable(roles.get(name));
  }

  int least(String role) {
    return least.getOrDefault(role, 1);
  }
}
