package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Json;

/** Signatures beside images, as the containers tools put and get them. */
class SignatureRoutesTest {
  @AutoClose private static final Registry REGISTRY = Registry.start();
  private static final String IMAGE = Digest.of(Images.text("image")).toString();
  private static final String PATH = "/extensions/v2/team/app/signatures/" + IMAGE;

  @BeforeAll
  static void namespace() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
  }

  private static Map<String, Object> signature(String content) {
    return Map.of(
        "schemaVersion",
        2,
        "type",
        "atomic",
        "name",
        IMAGE + "@" + "0".repeat(32),
        "content",
        content);
  }

  private static byte[] body(Map<String, Object> signature) {
    return Json.bytes(signature);
  }

  @Test
  void clientsAreToldThatTheRegistryKeepsThem() {
    assertThat(REGISTRY.reader().get("/v2/").expect(200).header("X-Registry-Supports-Signatures"))
        .contains("1");
    assertThat(REGISTRY.visitor().get("/v2/").expect(401).header("X-Registry-Supports-Signatures"))
        .contains("1");
  }

  @Test
  void whatAWriterPutsAReaderGets() {
    REGISTRY.writer().send("PUT", PATH, body(signature("c2lnbmVk"))).expect(201);
    assertThat(Json.parse(REGISTRY.reader().get(PATH).expect(200).body()).path("signatures").get(0))
        .isEqualTo(Json.parse(Json.bytes(signature("c2lnbmVk"))));
    assertThat(
            Json.parse(
                    REGISTRY
                        .reader()
                        .get("/extensions/v2/team/other/signatures/" + IMAGE)
                        .expect(200)
                        .body())
                .path("signatures"))
        .isEmpty();
  }

  @Test
  void readersAndStrangersPutNone() {
    REGISTRY.reader().send("PUT", PATH, body(signature("c2ln"))).expect(403);
    REGISTRY.stranger().send("PUT", PATH, body(signature("c2ln"))).expect(403);
    REGISTRY.stranger().get(PATH).expect(403);
    REGISTRY.visitor().get(PATH).expect(401);
  }

  @Test
  void whatIsNoSignatureOfThatKindIsRefused() {
    REGISTRY.writer().send("PUT", PATH, Images.text("{}")).expect(400);
    REGISTRY.writer().send("PUT", PATH, body(signature("not base64!"))).expect(400);
  }
}
