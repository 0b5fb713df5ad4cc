package redoubt.encryption;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.Guarding;
import redoubt.encryption.cluster.Rotation;
import redoubt.encryption.http.BundleRoutes;
import redoubt.encryption.http.ClusterRoutes;
import redoubt.encryption.http.LeaseRoutes;
import redoubt.encryption.http.MigrationRoutes;
import redoubt.encryption.lease.LeaseDesk;
import redoubt.encryption.migrate.LastMigration;
import redoubt.encryption.migrate.Migrations;
import redoubt.ledger.Ledger;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Room;
import redoubt.web.Route;

/** Encryption of clusters under root keys, as the server sees it. */
public final class EncryptionRoom implements Room {
  private final List<Route> routes = new ArrayList<>();
  private final LeaseDesk leases;
  private final Migrations migrations;

  /**
   * @param requireLive keeps an instance from being deleted until the transaction ends
   */
  public EncryptionRoom(
      Database database,
      ChangeFeed feed,
      Vault vault,
      Ledger ledger,
      RootKeys keys,
      PluginAccounts accounts,
      BiConsumer<Handle, String> requireLive,
      InstantSource clock) {
    Clusters clusters = new Clusters(database, feed, vault, ledger, requireLive, clock);
    this.leases = new LeaseDesk(database, feed, ledger, keys, clock);
    Guarding guarding = new Guarding(clusters, keys, accounts, leases);
    routes.addAll(new ClusterRoutes(clusters, guarding).routes());
    routes.addAll(new BundleRoutes(clusters, guarding).routes());
    this.migrations = new Migrations(database, clusters, ledger, clock);
    routes.addAll(
        new MigrationRoutes(
                clusters,
                guarding,
                leases,
                migrations,
                new Rotation(keys, leases),
                new LastMigration(migrations))
            .routes());
    routes.addAll(new LeaseRoutes(database, clusters, keys, leases).routes());
  }

  @Override
  public String name() {
    return "encryption";
  }

  @Override
  public String title() {
    return "Encryption";
  }

  @Override
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  @Override
  public List<BackgroundTask> tasks() {
    return Stream.concat(leases.tasks().stream(), migrations.tasks().stream()).toList();
  }

  @Override
  public List<Proof> proofs() {
    return List.of();
  }

  @Override
  public void endWaiting() {
    leases.close();
  }
}
