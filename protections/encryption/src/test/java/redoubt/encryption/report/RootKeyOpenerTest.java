package redoubt.encryption.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.Cluster;
import redoubt.encryption.RootKeys;
import redoubt.encryption.envelope.Decryption;
import redoubt.encryption.envelope.EnvelopeReader;
import redoubt.encryption.envelope.KeyAway;
import redoubt.ledger.Entry;
import redoubt.testkit.etcd.ApiServerObjects;
import redoubt.testkit.etcd.ApiServerObjects.Seed;
import redoubt.testkit.kube.PluginSeeds;

/** Objects opened by the root key, as the server does, and the samples it keeps. */
final class RootKeyOpenerTest {
  private static final UUID ROOT = UUID.fromString("6f2b8f0e-1111-4222-8333-444455556666");
  private static final Cluster CLUSTER =
      new Cluster(
          "tenant",
          UUID.fromString("7a2b8f0e-1111-4222-8333-444455556666"),
          "prod",
          Optional.empty(),
          List.of(),
          Cluster.Phase.OFF,
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Instant.EPOCH,
          "somebody");

  private final KeyRing keys = new KeyRing();

  /** Wraps by remembering. */
  private static final class KeyRing implements RootKeys {
    private final Map<String, byte[]> wrapped = new HashMap<>();
    private final List<SecretBytes> given = new ArrayList<>();
    private int unwraps;
    private Optional<Failure> refusal = Optional.empty();

    String wrap(byte[] plaintext, String cluster, String keyId) {
      String ciphertext = "wrapped-" + wrapped.size();
      wrapped.put(ciphertext + List.of(cluster, keyId), plaintext.clone());
      return ciphertext;
    }

    @Override
    public SecretBytes unwrap(
        String tenant, UUID key, String ciphertext, List<String> aad, String actor) {
      unwraps++;
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      byte[] found = wrapped.get(ciphertext + aad);
      if (found == null || !key.equals(ROOT)) {
        throw new Failure(Failure.Kind.UNPROCESSABLE, "kms.not-wrapped", "No.", "Do not.");
      }
      SecretBytes secret = SecretBytes.copyOf(found);
      given.add(secret);
      return secret;
    }

    @Override
    public RootKey require(String tenant, String idOrAlias) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void settle(String tenant, UUID key) {}

    @Override
    public Optional<RootKey> read(Handle handle, String tenant, UUID key) {
      return Optional.empty();
    }

    @Override
    public void onChange(BiConsumer<String, UUID> heard, Runnable gap) {}

    @Override
    public String isolate(String tenant, UUID key, String ring, String actor) {
      return ring;
    }

    @Override
    public List<Entry> register(
        Handle transaction, String tenant, UUID key, String resource, String description) {
      return List.of();
    }

    @Override
    public List<Entry> unregister(Handle transaction, String tenant, UUID key, String resource) {
      return List.of();
    }

    @Override
    public void rotate(String tenant, UUID key, String actor) {}
  }

  private Seed seed(String cluster) {
    return PluginSeeds.seed(cluster, "rdt-1-x", ROOT.toString(), keys::wrap);
  }

  private static byte[] stored(Seed seed, String key) {
    return ApiServerObjects.kmsV2(seed, key, ApiServerObjects.secret("s", "canary"));
  }

  private static String opened(RootKeyOpener opener, String key, byte[] value) {
    try (SecretBytes clear =
        Decryption.open(
            MemorySegment.ofArray(value), key.getBytes(StandardCharsets.UTF_8), opener)) {
      return clear.use(bytes -> new String(bytes, StandardCharsets.ISO_8859_1));
    }
  }

  private RootKeyOpener opener() {
    return new RootKeyOpener(keys, CLUSTER, "somebody");
  }

  @Test
  void anObjectOfAPluginOpensWithOneUnwrapForItsLocalKey() {
    Seed seed = seed("prod");
    try (RootKeyOpener opener = opener()) {
      assertThat(opened(opener, "/r/secrets/a/x", stored(seed, "/r/secrets/a/x")))
          .contains("canary");
      assertThat(opened(opener, "/r/secrets/a/y", stored(seed, "/r/secrets/a/y")))
          .contains("canary");
    }
    assertThat(keys.unwraps).isEqualTo(1);
  }

  @Test
  void aPluginThatNamesTheClusterByItsIdIsOpenedToo() {
    Seed seed = seed(CLUSTER.id().toString());
    try (RootKeyOpener opener = opener()) {
      assertThat(opened(opener, "/r/s/a/x", stored(seed, "/r/s/a/x"))).contains("canary");
    }
  }

  @Test
  void anotherClustersObjectDoesNotOpen() {
    Seed seed = seed("test");
    try (RootKeyOpener opener = opener()) {
      assertThatThrownBy(() -> opened(opener, "/r/s/a/x", stored(seed, "/r/s/a/x")))
          .isInstanceOf(Failure.class);
    }
  }

  @Test
  void anotherPluginsObjectDoesNotOpenAndAsksForNothing() {
    Seed foreign = Seed.random("other", "rdt-1-x");
    try (RootKeyOpener opener = opener()) {
      assertThatThrownBy(() -> opened(opener, "/r/s/a/x", stored(foreign, "/r/s/a/x")))
          .hasMessageContaining("not encrypted by a plugin");
    }
    assertThat(keys.unwraps).isZero();
  }

  @Test
  void aKeyThatMayNotBeUsedSaysNothingOfTheObject() {
    Seed seed = seed("prod");
    for (Failure.Kind state : List.of(Failure.Kind.CONFLICT, Failure.Kind.GONE)) {
      keys.unwraps = 0;
      keys.refusal = Optional.of(new Failure(state, "kms.suspended", "Disabled.", "Enable it."));
      try (RootKeyOpener opener = opener()) {
        for (int i = 0; i < 5; i++) {
          assertThatThrownBy(() -> opened(opener, "/r/s/a/x", stored(seed, "/r/s/a/x")))
              .isInstanceOf(KeyAway.class);
        }
        assertThat(keys.unwraps).isOne();
      }
    }
  }

  @Test
  void aRefusalIsRememberedAndAnOutageEndsTheReading() {
    Seed seed = seed("prod");
    keys.refusal =
        Optional.of(new Failure(Failure.Kind.NOT_FOUND, "kms.no-key", "Gone.", "Nothing."));
    try (RootKeyOpener opener = opener()) {
      for (int i = 0; i < 5; i++) {
        assertThatThrownBy(() -> opened(opener, "/r/s/a/x", stored(seed, "/r/s/a/x")))
            .isInstanceOf(Failure.class)
            .isNotInstanceOf(KeyAway.class);
      }
      assertThat(keys.unwraps).isEqualTo(2);
    }
    keys.refusal =
        Optional.of(new Failure(Failure.Kind.UNAVAILABLE, "store.unavailable", "Away.", "Wait."));
    try (RootKeyOpener opener = opener()) {
      assertThatThrownBy(() -> opened(opener, "/r/s/a/x", stored(seed, "/r/s/a/x")))
          .isInstanceOf(RootKeyOpener.Unanswered.class);
    }
  }

  @Test
  void whateverLiesInEtcdTheRootKeyIsUsedForSoManyLocalKeysOnly() {
    Seed first = seed("prod");
    try (RootKeyOpener opener = opener()) {
      opened(opener, "/r/s/a/x", stored(first, "/r/s/a/x"));
      for (int i = 1; i < RootKeyOpener.MOST; i++) {
        opened(opener, "/r/s/a/x", stored(seed("prod"), "/r/s/a/x"));
      }
      Seed oneMore = seed("prod");
      assertThatThrownBy(() -> opened(opener, "/r/s/a/y", stored(oneMore, "/r/s/a/y")))
          .isInstanceOf(KeyAway.class)
          .hasMessageContaining("local keys");
      // Those that were unwrapped are not unwrapped again, in whatever order they come.
      assertThat(opened(opener, "/r/s/a/z", stored(first, "/r/s/a/z"))).contains("canary");
    }
    assertThat(keys.unwraps).isEqualTo(RootKeyOpener.MOST);
  }

  @Test
  void localKeysAreZeroedWithTheOpener() {
    Seed seed = seed("prod");
    try (RootKeyOpener opener = opener()) {
      opened(opener, "/r/s/a/x", stored(seed, "/r/s/a/x"));
    }
    assertThat(keys.given).hasSize(1);
    assertThatThrownBy(() -> keys.given.getFirst().use(bytes -> bytes.length))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void ofEachLocalKeyTheFirstObjectIsASample() {
    Samples samples = new Samples();
    samples.begin();
    Seed one = seed("prod");
    Seed two = seed("prod");
    show(samples, "/r/s/a/x", stored(one, "/r/s/a/x"));
    show(samples, "/r/s/b/y", stored(one, "/r/s/b/y"));
    show(samples, "/r/s/b/z", stored(two, "/r/s/b/z"));
    show(samples, "/r/s/b/f", stored(Seed.random("other", "k"), "/r/s/b/f"));
    assertThat(samples.list())
        .containsExactly(
            new Sample("/r/s/a/x", "rdt-1-x", ROOT, "wrapped-0", false),
            new Sample("/r/s/b/z", "rdt-1-x", ROOT, "wrapped-1", false));
    samples.begin();
    assertThat(samples.list()).isEmpty();
  }

  @Test
  void localKeysThatOpenedComeBeforeAllThatOnlyLookLikeSome() {
    Samples samples = new Samples();
    samples.begin();
    for (int i = 0; i < Samples.MOST; i++) {
      show(samples, "/r/s/a/junk" + i, stored(seed("prod"), "/r/s/a/junk" + i));
    }
    byte[] good = stored(seed("prod"), "/r/s/a/x");
    show(samples, "/r/s/a/x", good);
    samples.opened(
        "/r/s/a/x".getBytes(StandardCharsets.UTF_8),
        MemorySegment.ofArray(good),
        new EnvelopeReader().read(MemorySegment.ofArray(good)));
    assertThat(samples.list()).hasSize(Samples.MOST);
    assertThat(samples.list().getFirst())
        .isEqualTo(new Sample("/r/s/a/x", "rdt-1-x", ROOT, "wrapped-" + Samples.MOST, true));
  }

  private static void show(Samples samples, String key, byte[] value) {
    MemorySegment segment = MemorySegment.ofArray(value);
    samples.first(
        key.getBytes(StandardCharsets.UTF_8), segment, new EnvelopeReader().read(segment));
  }
}
