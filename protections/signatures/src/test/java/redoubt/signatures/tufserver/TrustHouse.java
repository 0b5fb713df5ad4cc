package redoubt.signatures.tufserver;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import redoubt.core.Migrations;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.Ledger;
import redoubt.ledger.Recorded;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.signatures.Fact;
import redoubt.signatures.tuf.TufRepo;
import redoubt.store.ConnectionSettings;
import redoubt.store.Database;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** One server of signed repositories, and a client of it that has keys. */
final class TrustHouse implements AutoCloseable {
  static final Migrations MIGRATIONS = new Migrations("signatures", "redoubt/signatures/sql");

  private final Optional<TestDatabase> owned;
  private final ConnectionSettings settings;
  private final Path directory;
  final InstantSource clock;
  final Database database;
  private final Masters masters;
  private final Ledger ledger;
  final TrustServer server;
  final List<TrustPlace> changing = new CopyOnWriteArrayList<>();

  /** Done once, when the next change has begun and nothing is locked yet. */
  final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  final List<TrustPlace> told = new CopyOnWriteArrayList<>();

  private TrustHouse(
      Optional<TestDatabase> owned,
      ConnectionSettings settings,
      Path directory,
      InstantSource clock,
      GuardedKeys guard) {
    this.owned = owned;
    this.settings = settings;
    this.directory = directory;
    this.clock = clock;
    this.database = Database.open(settings);
    this.masters =
        Masters.open(database, List.of(FileMasterKeys.in(directory)), MasterKeys.Kind.FILE, clock);
    Vault vault = new Vault(database, masters);
    this.ledger = Ledger.open(database, vault, clock, new SimpleMeterRegistry());
    this.server =
        new TrustServer(
            database,
            vault,
            guard,
            ledger,
            (transaction, instance) -> {},
            new Published() {
              @Override
              public void changing(Handle transaction, TrustPlace place) {
                changing.add(place);
                meanwhile.getAndSet(() -> {}).run();
              }

              @Override
              public void changed(TrustPlace place) {
                told.add(place);
              }
            },
            clock);
  }

  static TrustHouse start() {
    return start(GuardedKeys.vaultAlone());
  }

  static TrustHouse start(GuardedKeys guard) {
    TestDatabase database =
        TestDatabase.create(Masters.migrations(), Ledger.migrations(), MIGRATIONS);
    try {
      return new TrustHouse(
          Optional.of(database),
          database.settings(),
          Files.createTempDirectory("redoubt-trust-"),
          MovableClock.atNoon(),
          guard);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server of its own on the database and the directory of another. */
  static TrustHouse join(ConnectionSettings settings, Path directory, InstantSource clock) {
    return new TrustHouse(Optional.empty(), settings, directory, clock, GuardedKeys.vaultAlone());
  }

  TrustHouse another() {
    return join(settings, directory, clock);
  }

  MovableClock time() {
    return (MovableClock) clock;
  }

  ConnectionSettings settings() {
    return settings;
  }

  Path directory() {
    return directory;
  }

  /** A client that has a snapshot's key of its own, as {@code notary init} makes it. */
  TufRepo client(TrustPlace place) {
    return TufRepo.of(place.gun(), clock.instant(), server.key(place, "timestamp", "alice"));
  }

  /** The client's files without the timestamp, which is the server's. */
  static Map<String, byte[]> files(TufRepo client) {
    Map<String, byte[]> files = new TreeMap<>(client.roles());
    files.remove("timestamp");
    files.put("root", client.roots.getLast());
    return files;
  }

  /** Those of some roles. */
  static Map<String, byte[]> only(Map<String, byte[]> files, String... roles) {
    Map<String, byte[]> few = new HashMap<>(files);
    few.keySet().retainAll(List.of(roles));
    return few;
  }

  /** Roles and versions that are stored, as {@code root 1}. */
  List<String> stored(TrustPlace place) {
    List<String> all = new ArrayList<>();
    for (String role :
        List.of("root", "snapshot", "targets", "targets/bob", "targets/releases", "timestamp")) {
      server.current(place, role).ifPresent(file -> all.add(role + " " + file.version()));
    }
    return all;
  }

  /** What is known of every tag that is signed in a repository, under each of its names. */
  List<Fact> facts(String instance, String repository, TrustServer.Pins pins) {
    return server.look(instance, repository, pins).stream()
        .flatMap(collection -> collection.verified().orElseThrow().facts().stream())
        .toList();
  }

  /** What holds of a repository, as {@code targets v1}. */
  List<String> held(TrustPlace place) {
    return facts(
            place.instance(), place.repository(), gun -> new redoubt.signatures.tuf.Pin.FirstSeen())
        .stream()
        .filter(fact -> fact.isAuthentic())
        .map(fact -> fact.claims().get("role") + " " + fact.claims().get("tag"))
        .sorted()
        .toList();
  }

  /** What the ledger has of a tenant, {@code action by actor}, oldest first. */
  List<String> ledgerOf(String tenant) {
    List<String> lines = new ArrayList<>();
    for (Recorded recorded :
        ledger.entries(EntryFilter.ofTenant(tenant), Optional.empty(), 500).entries()) {
      lines.addFirst(recorded.entry().action() + " by " + recorded.entry().actor());
    }
    return lines;
  }

  long secrets() {
    return database.read(handle ->
        handle
            .createQuery("SELECT count(*) FROM seal.secret WHERE name LIKE 'signatures/tuf/%'")
            .mapTo(Long.class)
            .one());
  }

  @Override
  public void close() {
    ledger.close();
    masters.close();
    database.close();
    owned.ifPresent(TestDatabase::close);
  }

  /** Another name of the same repository. */
  static TrustPlace at(String host) {
    return new TrustPlace("tenant", host + "/team/app", "team/app");
  }
}
