package redoubt.encryption.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.testkit.etcd.ApiServerObjects;
import redoubt.testkit.etcd.ApiServerObjects.Seed;

/** Every format: how it is told, and how it opens. */
final class EnvelopeTest {
  private static final String KEY = "/registry/secrets/default/db";
  private static final byte[] SECRET = ApiServerObjects.secret("db", "hunter2");
  private static final byte[] LOCAL = Randomness.bytes(32);
  private static final Seed SEED = Seed.random("redoubt", "key-7");

  private static Envelope read(byte[] value) {
    return new EnvelopeReader().read(MemorySegment.ofArray(value));
  }

  private static Envelope read(String value) {
    return read(value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] open(byte[] value, String key, byte[] with) {
    try (SecretBytes clear =
        Decryption.open(
            MemorySegment.ofArray(value), key.getBytes(StandardCharsets.UTF_8), holder(with))) {
      return clear.use(byte[]::clone);
    }
  }

  private static Opener holder(byte[] key) {
    return new Opener() {
      @Override
      public SecretBytes open(SealedSeed seed) {
        return SecretBytes.copyOf(key);
      }

      @Override
      public SecretBytes localKey(Format format, String name) {
        return SecretBytes.copyOf(key);
      }
    };
  }

  private static void assertSealed(byte[] value, String key, byte[] with) {
    assertThatThrownBy(() -> open(value, key, with))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.code()).isEqualTo("encryption.does-not-open"));
  }

  /** One value of each format, and the key that opens it. */
  private static Map<byte[], byte[]> formats() {
    return Map.of(
        ApiServerObjects.aescbc(LOCAL, "k1", SECRET), LOCAL,
        ApiServerObjects.aesgcm(LOCAL, "k1", KEY, SECRET), LOCAL,
        ApiServerObjects.secretbox(LOCAL, "k1", SECRET), LOCAL,
        ApiServerObjects.kmsV1(LOCAL, Randomness.bytes(80), "old", KEY, SECRET), LOCAL,
        ApiServerObjects.kmsV2(SEED, KEY, SECRET), SEED.bytes(),
        ApiServerObjects.kmsV2WithDataKey(SEED, KEY, SECRET), SEED.bytes());
  }

  @Test
  void whatIsInTheClearIsToldFromWhatIsUnknown() {
    assertThat(read(SECRET).format()).isEqualTo(Format.PLAINTEXT);
    assertThat(read("{\"kind\":\"Secret\"}\n").format()).isEqualTo(Format.PLAINTEXT);
    assertThat(read("\u00d9\u00d9\u00f7\u00a1").format()).isEqualTo(Format.PLAINTEXT);
    assertThat(read("").format()).isEqualTo(Format.IDENTITY);
    assertThat(read("12345").format()).isEqualTo(Format.IDENTITY);
    assertThat(read("k8s:en").format()).isEqualTo(Format.IDENTITY);
  }

  @Test
  void eachProviderIsToldByItsPrefix() {
    assertThat(read(ApiServerObjects.aescbc(LOCAL, "k1", SECRET)))
        .isEqualTo(Envelope.named(Format.AESCBC, "k1"));
    assertThat(read(ApiServerObjects.aesgcm(LOCAL, "k1", KEY, SECRET)))
        .isEqualTo(Envelope.named(Format.AESGCM, "k1"));
    assertThat(read(ApiServerObjects.secretbox(LOCAL, "k1", SECRET)))
        .isEqualTo(Envelope.named(Format.SECRETBOX, "k1"));
    assertThat(read(ApiServerObjects.kmsV1(LOCAL, Randomness.bytes(80), "old", KEY, SECRET)))
        .isEqualTo(Envelope.named(Format.KMS_V1, "old"));
  }

  @Test
  void kmsV2SaysItsKeyIdAndSeed() {
    Envelope expected =
        new Envelope(
            Format.KMS_V2, "redoubt", "key-7", Hash.sha256Hex(SEED.wrapped()).substring(0, 16), "");
    assertThat(read(ApiServerObjects.kmsV2(SEED, KEY, SECRET))).isEqualTo(expected);
    assertThat(read(ApiServerObjects.kmsV2WithDataKey(SEED, KEY, SECRET))).isEqualTo(expected);
  }

  @Test
  void aReaderThatRemembersSaysWhatAFreshOneSays() {
    EnvelopeReader remembering = new EnvelopeReader();
    List<Seed> seeds =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(i -> Seed.random("redoubt", "key-" + i % 3))
            .toList();
    for (int i = 0; i < 2000; i++) {
      byte[] value =
          ApiServerObjects.kmsV2(seeds.get((i * 7) % 40), i % 2, Randomness.bytes(28 + i % 90));
      assertThat(remembering.read(MemorySegment.ofArray(value))).isEqualTo(read(value));
    }
  }

  @Test
  void newerFormatsAreUnknownAndNotDamaged() {
    assertThat(read("k8s:enc:kms:v3:p:xyz").format()).isEqualTo(Format.UNKNOWN);
    assertThat(read("k8s:enc:chacha:v1:p:xyz").fault()).isEqualTo("the prefix k8s:enc:chacha:v1:");
    assertThat(read(ApiServerObjects.kmsV2(SEED, 2, Randomness.bytes(99))).format())
        .isEqualTo(Format.UNKNOWN);
  }

  @Test
  void whatCannotBeWholeIsDamaged() {
    List<String> damaged =
        List.of(
            "k8s:enc:",
            "k8s:enc:kms:v2:name",
            "k8s:enc:kms:v2:name:",
            "k8s:enc:kms:v2:na\u0007me:x",
            "k8s:enc:kms:v1:name:\u0000\u0000",
            "k8s:enc:kms:v1:name:\u00ff\u00ffx",
            "k8s:enc:aesgcm:v1:k:short",
            "k8s:enc:secretbox:v1:k:short",
            "k8s:enc:aescbc:v1:k:" + "x".repeat(33));
    assertThat(damaged).allMatch(value -> read(value).format() == Format.DAMAGED);
    byte[] whole = ApiServerObjects.kmsV2(SEED, KEY, SECRET);
    assertThat(read(Arrays.copyOf(whole, whole.length - 3)).format()).isEqualTo(Format.DAMAGED);
  }

  @Property(tries = 2000)
  void anyBytesAfterAnyPrefixHaveAClass(@ForAll byte[] rest) {
    EnvelopeReader reader = new EnvelopeReader();
    for (String kind : List.of("aescbc:v1", "aesgcm:v1", "secretbox:v1", "kms:v1", "kms:v2")) {
      byte[] prefix = ("k8s:enc:" + kind + ":p:").getBytes(StandardCharsets.US_ASCII);
      byte[] value = Arrays.copyOf(prefix, prefix.length + rest.length);
      System.arraycopy(rest, 0, value, prefix.length, rest.length);
      assertThat(reader.read(MemorySegment.ofArray(value))).isNotNull();
    }
  }

  @Test
  void everyFormatOpensUnderItsKey() {
    formats().forEach((value, key) -> assertThat(open(value, KEY, key)).isEqualTo(SECRET));
  }

  @Test
  void noFormatOpensUnderAnotherKey() {
    byte[] other = Randomness.bytes(32);
    // Without authentication a wrong key passes once in 256 times; its text is another one then.
    formats()
        .forEach((value, key) -> {
          try {
            assertThat(open(value, KEY, other)).isNotEqualTo(SECRET);
          } catch (Failure failure) {
            assertThat(failure.code()).isEqualTo("encryption.does-not-open");
          }
        });
  }

  @Test
  void anObjectMovedToAnotherNameDoesNotOpenWhereTheNameIsBound() {
    for (Map.Entry<byte[], byte[]> entry : formats().entrySet()) {
      Format format = read(entry.getKey()).format();
      if (format == Format.AESGCM || format.isKms()) {
        assertSealed(entry.getKey(), KEY + "2", entry.getValue());
      }
    }
  }

  @Test
  void aFlippedBitIsNoticedByEveryAuthenticatedFormat() {
    for (Map.Entry<byte[], byte[]> entry : formats().entrySet()) {
      byte[] flipped = entry.getKey().clone();
      if (read(flipped).format() == Format.AESCBC) {
        continue;
      }
      int data = new String(flipped, StandardCharsets.ISO_8859_1).indexOf(":v") + 40;
      flipped[read(flipped).format() == Format.KMS_V1 ? flipped.length - 5 : data] ^= 4;
      assertSealed(flipped, KEY, entry.getValue());
    }
  }

  @Test
  void theClearIsNotOpened() {
    assertThatThrownBy(() -> open(SECRET, KEY, LOCAL))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> assertThat(failure.code()).isEqualTo("encryption.not-encrypted"));
  }

  /** RFC 5869, A.1: the first 32 bytes of its output. */
  @Test
  void theKeyIsDerivedAsTheRfcSays() {
    HexFormat hex = HexFormat.of();
    byte[] key =
        Decryption.expand(
            hex.parseHex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5"),
            hex.parseHex("f0f1f2f3f4f5f6f7f8f9"));
    assertThat(hex.formatHex(key))
        .isEqualTo("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf");
  }

  /** The example of NaCl's own manual. */
  @Test
  void secretboxOpensTheBoxOfItsAuthors() {
    HexFormat hex = HexFormat.of();
    String box =
        "69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37"
            + "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce"
            + "48332ea7164d96a4476fb8c531a1186ac0dfc17c98dce87b4da7f011ec48c972"
            + "71d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
            + "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b3"
            + "7973f622a43d14a6599b1f654cb45a74e355a5";
    byte[] prefix = "k8s:enc:secretbox:v1:k:".getBytes(StandardCharsets.US_ASCII);
    byte[] value = Arrays.copyOf(prefix, prefix.length + box.length() / 2);
    System.arraycopy(hex.parseHex(box), 0, value, prefix.length, box.length() / 2);
    byte[] key = hex.parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
    assertThat(hex.formatHex(open(value, KEY, key))).startsWith("be075fc53c81f2d5cf141316ebeb0c7b");
  }

  @Test
  void theOpenerGetsTheWholeWrappedSeed() {
    byte[] value = ApiServerObjects.kmsV2(SEED, KEY, SECRET);
    Opener checking =
        seed -> {
          assertThat(seed.wrapped()).isEqualTo(SEED.wrapped());
          assertThat(seed.keyId()).isEqualTo("key-7");
          assertThat(seed.provider()).isEqualTo("redoubt");
          assertThat(seed.annotations().get("version.redoubt.dev")).containsExactly(1);
          return SecretBytes.copyOf(SEED.bytes());
        };
    try (SecretBytes clear =
        Decryption.open(
            MemorySegment.ofArray(value), KEY.getBytes(StandardCharsets.UTF_8), checking)) {
      assertThat(clear.length()).isEqualTo(SECRET.length);
    }
    assertThat(MemorySegment.ofArray(value).get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 'k');
  }

  @Test
  void keysAreReadAsAnApiServerBuildsThem() {
    StorageKey keys = StorageKey.anyPrefix();
    assertThat(keys.place("/registry/secrets/ns")).isEqualTo(new Place("", "secrets", "ns"));
    assertThat(keys.place("/registry/clusterroles")).isEqualTo(new Place("", "clusterroles", ""));
    assertThat(keys.place("/registry/example.com/widgets/ns"))
        .isEqualTo(new Place("example.com", "widgets", "ns"));
    assertThat(keys.place("/registry/example.com/gadgets"))
        .isEqualTo(new Place("example.com", "gadgets", ""));
    assertThat(keys.place("/registry/services/specs/ns"))
        .isEqualTo(new Place("", "services", "ns"));
    assertThat(keys.place("/registry/services/endpoints/ns"))
        .isEqualTo(new Place("", "endpoints", "ns"));
    assertThat(keys.place("/registry/minions")).isEqualTo(new Place("", "nodes", ""));
    assertThat(keys.place("/kubernetes.io/secrets/ns")).isEqualTo(new Place("", "secrets", "ns"));
    assertThat(keys.place("").resource()).isEqualTo("(other)");
    StorageKey own = StorageKey.under("/my/cluster");
    assertThat(own.place("/my/cluster/secrets/ns")).isEqualTo(new Place("", "secrets", "ns"));
    assertThat(own.place("/registry/secrets/ns").resource()).isEqualTo("(other) registry");
  }
}
