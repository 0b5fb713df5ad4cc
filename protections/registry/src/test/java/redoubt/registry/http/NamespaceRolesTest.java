package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;
import redoubt.web.Json;
import redoubt.web.Part;
import redoubt.web.Role;

/** Roles in a namespace or a repository, on the routes that are for people. */
class NamespaceRolesTest {
  private static final String MINE = "/v1/instances/" + Registry.TENANT;
  private static final String NEWEST = "{\"newest\":5}";

  @AutoClose private static final Registry REGISTRY = Registry.start();

  /**
   * A call that is about a namespace.
   *
   * @param least role that it takes
   */
  record Call(String name, Role least, BiFunction<Client, String, Answer> made) {
    Answer by(Client client, String namespace) {
      return made.apply(client, namespace);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Call get(String name, Role least, String path) {
    return new Call(
        name, least, (client, namespace) -> client.get(MINE + path.replace("NS", namespace)));
  }

  private static Call send(String name, Role least, String method, String path, String body) {
    return new Call(
        name,
        least,
        (client, namespace) ->
            client.send(
                method,
                MINE + path.replace("NS", namespace),
                Images.text(body.replace("NS", namespace))));
  }

  static Stream<Call> calls() {
    String policy = "/namespaces/NS/retention";
    return Stream.of(
        get("show upstream", Role.READER, "/namespaces/NS/upstream"),
        send("analyze", Role.READER, "POST", policy + "/analyze", NEWEST),
        send("set retention", Role.WRITER, "PUT", policy, NEWEST),
        get("show retention", Role.READER, policy),
        send("run retention", Role.WRITER, "POST", policy + "/run", "{}"),
        send("end retention", Role.WRITER, "DELETE", policy, ""),
        send(
            "tag",
            Role.WRITER,
            "POST",
            "/images/tag",
            "{\"repository\":\"NS/app\",\"tag\":\"v\",\"newTag\":\"w\"}"),
        send(
            "untag",
            Role.WRITER,
            "POST",
            "/images/untag",
            "{\"repository\":\"NS/app\",\"tag\":\"w\"}"),
        send(
            "delete",
            Role.WRITER,
            "POST",
            "/images/delete",
            "{\"repository\":\"NS/app\",\"tag\":\"v\"}"),
        send(
            "restore",
            Role.WRITER,
            "POST",
            "/trash/restore",
            "{\"repository\":\"NS/app\",\"tag\":\"v\"}"),
        send("prune", Role.WRITER, "POST", "/images/prune", "{\"namespace\":\"NS\"}"),
        send(
            "settings",
            Role.MANAGER,
            "PATCH",
            "/namespaces/NS",
            "{\"immutableTags\":[\"release-*\"]}"),
        get("webhooks", Role.MANAGER, "/namespaces/NS/webhooks"),
        send(
            "add a webhook",
            Role.MANAGER,
            "POST",
            "/namespaces/NS/webhooks",
            "{\"url\":\"http://127.0.0.1:9/\",\"events\":[\"restore\"]}"));
  }

  @BeforeAll
  static void namespaces() {
    for (String namespace : List.of("team", "crew")) {
      REGISTRY.namespace(Registry.TENANT, namespace, false);
    }
    REGISTRY.namespace(Registry.OTHER, "others", false);
  }

  @BeforeEach
  void push() {
    for (String namespace : List.of("team", "crew")) {
      REGISTRY.writer().pushImage(namespace + "/app", "v", Images.text("layer"));
      REGISTRY
          .writer()
          .send("PUT", MINE + "/namespaces/" + namespace + "/retention", Images.text(NEWEST))
          .expect(200);
      REGISTRY
          .writer()
          .post(
              MINE + "/images/tag",
              Map.of("repository", namespace + "/app", "tag", "v", "newTag", "w"))
          .expect(200);
    }
    REGISTRY.stranger().pushImage("others/app", "v", Images.text("layer"));
  }

  private static void delete(String namespace) {
    REGISTRY
        .writer()
        .post(MINE + "/images/delete", Map.of("repository", namespace + "/app", "tag", "v"))
        .expect(200);
  }

  private static Client in(Role role, Part part) {
    return REGISTRY.as(role + " of " + part.name(), Grant.inPart(role, Registry.TENANT, part));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void whoHoldsTheRoleInTheNamespaceMay(Call call) {
    if (call.name().equals("restore")) {
      delete("team");
    }
    Answer answer = call.by(in(call.least(), Part.namespace("team")), "team");
    assertThat(answer.status()).as(answer.outcome()).isLessThan(300);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void whoHoldsItElsewhereOrLessMayNot(Call call) {
    Client other = in(Role.MANAGER, Part.namespace("crew"));
    Client repository = in(Role.MANAGER, Part.repository("team/other"));
    for (Client client : List.of(other, repository, REGISTRY.stranger(), REGISTRY.as("nobody"))) {
      assertThat(call.by(client, "team").outcome()).isEqualTo("403 web.forbidden");
    }
    if (call.least() != Role.READER) {
      Role less = call.least() == Role.MANAGER ? Role.WRITER : Role.READER;
      assertThat(call.by(in(less, Part.namespace("team")), "team").outcome())
          .isEqualTo("403 web.forbidden");
    }
    assertThat(call.by(REGISTRY.visitor(), "team").outcome()).isEqualTo("401 web.no-credential");
  }

  /** A role by the name of another tenant's namespace finds nothing there. */
  @ParameterizedTest
  @MethodSource("calls")
  void aRoleByTheNameOfAnotherTenantsNamespaceFindsNothing(Call call) {
    Client pretender = in(Role.MANAGER, Part.namespace("others"));
    assertThat(call.by(pretender, "others").status()).isIn(404, 200);
    assertThat(call.by(pretender, "others").outcome())
        .isEqualTo(call.by(in(Role.MANAGER, Part.namespace("none")), "none").outcome());
    REGISTRY.stranger().get("/v2/others/app/manifests/v").expect(200);
  }

  @Test
  void whoHoldsARoleInARepositoryTagsAndRestoresThere() {
    Client writer = in(Role.WRITER, Part.repository("team/app"));
    writer
        .post(MINE + "/images/tag", Map.of("repository", "team/app", "tag", "v", "newTag", "x"))
        .expect(200);
    assertThat(
            writer
                .post(
                    MINE + "/images/tag",
                    Map.of("repository", "crew/app", "tag", "v", "newTag", "x"))
                .outcome())
        .isEqualTo("403 web.forbidden");
    writer.post(MINE + "/images/prune", Map.of("repository", "team/app")).expect(200);
    assertThat(writer.post(MINE + "/images/prune", Map.of()).outcome())
        .isEqualTo("403 web.forbidden");
    assertThat(writer.post(MINE + "/images/prune", Map.of("namespace", "team")).outcome())
        .isEqualTo("403 web.forbidden");
  }

  @Test
  void theTrashShowsWhatMayBeRead() {
    for (String namespace : List.of("team", "crew")) {
      delete(namespace);
    }
    Client reader = in(Role.READER, Part.namespace("team"));
    assertThat(
            reader
                .get(MINE + "/trash")
                .expect(200)
                .json()
                .at("/items")
                .findValuesAsText("repository"))
        .containsOnly("team/app");
    assertThat(REGISTRY.stranger().get(MINE + "/trash").outcome()).isEqualTo("403 web.forbidden");
  }

  @Test
  void whatAllOfTheInstanceSharesIsItsManagers() {
    Client manager = in(Role.MANAGER, Part.namespace("team"));
    for (Answer answer :
        List.of(
            manager.send("PATCH", MINE + "/namespaces/team", Json.bytes(Map.of("limit", 1000))),
            manager.send("DELETE", MINE + "/namespaces/team"),
            manager.post(MINE + "/namespaces", Map.of("name", "mine")),
            manager.get(MINE + "/quota"))) {
      assertThat(answer.outcome()).isEqualTo("403 web.forbidden");
    }
  }

  @Test
  void robotsAreAddedSeenAndRemovedByManagersOfTheirNamespace() {
    Client manager = in(Role.MANAGER, Part.namespace("team"));
    Map<String, Object> wish =
        Map.of("name", "ci", "namespace", "team", "role", "writer", "expiresInDays", 5);
    manager.post(MINE + "/robots", wish).expect(201);
    REGISTRY
        .manager()
        .post(
            MINE + "/robots",
            Map.of("name", "ci", "namespace", "crew", "role", "writer", "expiresInDays", 5))
        .expect(201);
    assertThat(
            manager.get(MINE + "/robots").expect(200).json().at("/items").findValuesAsText("robot"))
        .containsExactly("robot.team.ci");
    assertThat(
            manager
                .post(
                    MINE + "/robots",
                    Map.of("name", "cj", "namespace", "crew", "role", "writer", "expiresInDays", 5))
                .outcome())
        .isEqualTo("403 web.forbidden");
    for (String other : List.of("robot.crew.ci", "robot.none.ci")) {
      assertThat(manager.delete(MINE + "/robots/" + other).outcome())
          .isEqualTo("403 web.forbidden");
    }
    assertThat(in(Role.WRITER, Part.namespace("team")).post(MINE + "/robots", wish).outcome())
        .isEqualTo("403 web.forbidden");
    manager.delete(MINE + "/robots/robot.team.ci").expect(204);
    REGISTRY.manager().delete(MINE + "/robots/robot.crew.ci").expect(204);
  }
}
