package redoubt.encryption;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import redoubt.core.BackgroundTask;
import redoubt.core.Outward;
import redoubt.core.Proof;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.Guarding;
import redoubt.encryption.cluster.PluginKeys;
import redoubt.encryption.cluster.Rotation;
import redoubt.encryption.console.EncryptionConsole;
import redoubt.encryption.http.BundleRoutes;
import redoubt.encryption.http.ClusterRoutes;
import redoubt.encryption.http.LeaseRoutes;
import redoubt.encryption.http.MigrationRoutes;
import redoubt.encryption.http.ReportRoutes;
import redoubt.encryption.http.StatusRoutes;
import redoubt.encryption.lease.LeaseDesk;
import redoubt.encryption.migrate.Migrations;
import redoubt.encryption.proof.EncryptionProofs;
import redoubt.encryption.proof.RegisteredClusters;
import redoubt.encryption.report.Expected;
import redoubt.encryption.report.Readings;
import redoubt.encryption.report.Remaining;
import redoubt.encryption.report.ReportMeter;
import redoubt.encryption.report.ReportSeal;
import redoubt.encryption.report.Reports;
import redoubt.encryption.shred.Reliances;
import redoubt.ledger.Ledger;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Request;
import redoubt.web.Route;
import redoubt.web.console.ClusterPosture;
import redoubt.web.console.ClusterRoom;
import redoubt.web.console.Console;

/** Encryption of clusters under root keys, as the server sees it. */
public final class EncryptionRoom implements ClusterRoom, AutoCloseable {
  private final List<Route> routes = new ArrayList<>();
  private final Clusters clusters;
  private final LeaseDesk leases;
  private final PluginKeys pluginKeys;
  private final Migrations migrations;
  private final Readings readings;
  private final ReportMeter meter;
  private final Reliances reliances;
  private final List<Proof> proofs;

  /**
   * @param requireLive keeps an instance from being deleted until the transaction ends
   * @param outward which addresses of clusters are connected to
   * @param means what the proofs stand on
   * @param metrics what everybody may read: totals, nothing of an instance
   */
  public EncryptionRoom(
      Database database,
      ChangeFeed feed,
      Vault vault,
      Ledger ledger,
      RootKeys keys,
      PluginAccounts accounts,
      BiConsumer<Handle, String> requireLive,
      Outward outward,
      EncryptionProofs.Means means,
      MeterRegistry metrics,
      InstantSource clock) {
    this.clusters = new Clusters(database, feed, vault, ledger, requireLive, outward, clock);
    this.leases = new LeaseDesk(database, feed, ledger, keys, clock);
    this.pluginKeys = new PluginKeys(database, accounts, ledger, clock);
    Guarding guarding = new Guarding(clusters, keys, accounts, leases);
    routes.addAll(new ClusterRoutes(clusters, guarding).routes());
    routes.addAll(new BundleRoutes(clusters, guarding).routes());
    Expected expected = new Expected(leases);
    Reports reports = new Reports(database, new ReportSeal(vault), ledger, clock);
    this.reliances = new Reliances(database, clusters, leases, reports, clock);
    this.readings = new Readings(database, clusters, keys, expected, reports, ledger, clock);
    this.meter = new ReportMeter(database, metrics);
    routes.addAll(new ReportRoutes(clusters, readings, expected, reports, ledger, clock).routes());
    this.migrations = new Migrations(database, clusters, ledger, clock);
    routes.addAll(
        new MigrationRoutes(
                clusters, guarding, migrations, new Rotation(keys, leases), new Remaining(clock))
            .routes());
    routes.addAll(
        new StatusRoutes(database, clusters, keys, leases, migrations, readings, reports).routes());
    routes.addAll(new LeaseRoutes(database, clusters, keys, leases).routes());
    this.proofs =
        EncryptionProofs.of(means, new RegisteredClusters(clusters, leases, clock), clock);
  }

  /** The clusters that are known, for whoever asks their API servers. */
  public Clusters clusters() {
    return clusters;
  }

  /** What relies on a root key, for whoever is about to end it. */
  public Reliances reliances() {
    return reliances;
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
  public List<Route> pages(Console console) {
    return EncryptionConsole.routes(console);
  }

  @Override
  public List<ConsoleLink> consoleLinks() {
    return EncryptionConsole.LINKS;
  }

  @Override
  public List<ClusterPosture> clusters(Console console, Request request, List<String> instances) {
    return EncryptionConsole.postures(console, request, instances);
  }

  @Override
  public List<BackgroundTask> tasks() {
    return Stream.of(
            leases.tasks(), pluginKeys.tasks(), migrations.tasks(), readings.tasks(), meter.tasks())
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public List<Proof> proofs() {
    return proofs;
  }

  @Override
  public void endWaiting() {
    leases.close();
  }

  /** Readings are left to other servers, or to the next start. */
  @Override
  public void close() {
    readings.close();
  }
}
