package redoubt.registry.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Elsewhere;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.testkit.Await;
import redoubt.web.Grant;
import redoubt.web.Json;
import redoubt.web.Role;

/** What is fetched that nobody waits for. */
final class CompletionTest {
  private static final int IMAGES = 5;
  private static final Duration SOON = Duration.ofSeconds(15);

  private Registry registry;
  private Elsewhere first;
  private Elsewhere second;

  @BeforeEach
  void begin() {
    registry = Registry.start();
    first = new Elsewhere();
    second = new Elsewhere();
    mirror(Registry.TENANT, "first", first);
    mirror(Registry.OTHER, "second", second);
  }

  @AfterEach
  void end() {
    registry.close();
    first.close();
    second.close();
  }

  private void mirror(String tenant, String namespace, Elsewhere where) {
    registry.namespace(tenant, namespace, false);
    owner(tenant)
        .send(
            "PUT",
            "/v1/instances/" + tenant + "/namespaces/" + namespace + "/upstream",
            Json.bytes(Map.of("url", where.url())))
        .expect(200);
  }

  private Client owner(String tenant) {
    return registry.as("owner of " + tenant, Grant.inInstance(Role.MANAGER, tenant));
  }

  /** Pulls an image but for its layer, which is returned. */
  private byte[] pullAPart(String tenant, String namespace, Elsewhere where, int image) {
    byte[] layer = Images.bytes(1000 + image, 5_000);
    byte[] manifest = Images.manifest(layer);
    for (byte[] blob : List.of(layer, Images.CONFIG)) {
      where.put("/v2/app/blobs/" + Digest.of(blob), "application/octet-stream", blob);
    }
    for (String reference : List.of("v" + image, Digest.of(manifest).toString())) {
      where.put("/v2/app/manifests/" + reference, MediaTypes.OCI_MANIFEST, manifest);
    }
    String app = "/v2/" + namespace + "/app";
    owner(tenant).get(app + "/manifests/v" + image).expect(200);
    owner(tenant).get(app + "/blobs/" + Digest.of(Images.CONFIG)).expect(200);
    return layer;
  }

  private List<String> tags(String tenant, String namespace) {
    return owner(tenant).get("/v2/" + namespace + "/app/tags/list").list("tags");
  }

  private void minutes(int minutes) {
    registry.clock().advance(Duration.ofMinutes(minutes).plusSeconds(1));
  }

  private long asked(Elsewhere where, byte[] blob) {
    String line = "GET /v2/app/blobs/" + Digest.of(blob);
    return where.lines().stream().filter(line::equals).count();
  }

  @Test
  void whatOneRegistryNeverAnswersHoldsUpNobodyElse() throws InterruptedException {
    List<byte[]> layers = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      layers.add(pullAPart(Registry.TENANT, "first", first, i));
    }
    registry.clock().advance(Duration.ofSeconds(1));
    byte[] _ = pullAPart(Registry.OTHER, "second", second, 1);
    minutes(3);
    int asked = first.heard().size();
    first.take(Duration.ofHours(1));
    Thread tick = Thread.ofVirtual().start(registry::tick);
    Await.until(
        SOON, "the other is whole", () -> tags(Registry.OTHER, "second").equals(List.of("v1")));
    // One at a time of a tenant.
    assertThat(first.heard()).hasSize(asked + 1);
    assertThat(layers.stream().filter(layer -> asked(first, layer) > 0)).hasSize(1);
    tick.join();
  }

  @Test
  void whatFailsIsLeftAloneForLongerEachTime() {
    byte[] gone = pullAPart(Registry.TENANT, "first", first, 1);
    first.remove("/v2/app/blobs/" + Digest.of(gone));
    minutes(3);
    // An hour and a half: the tries are after 0, 2, 6, 14, 30 and 62 minutes.
    for (int i = 0; i < 90; i++) {
      registry.tick();
      registry.clock().advance(Duration.ofMinutes(1));
    }
    assertThat(asked(first, gone)).isEqualTo(6);
  }

  @Test
  void anImageThatCannotBeHadHoldsUpNoneOfItsNamespace() {
    byte[] gone = pullAPart(Registry.TENANT, "first", first, 1);
    registry.clock().advance(Duration.ofSeconds(1));
    byte[] _ = pullAPart(Registry.TENANT, "first", first, 2);
    first.remove("/v2/app/blobs/" + Digest.of(gone));
    minutes(3);
    registry.tick();
    assertThat(tags(Registry.TENANT, "first")).containsExactly("v2");
  }

  @Test
  void aRegistryThatIsAwayIsAskedOnceInATurn() {
    List<byte[]> layers = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      layers.add(pullAPart(Registry.TENANT, "first", first, i));
    }
    first.answer(503);
    minutes(3);
    registry.tick();
    assertThat(layers.stream().filter(layer -> asked(first, layer) > 0)).hasSize(1);
    first.answer(200);
    minutes(3);
    registry.tick();
    assertThat(tags(Registry.TENANT, "first")).hasSize(IMAGES);
    assertThat(registry.inventory().findings()).isEmpty();
  }
}
