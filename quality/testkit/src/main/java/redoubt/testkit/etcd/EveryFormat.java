package redoubt.testkit.etcd;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import redoubt.crypto.Randomness;
import redoubt.testkit.etcd.ApiServerObjects.Seed;

/**
 * Objects as API servers store them, in every format that there is: in the clear, under the three
 * local providers with two keys each, and under KMS v1 and v2 with several providers, key ids and
 * seeds.
 */
public final class EveryFormat {
  /** The data of every object, encrypted or not. */
  public static final String CANARY = "canary-of-every-format";

  private static final int KEY_BYTES = 32;

  private final List<Sample> samples = new ArrayList<>();

  /**
   * One object.
   *
   * @param format its class in the encryption ledger
   * @param provider the name in the API server's configuration; empty in the clear
   * @param keyId of KMS v2; else empty
   */
  @SuppressWarnings("ArrayRecordComponent") // Test data, compared by nobody.
  public record Sample(String key, byte[] value, String format, String provider, String keyId) {}

  private EveryFormat() {}

  /**
   * @param seeds of KMS v2, each for two objects; the first also for one of Kubernetes 1.25 to 1.28
   * @param wrapV1 what a plugin of KMS v1 makes of a data key
   */
  public static List<Sample> objects(List<Seed> seeds, UnaryOperator<byte[]> wrapV1) {
    EveryFormat all = new EveryFormat();
    all.inTheClear();
    all.underLocalKeys();
    all.underKmsV1(wrapV1);
    for (int i = 0; i < seeds.size(); i++) {
      all.underKmsV2(seeds.get(i), "seed" + i);
    }
    all.underDataKey(seeds.getFirst());
    return all.samples;
  }

  private void inTheClear() {
    add("/registry/secrets/clear/protobuf", secret("protobuf"), "plaintext", "", "");
    add(
        "/registry/example.com/widgets/clear/json",
        text("{\"apiVersion\":\"example.com/v1\",\"kind\":\"Widget\",\"spec\":\"" + CANARY + "\"}"),
        "plaintext",
        "",
        "");
    byte[] cbor = text("...\u007Fdkind" + CANARY);
    // RFC 8949, 3.4.6: the tag of self-described CBOR.
    cbor[0] = (byte) 0xD9;
    cbor[1] = (byte) 0xD9;
    cbor[2] = (byte) 0xF7;
    add("/registry/example.com/widgets/clear/cbor", cbor, "plaintext", "", "");
    add("/registry/secrets/clear/identity", text(CANARY), "identity", "", "");
  }

  private void underLocalKeys() {
    for (String name : List.of("key1", "key2")) {
      byte[] key = Randomness.bytes(KEY_BYTES);
      String cbc = "/registry/secrets/local/aescbc-" + name;
      add(cbc, ApiServerObjects.aescbc(key, name, secret(cbc)), "aescbc", name, "");
      String gcm = "/registry/secrets/local/aesgcm-" + name;
      add(gcm, ApiServerObjects.aesgcm(key, name, gcm, secret(gcm)), "aesgcm", name, "");
      String box = "/registry/secrets/local/secretbox-" + name;
      add(box, ApiServerObjects.secretbox(key, name, secret(box)), "secretbox", name, "");
    }
  }

  private void underKmsV1(UnaryOperator<byte[]> wrap) {
    for (String provider : List.of("redoubt-v1", "other-v1")) {
      String key = "/registry/secrets/kms/" + provider;
      byte[] dataKey = Randomness.bytes(KEY_BYTES);
      add(
          key,
          ApiServerObjects.kmsV1(dataKey, wrap.apply(dataKey), provider, key, secret(key)),
          "kms-v1",
          provider,
          "");
    }
  }

  private void underKmsV2(Seed seed, String name) {
    String secret = "/registry/secrets/kms/" + name;
    add(
        secret,
        ApiServerObjects.kmsV2(seed, secret, secret(secret)),
        "kms-v2",
        seed.provider(),
        seed.keyId());
    String map = "/registry/configmaps/kms/" + name;
    add(
        map,
        ApiServerObjects.kmsV2(seed, map, secret(map)),
        "kms-v2",
        seed.provider(),
        seed.keyId());
  }

  private void underDataKey(Seed seed) {
    String key = "/registry/secrets/kms/of-1.28";
    add(
        key,
        ApiServerObjects.kmsV2WithDataKey(seed, key, secret(key)),
        "kms-v2",
        seed.provider(),
        seed.keyId());
  }

  private void add(String key, byte[] value, String format, String provider, String keyId) {
    samples.add(new Sample(key, value, format, provider, keyId));
  }

  private static byte[] secret(String name) {
    return ApiServerObjects.secret(name, CANARY);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
