package redoubt.keys.testing;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.HardwareKeys;
import redoubt.crypto.MasterKeys;
import redoubt.keys.room.KeysRoom;
import redoubt.keys.sql.KeyStore;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.Ledger;
import redoubt.ledger.Recorded;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;
import redoubt.web.Body;
import redoubt.web.Call;
import redoubt.web.Dispatcher;
import redoubt.web.Grant;
import redoubt.web.Principal;
import redoubt.web.RequestMeter;
import redoubt.web.Role;

/** One server's key service. */
public final class KeyService implements AutoCloseable {
  /** An instance that exists. */
  public static final String TENANT = "11111111-1111-4111-8111-111111111111";

  /** Another instance that exists. */
  public static final String OTHER = "22222222-2222-4222-8222-222222222222";

  private final MovableClock clock;
  private final TestDatabase owned;
  private final boolean ownsDatabase;
  private final Database database;
  private final Path masterDirectory;
  private final Masters masters;
  private final Vault vault;
  private final Ledger ledger;
  private final ChangeFeed feed;
  private final KeysRoom room;
  private final Dispatcher dispatcher;
  private final Map<String, Principal> callers = new ConcurrentHashMap<>();
  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final ToldDependents dependents = new ToldDependents();
  private final AtomicLong passed = new AtomicLong();
  private final List<String> refusals = new CopyOnWriteArrayList<>();

  private KeyService(
      TestDatabase owned,
      boolean ownsDatabase,
      Path masterDirectory,
      MovableClock clock,
      Optional<HardwareKeys> hardware) {
    this.owned = owned;
    this.ownsDatabase = ownsDatabase;
    this.masterDirectory = masterDirectory;
    this.clock = clock;
    this.database = owned.open();
    this.masters =
        Masters.open(
            database, List.of(FileMasterKeys.in(masterDirectory)), MasterKeys.Kind.FILE, clock);
    this.vault = new Vault(database, masters);
    this.ledger = Ledger.open(database, vault, clock, new SimpleMeterRegistry());
    this.feed = ChangeFeed.open(database);
    this.room =
        new KeysRoom(
            database,
            vault,
            ledger,
            feed,
            hardware,
            (transaction, tenant) -> {
              if (!tenant.equals(TENANT) && !tenant.equals(OTHER)) {
                throw new Failure(
                    Failure.Kind.NOT_FOUND, "identity.no-such-instance", "No instance.", "None.");
              }
            },
            () -> {
              throw new IllegalStateException("proofs need a whole server");
            },
            dependents,
            metrics,
            clock,
            () -> System.nanoTime() + passed.get());
    this.dispatcher =
        new Dispatcher(
            room.routes(),
            room.instanceChecks(),
            this::caller,
            (route, request, caller, failure) ->
                refusals.add(route.style().action(route, request) + " " + failure.code()),
            new RequestMeter(new SimpleMeterRegistry()));
  }

  /** On a database of its own, at noon. */
  public static KeyService start() {
    return start(Optional.empty());
  }

  public static KeyService start(Optional<HardwareKeys> hardware) {
    try {
      return new KeyService(
          TestDatabase.create(Masters.migrations(), Ledger.migrations(), KeyStore.MIGRATIONS),
          true,
          Files.createTempDirectory("redoubt-keys-"),
          MovableClock.atNoon(),
          hardware);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A second server on the same database, with the same master key and the same clock. */
  public KeyService another() {
    return another(clock);
  }

  /** A second server with a clock of its own; also what this server is after a restart. */
  public KeyService another(MovableClock itsClock) {
    return new KeyService(owned, false, masterDirectory, itsClock, Optional.empty());
  }

  /** A caller who holds the role in the whole of {@link #TENANT}. */
  public Caller as(Role role) {
    return as(role.name().toLowerCase(java.util.Locale.ROOT), Grant.inInstance(role, TENANT));
  }

  /** A program that acts for itself, with a role in the whole of {@link #TENANT}. */
  public Caller asService(String user, Role role) {
    callers.put(
        user, new Principal(user, "key-of-" + user, List.of(Grant.inInstance(role, TENANT)), true));
    return new Caller(this, user, TENANT, Map.of());
  }

  /** Someone with a name and grants, calling {@link #TENANT}. */
  public Caller as(String user, Grant... grants) {
    callers.put(user, new Principal(user, "key-of-" + user, List.of(grants)));
    return new Caller(this, user, TENANT, Map.of());
  }

  /** Manager and key purger. */
  public Caller manager() {
    return as(
        "manager",
        Grant.inInstance(Role.MANAGER, TENANT),
        Grant.inInstance(Role.KEY_PURGE, TENANT));
  }

  private Principal caller(String token) {
    Principal principal = callers.get(token);
    if (principal == null) {
      throw new Failure(
          Failure.Kind.UNAUTHENTICATED, "identity.bad-token", "No such token.", "Get one.");
    }
    return principal;
  }

  Answer call(
      String user,
      String tenant,
      Map<String, String> headers,
      String method,
      String target,
      byte[] body) {
    Map<String, List<String>> sent = new java.util.HashMap<>();
    headers.forEach(
        (name, value) -> sent.put(name.toLowerCase(java.util.Locale.ROOT), List.of(value)));
    sent.put("authorization", List.of("Bearer " + user));
    sent.put("bluemix-instance", List.of(tenant));
    int question = target.indexOf('?');
    return Answer.of(
        dispatcher.answer(
            new Call(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                sent,
                Body.of(body),
                "127.0.0.1",
                true)));
  }

  public MovableClock clock() {
    return clock;
  }

  /** Lets time pass for what takes its time, whatever the clock says. */
  public void pass(Duration time) {
    passed.addAndGet(time.toNanos());
  }

  public Database database() {
    return database;
  }

  public TestDatabase testDatabase() {
    return owned;
  }

  /** What other rooms say of keys. */
  public ToldDependents dependents() {
    return dependents;
  }

  public Ledger ledger() {
    return ledger;
  }

  public Vault vault() {
    return vault;
  }

  public KeysRoom room() {
    return room;
  }

  public MeterRegistry metrics() {
    return metrics;
  }

  /** What was refused, {@code action code}, in order. */
  public List<String> refusals() {
    return refusals;
  }

  /** Runs the work that time does, as the server's scheduler would. */
  public void tick() {
    room.tasks().forEach(task -> task.work().run());
  }

  public List<BackgroundTask> tasks() {
    return room.tasks();
  }

  /** What the ledger has of a target, {@code action by actor}, oldest first. */
  public List<String> ledgerOf(String target) {
    List<String> lines = new ArrayList<>();
    for (Recorded recorded : ledger.entries(EntryFilter.ALL, Optional.empty(), 500).entries()) {
      if (recorded.entry().target().equals(target)) {
        lines.addFirst(recorded.entry().action() + " by " + recorded.entry().actor());
      }
    }
    return lines;
  }

  /** Ends this server; the database goes with the first one. */
  @Override
  public void close() {
    room.close();
    feed.close();
    ledger.close();
    masters.close();
    database.close();
    if (ownsDatabase) {
      owned.close();
    }
  }
}
