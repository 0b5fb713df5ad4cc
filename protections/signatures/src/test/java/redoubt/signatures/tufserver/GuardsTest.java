package redoubt.signatures.tufserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;
import redoubt.signatures.tuf.TufKey;
import redoubt.signatures.tuf.TufRepo;

/** Root keys of tenants that guard the server's keys. */
final class GuardsTest {
  private static final TrustPlace APP =
      new TrustPlace("tenant", "localhost:8443/team/app", "team/app");

  /** Nothing but signatures of a key of the tenant comes out of the vault. */
  @Test
  void aTenantsKeyGuardsTheServersKeys() {
    Guard guard = new Guard();
    try (TrustHouse guarded = TrustHouse.start(guard)) {
      Guards.State _ =
          guarded
              .server
              .guards()
              .set(APP.instance(), APP.namespace(), Optional.of(Guard.ROOT), "alice", () -> true);
      TufRepo client = guarded.client(APP);
      guarded.server.publish(APP, TrustHouse.files(client), "alice");
      assertThat(guarded.held(APP)).containsExactly("targets v1");
      guard.disabled = true;
      client.version = 2;
      assertThatThrownBy(() ->
              guarded.server.publish(
                  APP, TrustHouse.only(TrustHouse.files(client), "targets", "snapshot"), "alice"))
          .hasMessageContaining("disabled");
      guarded.time().advance(Duration.ofDays(10));
      assertThat(guarded.stored(APP)).contains("timestamp 1");
      guarded.time().advance(Duration.ofDays(5));
      assertThatThrownBy(() -> guarded.stored(APP)).hasMessageContaining("disabled");
    }
  }

  /** Each try is in the ledger, and whoever may read can ask. */
  @Test
  void readersDoNotAskADisabledRootKeyAgainAndAgain() {
    Guard guard = new Guard();
    try (TrustHouse guarded = TrustHouse.start(guard)) {
      Guards.State _ =
          guarded
              .server
              .guards()
              .set(APP.instance(), APP.namespace(), Optional.of(Guard.ROOT), "alice", () -> true);
      guarded.server.publish(APP, TrustHouse.files(guarded.client(APP)), "alice");
      guard.disabled = true;
      guarded.time().advance(Duration.ofDays(10));
      int before = guard.asked.get();
      for (int i = 0; i < 5; i++) {
        assertThat(guarded.stored(APP)).contains("timestamp 1");
      }
      assertThat(guard.asked).hasValue(before + 1);

      guard.disabled = false;
      guarded.time().advance(Duration.ofMinutes(1));
      assertThat(guarded.stored(APP)).contains("timestamp 2");
    }
  }

  @Test
  void keysThatAreThereAreWrappedWhenARootKeyIsNamedAndUnwrappedWhenNoneIs() {
    try (TrustHouse guarded = TrustHouse.start(new Guard())) {
      guarded.server.publish(APP, TrustHouse.files(guarded.client(APP)), "alice");
      Guards guards = guarded.server.guards();

      assertThat(guards.set(APP.instance(), "team", Optional.of(Guard.ROOT), "alice", () -> true))
          .isEqualTo(
              new Guards.State(Optional.of(Guard.ROOT), 1, new TreeMap<>(Map.of(Guard.ROOT, 1L))));
      assertThat(guards.guardedBy(APP.instance(), Guard.ROOT))
          .extracting(Guards.Guarded::gun)
          .containsExactly(APP.gun());
      assertThat(guards.guardedBy("another", Guard.ROOT)).isEmpty();
      assertThat(
              guards.set(APP.instance(), "team", Optional.empty(), "alice", () -> true).guarded())
          .isZero();
      assertThat(guards.guardedBy(APP.instance(), Guard.ROOT)).isEmpty();

      guarded.time().advance(Duration.ofDays(10));
      assertThat(guarded.stored(APP)).contains("timestamp 2");
    }
  }

  @Test
  void aDisabledRootKeyLeavesWhatItWrapsAsItIsAndSaysWhy() {
    Guard guard = new Guard();
    try (TrustHouse guarded = TrustHouse.start(guard)) {
      Guards guards = guarded.server.guards();
      Guards.State _ =
          guards.set(APP.instance(), "team", Optional.of(Guard.ROOT), "alice", () -> true);
      guarded.server.publish(APP, TrustHouse.files(guarded.client(APP)), "alice");
      guard.disabled = true;

      assertThat(guards.set(APP.instance(), "team", Optional.empty(), "alice", () -> true))
          .isEqualTo(new Guards.State(Optional.empty(), 1, new TreeMap<>(Map.of(Guard.ROOT, 1L))));
      assertThat(guards.guardedBy(APP.instance(), Guard.ROOT)).hasSize(1);
      guarded.time().advance(Duration.ofDays(15));
      assertThatThrownBy(() -> guarded.stored(APP))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.trust.frozen"));
      assertThat(guarded.held(APP)).isEmpty();
      guard.disabled = false;
      guards.rewrap();
      assertThat(guards.guardedBy(APP.instance(), Guard.ROOT)).isEmpty();
      guarded.time().advance(Duration.ofMinutes(1));
      assertThat(guarded.held(APP)).containsExactly("targets v1");
    }
  }

  @Test
  void whatARotatedRootKeyWrapsIsWrappedAnew() {
    Guard guard = new Guard();
    try (TrustHouse guarded = TrustHouse.start(guard)) {
      Guards guards = guarded.server.guards();
      Guards.State _ =
          guards.set(APP.instance(), "team", Optional.of(Guard.ROOT), "alice", () -> true);
      guarded.server.publish(APP, TrustHouse.files(guarded.client(APP)), "alice");
      guard.version = new UUID(0, 3);

      guards.rewrap();
      guards.rewrap();

      assertThat(guarded.ledgerOf(APP.instance()))
          .containsOnlyOnce("trust.key.rewrap by signatures");
      guarded.time().advance(Duration.ofDays(10));
      assertThat(guarded.stored(APP)).contains("timestamp 2");
    }
  }

  @Test
  void aCollectionThatGivesWayTakesItsRootKeysRegistrationAlong() {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard)) {
      set(house, APP, Optional.of(Guard.ROOT));
      TufKey _ = house.server.key(APP, "timestamp", "alice");
      guard.disabled = true;
      set(house, APP, Optional.empty());
      assertThat(guard.registered).as("it wraps a key still").containsExactly("tenant team 1");

      for (int i = 0; i < Beginning.MOST_BEGUN; i++) {
        TufKey _ = house.server.key(TrustHouse.at("localhost:" + i), "timestamp", "bob");
      }

      assertThat(guard.registered).isEmpty();
    }
  }

  private static TrustPlace of(String tenant, String repository) {
    return new TrustPlace(tenant, "localhost:8443/" + repository, repository);
  }

  private static void set(TrustHouse house, TrustPlace place, Optional<UUID> root) {
    Guards.State _ =
        house.server.guards().set(place.instance(), place.namespace(), root, "alice", () -> true);
  }

  /** Published, and wanted to be wrapped by a root key that has not done so yet. */
  private static void waiting(TrustHouse house, Guard guard, TrustPlace... places) {
    for (TrustPlace place : places) {
      house.server.publish(place, TrustHouse.files(house.client(place)), "alice");
    }
    guard.disabled = true;
    for (TrustPlace place : places) {
      set(house, place, Optional.of(Guard.ROOT));
    }
    guard.disabled = false;
  }

  private static long guarded(TrustHouse house, TrustPlace place) {
    return house.server.guards().state(place.instance(), place.namespace()).guarded();
  }

  @Test
  void aCallWrapsTheKeysOfItsOwnNamespaceAlone() {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard)) {
      TrustPlace beside = of(APP.instance(), "beside/app");
      TrustPlace theirs = of("another", "theirs/app");
      waiting(house, guard, beside);
      waiting(house, guard, theirs);
      house.server.publish(APP, TrustHouse.files(house.client(APP)), "alice");

      set(house, APP, Optional.of(Guard.ROOT));

      assertThat(guarded(house, APP)).isEqualTo(1);
      assertThat(guarded(house, beside)).isZero();
      assertThat(guarded(house, theirs)).isZero();
      house.server.guards().rewrap();
      assertThat(guarded(house, beside)).isEqualTo(1);
      assertThat(guarded(house, theirs)).isEqualTo(1);
    }
  }

  @Test
  void aTenantWhoseKeysFailHoldsUpNoOther() {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard)) {
      for (String tenant : List.of("a", "b", "c")) {
        waiting(house, guard, of(tenant, "team/app"));
      }
      guard.broken.add("a");
      guard.refusing.add("b");

      house.server.guards().rewrap();

      assertThat(guarded(house, of("a", "team/app"))).isZero();
      assertThat(guarded(house, of("b", "team/app"))).isZero();
      assertThat(guarded(house, of("c", "team/app"))).isEqualTo(1);
    }
  }

  @Test
  void tenantsTakeTurns() {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard)) {
      for (String tenant : List.of("a", "b")) {
        waiting(
            house, guard, of(tenant, "team/one"), of(tenant, "team/two"), of(tenant, "team/three"));
      }
      guard.wrapped.clear();

      house.server.guards().rewrap(Duration.ofMinutes(1), Duration.ZERO);

      assertThat(guard.wrapped).containsExactly("a", "b", "a", "b", "a", "b");
    }
  }

  @Test
  void aRunEndsAndTheNextBeginsWithWhoWasNotReached() {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard)) {
      waiting(house, guard, of("a", "team/one"), of("a", "team/two"));
      waiting(house, guard, of("b", "team/one"));
      guard.wrapped.clear();
      guard.slow = Duration.ofMillis(300);

      house.server.guards().rewrap(Duration.ofMillis(200), Duration.ZERO);
      house.server.guards().rewrap(Duration.ofMillis(200), Duration.ZERO);

      assertThat(guard.wrapped).containsExactly("a", "b");
    }
  }

  @Test
  void aRootKeyIsRegisteredAsLongAsItIsNeeded() {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard)) {
      set(house, APP, Optional.of(Guard.ROOT));
      assertThat(guard.registered).containsExactly("tenant team 1");
      house.server.publish(APP, TrustHouse.files(house.client(APP)), "alice");
      guard.disabled = true;
      set(house, APP, Optional.of(Guard.OTHER));
      assertThat(guard.registered).containsExactly("tenant team 1", "tenant team 2");

      assertThat(house.server.delete(APP, "alice")).isTrue();

      assertThat(guard.registered).containsExactly("tenant team 2");
      set(house, APP, Optional.empty());
      assertThat(guard.registered).isEmpty();
    }
  }

  @Test
  void aNamespaceThatIsRemovedTakesTheRegistrationWithIt() {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard)) {
      TrustPlace other = of(APP.instance(), "other/app");
      set(house, APP, Optional.of(Guard.ROOT));
      set(house, other, Optional.of(Guard.ROOT));
      house.server.publish(APP, TrustHouse.files(house.client(APP)), "alice");
      guard.disabled = true;

      house.database.transaction(transaction -> {
        house.server.forgetAll(transaction, APP.instance(), Optional.of("team"));
        return true;
      });

      assertThat(guard.registered).containsExactly("tenant other 1");
      house.database.transaction(transaction -> {
        house.server.forgetAll(transaction, APP.instance(), Optional.empty());
        return true;
      });
      assertThat(guard.registered).isEmpty();
    }
  }

  /** Whoever is faster: nothing is left of a guard that was set while its namespace was removed. */
  @Test
  void aNamespaceThatIsBeingRemovedIsGuardedByNothing() throws Exception {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      AtomicBoolean there = new AtomicBoolean(true);
      CountDownLatch forgotten = new CountDownLatch(1);
      CountDownLatch asked = new CountDownLatch(1);
      Future<Boolean> removal =
          threads.submit(() ->
              house.database.transaction(transaction -> {
                house.server.forgetAll(transaction, APP.instance(), Optional.of("team"));
                forgotten.countDown();
                boolean early = await(asked, Duration.ofMillis(500));
                there.set(false);
                return early;
              }));
      assertThat(await(forgotten, Duration.ofSeconds(10))).isTrue();

      assertThatThrownBy(() ->
              house
                  .server
                  .guards()
                  .set(
                      APP.instance(),
                      "team",
                      Optional.of(Guard.ROOT),
                      "alice",
                      () -> {
                        asked.countDown();
                        return there.get();
                      }))
          .hasMessageContaining("no such namespace");

      assertThat(removal.get()).as("the guard waits for the removal").isFalse();
      assertThat(guard.registered).isEmpty();
    }
  }

  private static boolean await(CountDownLatch latch, Duration atMost) {
    try {
      return latch.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key that was wrapped for a guard that has gone is not stored: its root key is let go. */
  @Test
  void aKeyThatAnotherRootKeyWrappedIsNotStored() {
    Guard guard = new Guard();
    try (TrustHouse house = TrustHouse.start(guard)) {
      set(house, APP, Optional.of(Guard.ROOT));
      guard.afterWrapping = () -> set(house, APP, Optional.empty());

      assertThatThrownBy(() -> house.server.key(APP, "timestamp", "alice"))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.trust.keys-changed"));
      guard.afterWrapping = () -> {};
      assertThat(guard.registered).isEmpty();
      assertThat(house.server.guards().guardedBy(APP.instance(), Guard.ROOT)).isEmpty();
    }
  }

  private static final class Guard implements GuardedKeys {
    private volatile boolean disabled;

    /** How often something was to be unwrapped. */
    private final AtomicInteger asked = new AtomicInteger();

    /** Tenants whose root keys are disabled, and those where it takes a worse turn. */
    private final Set<String> refusing = new HashSet<>();

    private final Set<String> broken = new HashSet<>();

    /** Whose keys were wrapped, in order. */
    private final List<String> wrapped = new ArrayList<>();

    private volatile Duration slow = Duration.ZERO;
    private volatile Runnable afterWrapping = () -> {};

    /** Tenant, namespace and root key. */
    private final Set<String> registered = new TreeSet<>();

    private static SecretBytes flipped(SecretBytes secret) {
      return secret.use(bytes -> {
        byte[] other = bytes.clone();
        for (int i = 0; i < other.length; i++) {
          other[i] ^= 0x55;
        }
        return SecretBytes.owning(other);
      });
    }

    private static final UUID ROOT = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private volatile UUID version = new UUID(0, 2);

    @Override
    public Optional<RootKey> named(String instance, String idOrAlias) {
      return Optional.of(new RootKey(ROOT, "root", "default", version));
    }

    @Override
    public Optional<RootKey> find(String instance, UUID key) {
      return named(instance, "");
    }

    @Override
    public Wrapped wrap(
        String instance, UUID key, SecretBytes secret, List<String> aad, String actor) {
      requireEnabled(instance);
      wrapped.add(instance);
      LockSupport.parkNanos(slow.toNanos());
      afterWrapping.run();
      return new Wrapped(version, flipped(secret));
    }

    @Override
    public SecretBytes unwrap(
        String instance, UUID key, SecretBytes wrapped, List<String> aad, String actor) {
      asked.incrementAndGet();
      requireEnabled(instance);
      return flipped(wrapped);
    }

    private void requireEnabled(String instance) {
      if (broken.contains(instance)) {
        throw new IllegalStateException("the module of " + instance + " is broken");
      }
      if (disabled || refusing.contains(instance)) {
        throw new Failure(
            Failure.Kind.CONFLICT, "keys.disabled", "The key is disabled.", "Enable it.");
      }
    }

    @Override
    public List<Entry> register(Handle transaction, String instance, UUID key, String namespace) {
      registered.add(instance + " " + namespace + " " + key.getLeastSignificantBits());
      return List.of();
    }

    @Override
    public List<Entry> unregister(Handle transaction, String instance, UUID key, String namespace) {
      registered.remove(instance + " " + namespace + " " + key.getLeastSignificantBits());
      return List.of();
    }
  }
}
