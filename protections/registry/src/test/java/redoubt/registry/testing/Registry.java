package redoubt.registry.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.Ledger;
import redoubt.ledger.Recorded;
import redoubt.oci.Digest;
import redoubt.outward.Outside;
import redoubt.registry.RegistryRoom;
import redoubt.registry.access.TokenDesk;
import redoubt.registry.console.ImageFacts;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.FileStore;
import redoubt.registry.life.Running;
import redoubt.registry.sql.NamespaceRows;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.ConnectionSettings;
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

/** One server's registry. */
public final class Registry implements AutoCloseable {
  /** An instance that exists. */
  public static final String TENANT = "11111111-1111-4111-8111-111111111111";

  /** Another instance that exists. */
  public static final String OTHER = "22222222-2222-4222-8222-222222222222";

  /**
   * What a token was asked for.
   *
   * @param login the header, or the name and the secret of a form
   */
  public record Asked(Optional<String> login, List<TokenDesk.Wish> wishes, boolean catalog) {}

  private final class Desk implements TokenDesk {
    @Override
    public Issued issue(
        Optional<String> authorization, List<Wish> wishes, boolean catalog, String address) {
      asked.add(new Asked(authorization, wishes, catalog));
      return new Issued("a token", clock.instant(), 900);
    }

    @Override
    public Issued issue(
        String user, String secret, List<Wish> wishes, boolean catalog, String address) {
      return issue(Optional.of(user + ":" + secret), wishes, catalog, address);
    }
  }

  private final Optional<TestDatabase> owned;
  private final ConnectionSettings settings;
  private final Path directory;
  private final InstantSource clock;
  private final Database database;
  private final Masters masters;
  private final Ledger ledger;
  private final ContentStore store;
  private final RegistryRoom room;
  private final Map<String, Running.Sight> running = new ConcurrentHashMap<>();
  private final Dispatcher dispatcher;
  private final Map<String, Principal> callers = new ConcurrentHashMap<>();
  private final List<String> refusals = new CopyOnWriteArrayList<>();
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Hearing heard = new Hearing();
  private final Shelf shelf = new Shelf();
  private final HeldAccounts accounts = new HeldAccounts();

  private Registry(
      Optional<TestDatabase> owned,
      ConnectionSettings settings,
      Path directory,
      InstantSource clock,
      ContentStore store) {
    this.owned = owned;
    this.settings = settings;
    this.directory = directory;
    this.clock = clock;
    this.store = store;
    this.database = Database.open(settings);
    this.masters =
        Masters.open(database, List.of(FileMasterKeys.in(directory)), MasterKeys.Kind.FILE, clock);
    this.ledger =
        Ledger.open(database, new Vault(database, masters), clock, new SimpleMeterRegistry());
    this.room =
        new RegistryRoom(
            database,
            ledger,
            store,
            new RegistryRoom.Ports(
                Registry::requireLive,
                new Desk(),
                accounts,
                shelf,
                () -> List.of(heard),
                new KeptSignatures(),
                instance -> running.getOrDefault(instance, new Running.Sight.NoCluster()),
                (transaction, instance, actor, namespace) ->
                    ended.add(instance + " " + namespace + " " + actor),
                new RegistryRoom.Abroad(new Vault(database, masters), outside()),
                () -> {
                  throw new IllegalStateException("no proof is run here");
                }),
            ImageFacts.NONE,
            clock);
    this.dispatcher =
        new Dispatcher(
            room.routes(),
            room.instanceChecks(),
            this::caller,
            (route, request, caller, failure) ->
                refusals.add(route.style().action(route, request) + " " + failure.code()),
            new RequestMeter(new SimpleMeterRegistry()));
  }

  /** Reaches this machine, where the other registries and webhooks of tests are. */
  private static Outside outside() {
    try {
      return new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void requireLive(Handle transaction, String tenant) {
    if (!tenant.equals(TENANT) && !tenant.equals(OTHER)) {
      throw new Failure(
          Failure.Kind.NOT_FOUND, "identity.no-such-instance", "No instance.", "None.");
    }
  }

  /** Where content lies, beside the directory of a server. */
  @FunctionalInterface
  public interface Storing {
    ContentStore in(Path directory) throws IOException;
  }

  /** On a database and a store of its own, at noon. */
  public static Registry start() {
    return start(directory -> FileStore.in(directory.resolve("content")));
  }

  /** The same on such a store. */
  public static Registry start(Storing storing) {
    TestDatabase database =
        TestDatabase.create(Masters.migrations(), Ledger.migrations(), NamespaceRows.MIGRATIONS);
    try {
      Path directory = Files.createTempDirectory("redoubt-registry-");
      return new Registry(
          Optional.of(database),
          database.settings(),
          directory,
          MovableClock.atNoon(),
          storing.in(directory));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A process of its own on the database and the directory of another. */
  public static Registry join(ConnectionSettings settings, Path directory) throws IOException {
    return join(
        settings, directory, InstantSource.system(), FileStore.in(directory.resolve("content")));
  }

  /** The same with a clock and a store of its own. */
  public static Registry join(
      ConnectionSettings settings, Path directory, InstantSource clock, ContentStore store) {
    return new Registry(Optional.empty(), settings, directory, clock, store);
  }

  /**
   * A second server on the same database and store, with the same clock; also what this server is
   * after a restart.
   */
  public Registry another() {
    return another(store);
  }

  /** The same on a store that behaves differently. */
  public Registry another(ContentStore itsStore) {
    return new Registry(Optional.empty(), settings, directory, clock, itsStore);
  }

  /** Who is told of events. */
  public Hearing heard() {
    return heard;
  }

  /** Of robots. */
  public HeldAccounts accounts() {
    return accounts;
  }

  /** Adds a namespace. */
  public void namespace(String tenant, String name, boolean anonymousPull) {
    as("owner-of-" + tenant, Grant.inInstance(Role.MANAGER, tenant))
        .post(
            "/v1/instances/" + tenant + "/namespaces",
            Map.of("name", name, "anonymousPull", anonymousPull))
        .expect(201);
  }

  /** Says which images run in an instance; before it has no cluster. */
  public void run(String tenant, Digest... digests) {
    running.put(
        tenant,
        new Running.Sight.Known(
            Stream.of(digests)
                .collect(Collectors.toMap(one -> one, _ -> new TreeSet<>(Set.of("prod/shop"))))));
  }

  /** From now on nobody knows what runs in the clusters of an instance. */
  public void forgetWhatRuns(String tenant) {
    running.put(tenant, new Running.Sight.Unknown());
  }

  /** An instance has no cluster any more. */
  public void removeClusters(String tenant) {
    boolean _ = running.remove(tenant) != null;
  }

  /** Somebody who may do everything in {@link #TENANT}. */
  public Client manager() {
    return as("manager", Grant.inInstance(Role.MANAGER, TENANT));
  }

  /** Somebody who may push and pull everywhere in {@link #TENANT}. */
  public Client writer() {
    return as("writer", Grant.inInstance(Role.WRITER, TENANT));
  }

  /** Somebody who may pull everywhere in {@link #TENANT}. */
  public Client reader() {
    return as("reader", Grant.inInstance(Role.READER, TENANT));
  }

  /** Somebody who may push and pull everywhere in {@link #OTHER}. */
  public Client stranger() {
    return as("stranger", Grant.inInstance(Role.MANAGER, OTHER));
  }

  /** Someone with a name and grants. */
  public Client as(String user, Grant... grants) {
    callers.put(user, new Principal(user, "key-of-" + user, List.of(grants)));
    return new Client(this, Optional.of(user));
  }

  /** Someone whose token is good for some of these grants only. */
  public Client narrowed(Client client, Grant... few) {
    String user = client.user().orElseThrow();
    callers.put(user + " narrowed", caller(user).narrowedTo(List.of(few)));
    return new Client(this, Optional.of(user + " narrowed"));
  }

  /** Someone without a credential. */
  public Client visitor() {
    return new Client(this, Optional.empty());
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
      Optional<String> user, Map<String, String> headers, String method, String target, Body body) {
    Map<String, List<String>> sent = new HashMap<>();
    sent.put("host", List.of("registry.test:8443"));
    headers.forEach((name, value) -> sent.put(name.toLowerCase(Locale.ROOT), List.of(value)));
    user.ifPresent(name -> sent.put("authorization", List.of("Bearer " + name)));
    int question = target.indexOf('?');
    return Answer.of(
        dispatcher.answer(
            new Call(
                method,
                question < 0 ? target : target.substring(0, question),
                question < 0 ? "" : target.substring(question + 1),
                sent,
                body,
                "127.0.0.1",
                true)));
  }

  /** Of a registry that a test started. */
  public MovableClock clock() {
    return (MovableClock) clock;
  }

  public ConnectionSettings settings() {
    return settings;
  }

  /** Ends one of the sessions that the servers have with the database. */
  public void killSession(Random random) {
    try (Connection connection =
            DriverManager.getConnection(settings.url(), settings.user(), settings.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
          ORDER BY md5(pid || '%d') LIMIT 1
          """
              .formatted(random.nextInt()));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the database say what is not so. */
  public void plant(String sql) {
    database.transaction(transaction -> transaction.execute(sql));
  }

  public Path directory() {
    return directory;
  }

  public ContentStore store() {
    return store;
  }

  /** The signed collections that it serves. */
  public Shelf shelf() {
    return shelf;
  }

  /** What is wrong between tables, counters and files. */
  public Inventory inventory() {
    return new Inventory(database, store);
  }

  /** What was refused, {@code action code}, in order. */
  public List<String> refusals() {
    return refusals;
  }

  /** Namespaces that other rooms were told to forget, {@code tenant name}, in order. */
  public List<String> ended() {
    return ended;
  }

  /** What tokens were asked for, in order. */
  public List<Asked> asked() {
    return asked;
  }

  /** Runs the work that time does, as the server's scheduler would. */
  public void tick() {
    room.tasks().forEach(task -> task.work().run());
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
    ledger.close();
    masters.close();
    database.close();
    owned.ifPresent(TestDatabase::close);
  }
}
