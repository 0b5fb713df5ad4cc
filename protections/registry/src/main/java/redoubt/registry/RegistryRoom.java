package redoubt.registry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.ledger.Ledger;
import redoubt.registry.access.TokenDesk;
import redoubt.registry.content.ContentStore;
import redoubt.registry.events.Listener;
import redoubt.registry.events.Outbox;
import redoubt.registry.http.RegistryRoutes;
import redoubt.registry.life.Collector;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.push.Blobs;
import redoubt.registry.push.Uploads;
import redoubt.store.Database;
import redoubt.web.Room;
import redoubt.web.Route;

/** The registry, as the server sees it. */
public final class RegistryRoom implements Room, AutoCloseable {
  private static final Duration COLLECTING = Duration.ofMinutes(10);

  private final List<Route> routes;
  private final Collector collector;
  private final Outbox outbox;
  private final Contents contents;

  /**
   * What the registry needs of others.
   *
   * @param requireLive keeps an instance from being deleted until the transaction ends
   * @param trust signed collections of tags
   * @param listeners who are told what happens to images; asked again and again, since some are
   *     built later
   * @param signatures where those lie that are put beside images
   */
  public record Ports(
      BiConsumer<Handle, String> requireLive,
      TokenDesk tokens,
      TrustCollections trust,
      Supplier<List<Listener>> listeners,
      SignatureObjects signatures) {}

  public RegistryRoom(
      Database database, Ledger ledger, ContentStore store, Ports ports, InstantSource clock) {
    this.outbox = new Outbox(database, ports.listeners(), clock);
    this.routes =
        RegistryRoutes.of(
            new Namespaces(database, ledger, ports.requireLive(), clock),
            new Uploads(database, store, clock),
            new Blobs(database, store, ledger, clock),
            new Manifests(database, ledger, outbox, clock),
            ports.tokens(),
            ports.signatures(),
            ports.trust());
    this.contents = new Contents(database, store);
    this.collector = new Collector(database, store, clock);
  }

  /** What repositories hold. */
  public Contents contents() {
    return contents;
  }

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public String title() {
    return "Registry";
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<Proof> proofs() {
    return List.of();
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("registry.collect", COLLECTING, collector::run),
        new BackgroundTask("registry.events", COLLECTING, outbox::tidy));
  }

  @Override
  public void close() {
    outbox.close();
  }
}
