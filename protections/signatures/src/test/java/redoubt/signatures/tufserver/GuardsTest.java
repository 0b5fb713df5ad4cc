package redoubt.signatures.tufserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;
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
              .set(APP.instance(), APP.namespace(), Optional.of(Guard.ROOT), "alice");
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

  @Test
  void keysThatAreThereAreWrappedWhenARootKeyIsNamedAndUnwrappedWhenNoneIs() {
    try (TrustHouse guarded = TrustHouse.start(new Guard())) {
      guarded.server.publish(APP, TrustHouse.files(guarded.client(APP)), "alice");
      Guards guards = guarded.server.guards();

      assertThat(guards.set(APP.instance(), "team", Optional.of(Guard.ROOT), "alice"))
          .isEqualTo(new Guards.State(Optional.of(Guard.ROOT), 1, 1));
      assertThat(guards.guardedBy(APP.instance(), Guard.ROOT))
          .extracting(Guards.Guarded::gun)
          .containsExactly(APP.gun());
      assertThat(guards.guardedBy("another", Guard.ROOT)).isEmpty();
      assertThat(guards.set(APP.instance(), "team", Optional.empty(), "alice").guarded()).isZero();
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
      Guards.State _ = guards.set(APP.instance(), "team", Optional.of(Guard.ROOT), "alice");
      guarded.server.publish(APP, TrustHouse.files(guarded.client(APP)), "alice");
      guard.disabled = true;

      Guards.State _ = guards.set(APP.instance(), "team", Optional.empty(), "alice");

      assertThat(guards.guardedBy(APP.instance(), Guard.ROOT)).hasSize(1);
      guarded.time().advance(Duration.ofDays(15));
      assertThatThrownBy(() -> guarded.stored(APP))
          .isInstanceOfSatisfying(
              Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.trust.frozen"));
      assertThat(guarded.held(APP)).isEmpty();
      guard.disabled = false;
      guards.rewrap();
      assertThat(guards.guardedBy(APP.instance(), Guard.ROOT)).isEmpty();
      assertThat(guarded.held(APP)).containsExactly("targets v1");
    }
  }

  @Test
  void whatARotatedRootKeyWrapsIsWrappedAnew() {
    Guard guard = new Guard();
    try (TrustHouse guarded = TrustHouse.start(guard)) {
      Guards guards = guarded.server.guards();
      Guards.State _ = guards.set(APP.instance(), "team", Optional.of(Guard.ROOT), "alice");
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

  private static final class Guard implements GuardedKeys {
    private volatile boolean disabled;

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

    private volatile UUID version = new UUID(0, 2);

    @Override
    public RootKey require(String instance, String idOrAlias) {
      return new RootKey(ROOT, "root", "default", version);
    }

    @Override
    public Optional<RootKey> find(String instance, UUID key) {
      return Optional.of(require(instance, ""));
    }

    @Override
    public Wrapped wrap(
        String instance, UUID key, SecretBytes secret, List<String> aad, String actor) {
      requireEnabled();
      return new Wrapped(version, flipped(secret));
    }

    @Override
    public SecretBytes unwrap(
        String instance, UUID key, SecretBytes wrapped, List<String> aad, String actor) {
      requireEnabled();
      return flipped(wrapped);
    }

    private void requireEnabled() {
      if (disabled) {
        throw new Failure(
            Failure.Kind.CONFLICT, "keys.disabled", "The key is disabled.", "Enable it.");
      }
    }

    @Override
    public List<Entry> register(Handle transaction, String instance, UUID key, String namespace) {
      return List.of();
    }

    @Override
    public List<Entry> unregister(Handle transaction, String instance, UUID key, String namespace) {
      return List.of();
    }
  }
}
