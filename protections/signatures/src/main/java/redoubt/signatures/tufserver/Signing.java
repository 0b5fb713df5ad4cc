package redoubt.signatures.tufserver;

import java.util.Optional;
import redoubt.signatures.tuf.RoleKeys;

/** Signs for roles whose keys the server has. */
@FunctionalInterface
interface Signing {
  /**
   * A whole file; empty when the server has too few of the role's keys.
   *
   * @param signed in canonical form
   */
  Optional<byte[]> sign(RoleKeys role, byte[] signed);
}
