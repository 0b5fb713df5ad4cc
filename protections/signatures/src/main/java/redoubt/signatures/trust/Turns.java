package redoubt.signatures.trust;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

/** Work for tenants, of which each has one thread of this server at most. */
final class Turns {
  private final Set<String> taken = ConcurrentHashMap.newKeySet();

  /** Runs it unless something is run for the tenant; what it returns, or false. */
  boolean runIfFree(String tenant, BooleanSupplier work) {
    if (!taken.add(tenant)) {
      return false;
    }
    try {
      return work.getAsBoolean();
    } finally {
      taken.remove(tenant);
    }
  }
}
