package redoubt.identity;

import org.jdbi.v3.core.Handle;

/** Port of identity: a room that keeps data of instances has its say before one is deleted. */
@FunctionalInterface
public interface InstanceGuard {
  /**
   * Runs in the transaction that deletes the instance; the instance is locked, so that nothing is
   * made in it by a room that calls {@link Instances#requireLive}. Cleans up what may go.
   *
   * @throws redoubt.core.Failure of kind CONFLICT while there is data that must not vanish
   */
  void beforeDelete(Handle transaction, String instance);
}
