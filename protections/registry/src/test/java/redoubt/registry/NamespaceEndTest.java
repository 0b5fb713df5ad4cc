package redoubt.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Registry;
import redoubt.web.Json;

/** What stays of a namespace that was removed: nothing. */
final class NamespaceEndTest {
  private static final String NAMESPACES = "/v1/instances/" + Registry.TENANT + "/namespaces";

  @AutoClose private final Registry registry = Registry.start();
  private final Client manager = registry.manager();

  @BeforeEach
  void addNamespace() {
    registry.namespace(Registry.TENANT, "team", false);
  }

  private List<String> secrets() {
    return registry
        .inventory()
        .query("SELECT name FROM seal.secret WHERE name LIKE 'registry%' ORDER BY name");
  }

  @Test
  void sealedLoginsAndKeysAreDestroyedWithIt() {
    manager
        .send(
            "PUT",
            NAMESPACES + "/team/upstream",
            Json.bytes(
                Map.of(
                    "url", "https://registry.test", "user", "somebody", "password", "a password")))
        .expect(200);
    manager
        .post(
            NAMESPACES + "/team/webhooks",
            Map.of(
                "url",
                "https://hook.test/x",
                "events",
                List.of("push"),
                "key",
                "the key of a webhook"))
        .expect(201);
    assertThat(secrets()).hasSize(2);
    manager.delete(NAMESPACES + "/team").expect(204);
    assertThat(secrets()).isEmpty();
    assertThat(registry.inventory().count("webhook") + registry.inventory().count("upstream"))
        .isZero();
  }

  @Test
  void otherRoomsAreToldOnceItGoes() {
    manager.delete(NAMESPACES + "/team").expect(204);
    assertThat(registry.ended()).containsExactly(Registry.TENANT + " team manager");
  }
}
