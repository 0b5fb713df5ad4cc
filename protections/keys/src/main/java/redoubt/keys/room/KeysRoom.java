package redoubt.keys.room;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import redoubt.core.BackgroundTask;
import redoubt.core.Migrations;
import redoubt.core.Proof;
import redoubt.crypto.HardwareKeys;
import redoubt.keys.sql.KeyStore;
import redoubt.ledger.Ledger;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Room;
import redoubt.web.Route;

/**
 * Keys: Key Protect's API over PostgreSQL, the vault, the ledger and, where there is one, an HSM.
 */
public final class KeysRoom implements Room, AutoCloseable {
  private final List<Route> routes;
  private final List<BackgroundTask> tasks;

  /**
   * @param hardware where keys with {@code inHsm} live; without it such keys cannot be made
   */
  public KeysRoom(
      Database database,
      Vault vault,
      Ledger ledger,
      ChangeFeed feed,
      Optional<HardwareKeys> hardware,
      InstantSource clock) {
    this.routes = List.of();
    this.tasks = List.of();
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public String title() {
    return "Keys";
  }

  @Override
  public List<Migrations> migrations() {
    return List.of(KeyStore.MIGRATIONS);
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<BackgroundTask> tasks() {
    return tasks;
  }

  @Override
  public List<Proof> proofs() {
    return List.of();
  }

  /** Zeroes cached key material and writes what is still counted in memory. */
  @Override
  public void close() {}
}
