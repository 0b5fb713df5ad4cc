package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import redoubt.core.Failure;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.EntryId;
import redoubt.ledger.Ledger;
import redoubt.ledger.LedgerPage;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;
import redoubt.web.Principal;

/**
 * A database with all that identity stands on, and any number of servers on it. Tests that share
 * one call {@link #clear} in between.
 */
final class House implements AutoCloseable {
  /** Address that calls come from. */
  static final String HERE = "192.0.2.1";

  final MovableClock clock = MovableClock.atNoon();
  final TestDatabase database;
  private final Path directory;
  private final Deque<Runnable> open = new ArrayDeque<>();
  private final int kept;
  private final Server base;
  private Server first;
  private Optional<FreshKey> adminKey = Optional.empty();

  /** One server's parts. */
  record Server(
      Database database, ChangeFeed feed, Vault vault, Ledger ledger, Identity identity) {}

  House() {
    try {
      directory = Files.createTempDirectory("redoubt-identity-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database = TestDatabase.create(Masters.migrations(), Ledger.migrations(), Identity.MIGRATIONS);
    base = anotherServer();
    kept = open.size();
    first = base;
  }

  /** No users, no instances, one server that remembers nothing; noon. */
  void clear() {
    closeDownTo(kept);
    clock.set(MovableClock.atNoon().instant());
    base.database()
        .transaction(
            handle -> handle.execute("truncate identity.users, identity.instances cascade"));
    first =
        new Server(
            base.database(),
            base.feed(),
            base.vault(),
            base.ledger(),
            new Identity(base.database(), base.feed(), base.vault(), base.ledger(), clock));
  }

  Server server() {
    return first;
  }

  Identity identity() {
    return first.identity();
  }

  /** A second server on the same database. */
  Server anotherServer() {
    Database connected = database.open();
    open.push(connected::close);
    Masters masters =
        Masters.open(connected, List.of(FileMasterKeys.in(directory)), MasterKeys.Kind.FILE, clock);
    open.push(masters::close);
    ChangeFeed feed = ChangeFeed.open(connected);
    open.push(feed::close);
    Vault vault = new Vault(connected, masters);
    Ledger ledger = Ledger.open(connected, vault, clock, new SimpleMeterRegistry());
    open.push(ledger::close);
    return new Server(
        connected, feed, vault, ledger, new Identity(connected, feed, vault, ledger, clock));
  }

  /** Makes the administrator, as a first start does. */
  void start() {
    adminKey = identity().bootstrap();
  }

  FreshKey adminKey() {
    return adminKey.orElseThrow();
  }

  Principal admin() {
    return signIn(adminKey());
  }

  Principal signIn(FreshKey key) {
    return identity().authenticator().authenticate(token(key));
  }

  String token(FreshKey key) {
    return identity().tokens().issue(key.text(), HERE).text();
  }

  User user(String name) {
    return identity().users().create(admin().user(), name, false, false);
  }

  /** An API key of the user, made by the administrator. */
  FreshKey keyOf(User user) {
    return identity().apiKeys().create(admin(), Optional.of(user.id()), "key", Optional.empty());
  }

  /** The oldest instance. */
  Instance instance() {
    return identity().instances().list(PageRequest.first()).items().getFirst();
  }

  static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  static boolean refuses(Identity server, String token, String code) {
    try {
      server.authenticator().authenticate(token);
      return false;
    } catch (Failure failure) {
      return failure.code().equals(code);
    }
  }

  static <A, B> List<B> atOnce(List<A> things, Function<A, B> work) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<B> results = new ArrayList<>();
      for (Future<B> future :
          threads.invokeAll(
              things.stream().map(thing -> (Callable<B>) () -> work.apply(thing)).toList())) {
        results.add(future.get());
      }
      return results;
    }
  }

  /** All entries so far, oldest first. */
  List<Entry> entries() {
    List<Entry> newestFirst = new ArrayList<>();
    Optional<EntryId> before = Optional.empty();
    do {
      LedgerPage page = base.ledger().entries(EntryFilter.ALL, before, 500);
      page.entries().forEach(recorded -> newestFirst.add(recorded.entry()));
      before = page.next();
    } while (before.isPresent());
    return newestFirst.reversed();
  }

  /** Actions recorded since the house held that many entries. */
  List<String> actionsSince(int count) {
    return entries().stream().skip(count).map(Entry::action).toList();
  }

  private void closeDownTo(int count) {
    while (open.size() > count) {
      open.pop().run();
    }
  }

  @Override
  public void close() {
    closeDownTo(0);
    database.close();
    try (var files = Files.walk(directory)) {
      for (Path file :
          (Iterable<Path>) files.sorted(java.util.Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
