package redoubt.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.core.Proof;
import redoubt.core.Release;
import redoubt.crypto.ServerIdentity;
import redoubt.identity.Identity;
import redoubt.ledger.Ledger;
import redoubt.registry.content.ContentStore;
import redoubt.seal.Vault;
import redoubt.server.console.HouseConsole;
import redoubt.server.proofs.LiveGround;
import redoubt.server.proofs.ProofRoutes;
import redoubt.server.proofs.ProofRunner;
import redoubt.server.proofs.sql.SqlEvidenceStore;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.store.Leases;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Dispatcher;
import redoubt.web.HealthCheck;
import redoubt.web.OpenApi;
import redoubt.web.OperationsRoutes;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Room;
import redoubt.web.Route;
import redoubt.web.jetty.HttpsServer;

/**
 * A running server: every room, connected. Read from top to bottom; which rooms there are is in
 * {@link Rooms}. Closing it lets running calls end, then stops everything in the opposite order.
 */
public final class House implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(House.class);

  private final Closing closing;
  private final HttpsServer https;
  private final List<Route> routes;
  private final ServerOptions options;
  private final DataDirectory directory;
  private final LiveGround ground;
  private final ProofRunner proofs;

  private House(
      Closing closing,
      HttpsServer https,
      List<Route> routes,
      ServerOptions options,
      DataDirectory directory,
      LiveGround ground,
      ProofRunner proofs) {
    this.closing = closing;
    this.routes = List.copyOf(routes);
    this.https = https;
    this.options = options;
    this.directory = directory;
    this.ground = ground;
    this.proofs = proofs;
  }

  /**
   * Starts everything and returns once calls are answered. If a part cannot start, what was started
   * is stopped again.
   *
   * @param progress told of each step, for people
   */
  public static House open(ServerOptions options, InstantSource clock, Consumer<String> progress) {
    return open(Rooms.ALL, options, clock, progress);
  }

  /** Starts a house of these rooms. */
  static House open(
      List<RoomPlan> plans, ServerOptions options, InstantSource clock, Consumer<String> progress) {
    Closing closing = new Closing();
    try {
      return open(plans, options, clock, progress, closing);
    } catch (RuntimeException | Error e) {
      closing.close();
      throw e;
    }
  }

  private static House open(
      List<RoomPlan> plans,
      ServerOptions options,
      InstantSource clock,
      Consumer<String> progress,
      Closing closing) {
    DataDirectory directory = closing.add(DataDirectory.take(options.data()));

    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    progress.accept("starting the database");
    Database database = closing.add(Databases.open(options, closing));
    database.migrate(Rooms.migrations(plans));
    ChangeFeed changes = closing.add(ChangeFeed.open(database));
    Leases leases = closing.add(new Leases(database));

    progress.accept("opening the seal");
    Seals seals = Seals.open(options, database, clock, closing);
    Vault vault = seals.vault();
    Ledger ledger = closing.add(Ledger.open(database, vault, clock, metrics));
    Identity identity = new Identity(database, changes, vault, ledger, clock);

    AtomicReference<HttpsServer> listening = new AtomicReference<>();
    LiveGround ground =
        new LiveGround(
            identity,
            database,
            ledger,
            new LiveGround.Data(directory.path(), options.database().isEmpty()),
            () -> URI.create(url(options, Objects.requireNonNull(listening.get()).port())),
            () -> options.imagesAreCalled(port(options, listening)),
            clock);

    List<Room> rooms = new ArrayList<>();
    Foundations foundations =
        new Foundations(
            plans,
            rooms,
            database,
            changes,
            seals.masters(),
            vault,
            seals.hardware(),
            ledger,
            identity,
            options.outward(),
            options.nodesAreHere(),
            ground,
            images(options, directory, closing),
            authority -> options.isCalled(authority, port(options, listening)),
            metrics,
            clock);
    for (RoomPlan plan : plans) {
      Room room = plan.opening().apply(foundations);
      if (room instanceof AutoCloseable closeable) {
        closing.add(closeable);
      }
      rooms.add(room);
    }

    SqlEvidenceStore evidence = new SqlEvidenceStore(database);
    ProofRunner proofs = new ProofRunner(rooms, ledger, evidence, clock);
    identity.bootstrap(key -> directory.writePrivate("admin.apikey", key.text() + "\n"));

    progress.accept("opening the doors");
    ServerIdentity tls = ServerIdentity.in(directory.path(), List.of(options.host()), clock);
    List<Route> routes = new ArrayList<>();
    routes.addAll(
        new OperationsRoutes(metrics, health(directory, database, changes, seals, ledger))
            .routes());
    routes.addAll(new ProofRoutes(proofs, evidence).routes());
    rooms.forEach(room -> routes.addAll(room.routes()));
    routes.add(openApi(routes));
    AtomicReference<Dispatcher> door = new AtomicReference<>();
    routes.addAll(HouseConsole.routes(rooms, clock, door::get));
    Dispatcher dispatcher =
        new Dispatcher(
            routes,
            rooms.stream().flatMap(room -> room.instanceChecks().stream()).toList(),
            identity.authenticator(),
            new LedgerRefusals(ledger, clock),
            new RequestMeter(metrics));
    door.set(dispatcher);
    HttpsServer https =
        closing.add(HttpsServer.start(doors(options, directory), tls.context(), dispatcher));
    rooms.forEach(room -> closing.add(room::endWaiting));
    listening.set(https);
    directory.writePrivate("server.url", url(options, https.port()) + "\n");

    List<BackgroundTask> tasks = new ArrayList<>();
    tasks.add(
        new BackgroundTask(
            "server.certificate",
            Duration.ofHours(1),
            BackgroundTask.Where.EACH_SERVER,
            tls::renewIfDue));
    rooms.forEach(room -> tasks.addAll(room.tasks()));
    closing.add(new Background(tasks, leases));
    closing.add(proofs);
    return new House(closing, https, routes, options, directory, ground, proofs);
  }

  /** The one that is listened on, as far as it is known. */
  private static int port(ServerOptions options, AtomicReference<HttpsServer> listening) {
    HttpsServer there = listening.get();
    return there == null ? options.port() : there.port();
  }

  private static ContentStore images(
      ServerOptions options, DataDirectory directory, Closing closing) {
    ContentStore images =
        RegistryPlan.store(
            options.registry().images(), directory.path().resolve(DataDirectory.IMAGES));
    if (images instanceof AutoCloseable closeable) {
      closing.add(closeable);
    }
    return images;
  }

  private static HttpsServer.Settings doors(ServerOptions options, DataDirectory directory) {
    HttpsServer.Settings usual =
        HttpsServer.Settings.on(options.host(), options.port())
            .and(options.registry().plain(), options.registry().publicOrigin());
    if (directory.socket().isEmpty()) {
      LOG.warn("the name {} is too long for a unix socket in it", directory.path());
    }
    return directory.socket().map(usual::and).orElse(usual);
  }

  private static List<HealthCheck> health(
      DataDirectory directory, Database database, ChangeFeed changes, Seals seals, Ledger ledger) {
    return List.of(
        new HealthCheck("disk", () -> HealthChecks.disk(directory.path())),
        new HealthCheck("database", () -> HealthChecks.database(database)),
        new HealthCheck(
            "changes",
            () -> changes.isLive() ? Optional.empty() : Optional.of("the connection was lost")),
        new HealthCheck("seal", seals::fault),
        new HealthCheck("ledger", () -> ledger.tampering().map(Failure::what)));
  }

  private static Route openApi(List<Route> routes) {
    List<Route> described = List.copyOf(routes);
    return new Route(
        "GET",
        "/openapi.json",
        Access.open(),
        "server.openapi.read",
        "This document",
        ApiStyle.redoubt(),
        request -> Response.json(200, OpenApi.describe(Release.VERSION, described)));
  }

  /** Every route that is served. */
  public List<Route> routes() {
    return routes;
  }

  public int port() {
    return https.port();
  }

  /** {@code https://HOST:PORT} as callers on this machine reach it. */
  public String url() {
    return url(options, port());
  }

  /** {@code http://HOST:PORT} of the port without TLS, if there is one. */
  public Optional<String> plainUrl() {
    return https.plainPort().isEmpty()
        ? Optional.empty()
        : options
            .registry()
            .plain()
            .map(plain -> "http://" + bracketed(plain.host()) + ":" + https.plainPort().getAsInt());
  }

  private static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  private static String url(ServerOptions options, int port) {
    String host = options.host().equals("0.0.0.0") ? "127.0.0.1" : options.host();
    return "https://" + bracketed(host) + ":" + port;
  }

  /** The API key of the first administrator, as the first start left it. */
  public Path apiKeyFile() {
    return directory.path().resolve("admin.apikey");
  }

  /** The proof of that id. */
  Proof proof(String id) {
    return proofs.protections().stream()
        .flatMap(room -> room.proofs().stream())
        .filter(proof -> proof.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** A room of it. */
  <T extends Room> T room(Class<T> kind) {
    return proofs.protections().stream()
        .filter(kind::isInstance)
        .map(kind::cast)
        .findFirst()
        .orElseThrow();
  }

  /** Where its proofs attack. */
  LiveGround ground() {
    return ground;
  }

  /** What clients have to trust. */
  public Path caFile() {
    return directory.path().resolve("ca.pem");
  }

  @Override
  public void close() {
    closing.close();
  }
}
