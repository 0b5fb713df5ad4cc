package redoubt.encryption.lease;

import redoubt.encryption.RootKeys;

/**
 * What a plugin is told.
 *
 * @param revision grows with every change of what follows
 * @param state any but active ends the lease
 */
public record Terms(long revision, Generation generation, RootKeys.State state) {
  public boolean isActive() {
    return state == RootKeys.State.ACTIVE;
  }
}
