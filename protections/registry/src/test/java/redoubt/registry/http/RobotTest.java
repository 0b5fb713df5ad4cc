package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;
import redoubt.web.Role;

/** Robots: added, listed, removed. What their keys are good for is tested with a whole server. */
final class RobotTest {
  private static final String ROBOTS = "/v1/instances/" + Registry.TENANT + "/robots";

  private Registry registry;
  private Client manager;
  private Client stranger;

  @BeforeEach
  void start() {
    registry = Registry.start();
    registry.namespace(Registry.TENANT, "team", false);
    manager = registry.as("manager", Grant.inInstance(Role.MANAGER, Registry.TENANT));
    stranger = registry.stranger();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private Answer added(String name, Map<String, Object> more) {
    Map<String, Object> wish = new HashMap<>();
    wish.put("name", name);
    wish.put("namespace", "team");
    wish.put("role", "writer");
    wish.put("expiresAt", registry.clock().instant().plus(Duration.ofDays(30)).toString());
    wish.putAll(more);
    return manager.post(ROBOTS, wish);
  }

  @Test
  void whoAddsOneIsShownItsKeyAndNobodyElse() {
    assertThat(added("ci", Map.of()).expect(201).json().path("apikey").asText())
        .isEqualTo("key of robot.team.ci");
    assertThat(manager.get(ROBOTS).expect(200).json().toString())
        .contains("robot.team.ci", "2026-", "writer")
        .doesNotContain("key of");
  }

  @Test
  void oneIsForARepositoryOrForAllOfTheNamespace() {
    assertThat(added("ci", Map.of("repository", "deep/app")).expect(201).json().path("repository"))
        .hasToString("\"team/deep/app\"");
    assertThat(added("all", Map.of()).expect(201).json().has("repository")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "name, A b, registry.bad-robot",
    "name, a.b, registry.bad-robot",
    "namespace, other, registry.no-namespace",
    "repository, ../x, oci.bad-name",
    "role, manager, registry.bad-field",
    "expiresAt, tomorrow, registry.bad-field",
    "expiresAt, 2001-01-01T00:00:00Z, registry.bad-robot",
    "expiresAt, 2201-01-01T00:00:00Z, registry.bad-robot"
  })
  void whatMakesNoSenseIsRefused(String field, String value, String code) {
    Answer answer = added("ci", Map.of(field, value));
    assertThat(answer.status()).isBetween(400, 404);
    assertThat(answer.json().toString()).contains(code);
    assertThat(registry.accounts().names()).isEmpty();
  }

  @Test
  void itMayExpireInSomeDays() {
    Map<String, Object> wish =
        Map.of("name", "ci", "namespace", "team", "role", "reader", "expiresInDays", 3);
    assertThat(manager.post(ROBOTS, wish).expect(201).json().path("expiresAt").asText())
        .isEqualTo(registry.clock().instant().plus(Duration.ofDays(3)).toString());
  }

  @Test
  void twoOfOneNameCannotBe() {
    added("ci", Map.of()).expect(201);
    assertThat(added("ci", Map.of("role", "reader")).expect(409).json().toString())
        .contains("registry.robot-exists");
  }

  @Test
  void oneThatIsRemovedHasNoAccountAndIsNotListed() {
    added("ci", Map.of()).expect(201);
    manager.delete(ROBOTS + "/robot.team.ci").expect(204);
    assertThat(registry.accounts().names()).isEmpty();
    assertThat(manager.get(ROBOTS).expect(200).json().toString()).doesNotContain("ci");
    manager.delete(ROBOTS + "/robot.team.ci").expect(404);
  }

  @Test
  void anotherTenantNeitherAddsNorSeesNorRemovesOne() {
    added("ci", Map.of()).expect(201);
    String others = "/v1/instances/" + Registry.OTHER + "/robots";
    assertThat(
            stranger
                .post(
                    others,
                    Map.of(
                        "name",
                        "spy",
                        "namespace",
                        "team",
                        "role",
                        "reader",
                        "expiresAt",
                        registry.clock().instant().plus(Duration.ofDays(1)).toString()))
                .expect(404)
                .json()
                .toString())
        .contains("registry.no-namespace");
    assertThat(stranger.get(others).expect(200).json().toString()).doesNotContain("ci");
    stranger.delete(others + "/robot.team.ci").expect(404);
    stranger.delete(ROBOTS + "/robot.team.ci").expect(403);
    assertThat(registry.accounts().names()).containsExactly("robot.team.ci");
  }

  @Test
  void onlyManagersAskForOne() {
    registry.writer().get(ROBOTS).expect(403);
    registry.writer().post(ROBOTS, Map.of()).expect(403);
  }

  @Test
  void aNamespaceWithRobotsIsNotRemoved() {
    added("ci", Map.of()).expect(201);
    String namespace = "/v1/instances/" + Registry.TENANT + "/namespaces/team";
    assertThat(manager.delete(namespace).expect(409).json().toString())
        .contains("registry.namespace-has-robots", "redoubt robot remove robot.team.ci.");
    manager.delete(ROBOTS + "/robot.team.ci").expect(204);
    manager.delete(namespace).expect(204);
  }

  @Test
  void bothChangesAreInTheLedger() {
    added("ci", Map.of()).expect(201);
    manager.delete(ROBOTS + "/robot.team.ci").expect(204);
    assertThat(registry.ledgerOf("robot.team.ci"))
        .containsExactly(
            "container-registry.robot.create by manager",
            "container-registry.robot.delete by manager");
  }
}
