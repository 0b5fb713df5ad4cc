package redoubt.store;

import java.time.Duration;

/** Of all servers on one database, one at a time does a named piece of work. */
public final class Leases {
  /**
   * Runs the work if no other server holds the lease, and lets go of it afterwards. The lease of a
   * server that died ends by itself.
   *
   * @return whether it was run
   */
  public boolean runIfFree(String name, Duration atMost, Runnable work) {
    throw new IllegalStateException("contract only: " + name + atMost + work);
  }
}
