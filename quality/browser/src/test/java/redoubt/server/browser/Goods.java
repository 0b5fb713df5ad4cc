package redoubt.server.browser;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/**
 * Images of a tenant, which were pushed over the wire; {@code v2} is signed, the others are not.
 *
 * @param digest of the image that has the tag {@code v1}
 */
record Goods(String digest) {
  static final String NAMESPACE = "shop";
  static final String REPOSITORY = "shop/app";

  /** An image of another registry, which does not answer. */
  static final String ABROAD = "127.0.0.1:9/goods/app:v1";

  /** Who may sign in the namespace. */
  static final String SIGNER = "ci";

  static final String SIMPLE_SIGNING = "application/vnd.dev.cosign.simplesigning.v1+json";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  static Goods bring(HttpsCaller admin, String instance) {
    KeyPair key = key();
    namespace(admin, instance, NAMESPACE);
    Site.json(
        admin.postJson(
            "/v1/instances/" + instance + "/namespaces/" + NAMESPACE + "/signers",
            text(Map.of("name", SIGNER, "kind", "key", "credential", pem(key.getPublic())))));
    String first = push(admin, REPOSITORY, "amd64", "Jonas", "v1");
    String second = push(admin, REPOSITORY, "arm64", "Jonas", "v2");
    sign(admin, key, REPOSITORY, second);
    put(
        admin,
        REPOSITORY,
        "latest",
        INDEX,
        Map.of(
            "schemaVersion",
            2,
            "mediaType",
            INDEX,
            "manifests",
            List.of(child(first, "amd64"), child(second, "arm64"), child(missing(), "riscv64"))));
    String foreign = "/v1/instances/" + instance + "/foreign-images";
    Site.json(
        admin
            .with("Content-Type", "application/json")
            .send(
                "PUT",
                foreign + "/covers",
                text(Map.of("prefix", "127.0.0.1:9/goods", "namespace", NAMESPACE))));
    int unknown = admin.postJson(foreign + "/verify", text(Map.of("image", ABROAD))).statusCode();
    if (unknown != 503) {
      throw new AssertionError("a registry that is not there answered: " + unknown);
    }
    return new Goods(first);
  }

  static KeyPair key() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  static String pem(PublicKey key) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** Signs an image as cosign 1 and 2 do: in a manifest under a tag that names the image. */
  private static void sign(HttpsCaller caller, KeyPair key, String repository, String digest) {
    String payload = payload(repository, digest);
    Map<String, Object> layer =
        new LinkedHashMap<>(blob(caller, repository, SIMPLE_SIGNING, payload));
    layer.put("annotations", Map.of("dev.cosignproject.cosign/signature", signed(key, payload)));
    put(
        caller,
        repository,
        digest.replace(':', '-') + ".sig",
        MANIFEST,
        Map.of(
            "schemaVersion",
            2,
            "mediaType",
            MANIFEST,
            "config",
            blob(caller, repository, CONFIG, "{}"),
            "layers",
            List.of(layer)));
  }

  /** What cosign signs. */
  static String payload(String repository, String digest) {
    return text(
        Map.of(
            "critical",
            Map.of(
                "identity",
                Map.of("docker-reference", repository),
                "image",
                Map.of("docker-manifest-digest", digest),
                "type",
                "cosign container image signature"),
            "optional",
            Map.of("creator", "build 4711")));
  }

  static String signed(KeyPair key, String payload) {
    try {
      Signature signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(key.getPrivate());
      signature.update(payload.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs with P-256", e);
    }
  }

  private static String missing() {
    return Digest.of(Randomness.bytes(8)).toString();
  }

  static void namespace(HttpsCaller admin, String instance, String name) {
    Site.json(
        admin.postJson("/v1/instances/" + instance + "/namespaces", text(Map.of("name", name))));
  }

  private static Map<String, Object> child(String digest, String architecture) {
    return Map.of(
        "mediaType",
        MANIFEST,
        "digest",
        digest,
        "size",
        500,
        "platform",
        Map.of("os", "linux", "architecture", architecture));
  }

  /** Pushes an image with two layers; returns its digest. */
  static String push(
      HttpsCaller caller, String repository, String architecture, String author, String tag) {
    List<Map<String, Object>> layers =
        List.of(
            blob(caller, repository, LAYER, "base ".repeat(60_000)),
            blob(caller, repository, LAYER, author + tag + architecture));
    Map<String, Object> config =
        Map.of(
            "os",
            "linux",
            "architecture",
            architecture,
            "author",
            author,
            "created",
            "2026-11-20T08:30:00Z",
            "config",
            Map.of(
                "Entrypoint",
                List.of("/usr/local/bin/app"),
                "Cmd",
                List.of("serve", "--port=8080"),
                "User",
                "1000:1000",
                "Env",
                List.of("PATH=/usr/local/bin:/usr/bin", "TZ=UTC"),
                "Labels",
                Map.of("org.opencontainers.image.title", author)),
            "history",
            List.of(
                Map.of("created_by", "/bin/sh -c #(nop) ADD file:4f3c in / "),
                Map.of("created_by", "ENV TZ=UTC", "empty_layer", true),
                Map.of("created_by", "COPY " + author + " /usr/local/bin/app # buildkit")));
    return put(
        caller,
        repository,
        tag,
        MANIFEST,
        Map.of(
            "schemaVersion",
            2,
            "mediaType",
            MANIFEST,
            "config",
            blob(caller, repository, CONFIG, text(config)),
            "layers",
            layers));
  }

  private static Map<String, Object> blob(
      HttpsCaller caller, String repository, String mediaType, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    String digest = Digest.of(bytes).toString();
    int status =
        caller
            .with("Content-Type", "application/octet-stream")
            .send("POST", "/v2/" + repository + "/blobs/uploads/?digest=" + digest, content)
            .statusCode();
    if (status != 201) {
      throw new AssertionError("a blob was not taken: " + status);
    }
    return Map.of("mediaType", mediaType, "digest", digest, "size", bytes.length);
  }

  /** Gives a manifest a tag; returns its digest. */
  static String put(
      HttpsCaller caller, String repository, String tag, String mediaType, Object manifest) {
    String text = text(manifest);
    int status =
        caller
            .with("Content-Type", mediaType)
            .send("PUT", "/v2/" + repository + "/manifests/" + tag, text)
            .statusCode();
    if (status != 201) {
      throw new AssertionError("a manifest was not taken: " + status);
    }
    return Digest.of(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  static String text(Object json) {
    return new String(Json.bytes(json), StandardCharsets.UTF_8);
  }
}
