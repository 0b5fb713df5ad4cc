package redoubt.signatures.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import redoubt.core.Deadline;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.oci.RepositoryName;
import redoubt.signatures.proof.ProvingGround.Answer;
import redoubt.signatures.proof.ProvingGround.Call;
import redoubt.signatures.proof.ProvingGround.Visit;
import redoubt.web.Json;

/** A visit with images in a repository of its own; closing it ends the visit. */
final class Trial implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

  /** A manifest that was pushed. */
  record Pushed(Digest digest, String mediaType, int size) {
    /** As other manifests name it. */
    Map<String, Object> descriptor() {
      return Trial.descriptor(mediaType, digest, size);
    }
  }

  /**
   * What the server says of an image.
   *
   * @param signatures how many it has looked at
   */
  record Judged(boolean trusted, int signatures, String said) {}

  private final Visit visit;
  private final RepositoryName repository;

  Trial(ProvingGround ground) {
    this.visit = ground.enter();
    try {
      this.repository = new RepositoryName(visit.namespace() + "/app");
    } catch (RuntimeException e) {
      visit.close();
      throw e;
    }
  }

  private Trial(Visit visit, RepositoryName repository) {
    this.visit = visit;
    this.repository = repository;
  }

  /** The same visit, in another repository of the same namespace. */
  Trial in(String name) {
    return new Trial(visit, new RepositoryName(visit.namespace() + "/" + name));
  }

  RepositoryName repository() {
    return repository;
  }

  String instance() {
    return visit.instance();
  }

  Instant now() {
    return visit.now();
  }

  /** Pushes an image that there was none of before. */
  Pushed image() {
    return image(random());
  }

  /** Pushes an image; the same id makes the same one. */
  Pushed image(String id) {
    byte[] config = Json.bytes(Map.of("os", "linux", "architecture", "amd64", "id", id));
    byte[] layer = ("the layer of " + id).getBytes(UTF_8);
    blob(config);
    blob(layer);
    Map<String, Object> manifest = manifest(MediaTypes.OCI_CONFIG, config);
    manifest.put(
        "layers",
        List.of(
            descriptor("application/vnd.oci.image.layer.v1.tar", Digest.of(layer), layer.length)));
    return put(MediaTypes.OCI_MANIFEST, manifest, Optional.empty());
  }

  /** Pushes an index of images. */
  Pushed index(List<Pushed> images) {
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaTypes.OCI_INDEX);
    index.put("manifests", images.stream().map(Pushed::descriptor).toList());
    return put(MediaTypes.OCI_INDEX, index, Optional.empty());
  }

  /** Pushes a manifest with the configuration of an image and a layer that is no part of one. */
  Pushed artifact() {
    return odd("text/plain", Map.of());
  }

  /** Pushes an image whose layer says that it is got elsewhere. */
  Pushed layeredElsewhere() {
    return odd(
        "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
        Map.of("urls", List.of("https://registry.invalid/layer")));
  }

  private Pushed odd(String layerType, Map<String, Object> more) {
    String id = random();
    byte[] config = Json.bytes(Map.of("os", "linux", "architecture", "amd64", "id", id));
    byte[] content = ("something of " + id).getBytes(UTF_8);
    blob(config);
    blob(content);
    Map<String, Object> manifest = manifest(MediaTypes.OCI_CONFIG, config);
    Map<String, Object> layer = descriptor(layerType, Digest.of(content), content.length);
    layer.putAll(more);
    manifest.put("layers", List.of(layer));
    return put(MediaTypes.OCI_MANIFEST, manifest, Optional.empty());
  }

  /** Pushes a manifest of Docker's schema 1; whether it was taken. */
  boolean tryOldForm(String tag) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 1);
    manifest.put("name", repository.text());
    manifest.put("tag", tag);
    manifest.put("architecture", "amd64");
    manifest.put("fsLayers", List.of());
    manifest.put("history", List.of());
    return visit
        .call(
            new Call(
                "PUT",
                "/v2/" + repository + "/manifests/" + tag,
                Map.of("Content-Type", "application/vnd.docker.distribution.manifest.v1+prettyjws"),
                Json.bytes(manifest)))
        .succeeded();
  }

  /** Pushes what is neither an image nor an index, such as a signature. */
  void attach(Attachment attachment) {
    blob(attachment.config());
    blob(attachment.content());
    Map<String, Object> manifest = manifest(attachment.configType(), attachment.config());
    Map<String, Object> layer =
        descriptor(
            attachment.contentType(), Digest.of(attachment.content()), attachment.content().length);
    if (!attachment.annotations().isEmpty()) {
      layer.put("annotations", attachment.annotations());
    }
    manifest.put("layers", List.of(layer));
    attachment.subject().ifPresent(image -> manifest.put("subject", image.descriptor()));
    Pushed _ = put(MediaTypes.OCI_MANIFEST, manifest, attachment.tag());
  }

  private static Map<String, Object> manifest(String configType, byte[] config) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaTypes.OCI_MANIFEST);
    manifest.put("config", descriptor(configType, Digest.of(config), config.length));
    return manifest;
  }

  private static Map<String, Object> descriptor(String mediaType, Digest digest, long size) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", mediaType);
    fields.put("digest", digest.toString());
    fields.put("size", size);
    return fields;
  }

  private static String random() {
    return HexFormat.of().formatHex(Randomness.bytes(12));
  }

  private void blob(byte[] content) {
    must(
        new Call(
            "POST",
            "/v2/" + repository + "/blobs/uploads/?digest=" + Digest.of(content),
            Map.of("Content-Type", "application/octet-stream"),
            content));
  }

  private Pushed put(String mediaType, Map<String, Object> manifest, Optional<String> tag) {
    byte[] bytes = Json.bytes(manifest);
    Pushed pushed = new Pushed(Digest.of(bytes), mediaType, bytes.length);
    must(
        new Call(
            "PUT",
            "/v2/" + repository + "/manifests/" + tag.orElse(pushed.digest().toString()),
            Map.of("Content-Type", mediaType),
            bytes));
    return pushed;
  }

  /** Puts a signature beside an image, as the containers tools do. */
  void beside(Pushed image, byte[] signature) {
    must(
        new Call(
            "PUT",
            "/extensions/v2/" + repository + "/signatures/" + image.digest(),
            Map.of("Content-Type", "application/json"),
            Json.bytes(
                Map.of(
                    "schemaVersion",
                    2,
                    "name",
                    image.digest() + "@" + HexFormat.of().formatHex(Randomness.bytes(16)),
                    "type",
                    "atomic",
                    "content",
                    Base64.getEncoder().encodeToString(signature)))));
  }

  /** Says what has to hold of images of the namespace. */
  void policy(Map<String, Object> requirement) {
    must(
        new Call(
            "PUT",
            namespace() + "/trust-policy",
            Map.of("Content-Type", "application/json"),
            Json.bytes(Map.of("requirements", List.of(requirement)))));
  }

  /** Has a tag name an image, whatever it named before. */
  void tag(Pushed image, String tag) {
    must(
        new Call(
            "POST",
            "/v1/instances/" + visit.instance() + "/images/tag",
            Map.of("Content-Type", "application/json"),
            Json.bytes(
                Map.of(
                    "repository",
                    repository.text(),
                    "digest",
                    image.digest().toString(),
                    "newTag",
                    tag))));
  }

  /** Says who may sign in the namespace. */
  void admit(String name, String kind, String credential) {
    admit(name, kind, credential, Map.of());
  }

  /**
   * @param terms what has to hold besides
   */
  void admit(String name, String kind, String credential, Map<String, String> terms) {
    must(tryToAdmit(name, kind, credential, terms), "a signer could not be added");
  }

  Answer tryToAdmit(String name, String kind, String credential) {
    return tryToAdmit(name, kind, credential, Map.of());
  }

  private Answer tryToAdmit(
      String name, String kind, String credential, Map<String, String> terms) {
    return visit.call(
        post(
            signers(),
            Map.of("name", name, "kind", kind, "credential", credential, "terms", terms)));
  }

  void revoke(String name) {
    must(post(signers() + "/" + name + "/revoke", Map.of("reason", "a proof")));
  }

  private String signers() {
    return namespace() + "/signers";
  }

  private String namespace() {
    return "/v1/instances/" + visit.instance() + "/namespaces/" + repository.first();
  }

  private static Call post(String path, Map<String, Object> body) {
    return new Call("POST", path, Map.of("Content-Type", "application/json"), Json.bytes(body));
  }

  Judged verdict(Digest image) {
    return verdict(image.toString());
  }

  /**
   * @param reference a tag or a digest
   */
  Judged verdict(String reference) {
    JsonNode json =
        Json.parse(must(Call.get("/v1/images/" + repository + "/trust/" + reference)).body());
    return new Judged(
        json.path("trusted").asBoolean(),
        json.path("signatures").size(),
        json.path("said").asText());
  }

  /**
   * What is said once so many signatures were looked at.
   *
   * @throws IllegalStateException when they are not within ten seconds: what nobody looked at
   *     proves nothing
   */
  Judged verdict(Pushed image, int signatures) {
    Judged judged = verdict(image.digest().toString(), said -> said.signatures() >= signatures);
    if (judged.signatures() < signatures) {
      throw new IllegalStateException("The server looked at no signature within ten seconds.");
    }
    return judged;
  }

  /** What is said once it is as expected, or after ten seconds. */
  Judged verdict(String reference, Predicate<Judged> expected) {
    Deadline deadline = Deadline.in(PATIENCE);
    Judged judged = verdict(reference);
    while (!expected.test(judged) && !deadline.isOver()) {
      LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      judged = verdict(reference);
    }
    return judged;
  }

  Answer call(Call call) {
    return visit.call(call);
  }

  /**
   * Does what the attack presupposes.
   *
   * @throws IllegalStateException when it does not succeed
   */
  Answer must(Call call) {
    return must(visit.call(call), call.method() + " " + call.path().replaceFirst("\\?.*", ""));
  }

  private static Answer must(Answer answer, String what) {
    if (!answer.succeeded()) {
      throw new IllegalStateException(
          "the proof could not be prepared: " + what + " was answered with " + answer);
    }
    return answer;
  }

  @Override
  public void close() {
    visit.close();
  }
}
