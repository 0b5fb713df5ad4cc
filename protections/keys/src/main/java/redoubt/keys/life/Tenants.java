package redoubt.keys.life;

import org.jdbi.v3.core.Handle;

/** Port of the room: which instances there are. */
@FunctionalInterface
public interface Tenants {
  /**
   * Keeps an instance from being deleted until the transaction ends.
   *
   * @throws redoubt.core.Failure of kind NOT_FOUND when there is none of that id
   */
  void requireLive(Handle transaction, String tenant);
}
