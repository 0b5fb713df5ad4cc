package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redoubt.oci.Digest;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Role;

/** Who may do what, on every route that is about a repository. */
class TenantsTest {
  private static final byte[] LAYER = Images.text("layer");
  private static final byte[] MANIFEST = Images.manifest(LAYER);
  private static final String FORBIDDEN = "403 DENIED web.forbidden";
  private static final String UNKNOWN = "401 UNAUTHORIZED web.no-credential";

  @AutoClose private static final Registry REGISTRY = Registry.start();

  private static String upload = "";

  /**
   * One call of a route.
   *
   * @param path below the repository
   */
  record Route(String method, String path, boolean reads) {
    Answer by(Client client, String repository) {
      return client.send(
          method, "/v2/" + repository + "/" + path.replace("UPLOAD", upload), MANIFEST);
    }

    @Override
    public String toString() {
      return method + " " + path.replaceFirst("sha256:.*", "sha256…");
    }
  }

  static List<Route> routes() {
    return List.of(
        new Route("GET", "tags/list", true),
        new Route("GET", "referrers/" + Digest.of(MANIFEST), true),
        new Route("GET", "manifests/v", true),
        new Route("HEAD", "manifests/v", true),
        new Route("GET", "manifests/" + Digest.of(MANIFEST), true),
        new Route("GET", "blobs/" + Digest.of(LAYER), true),
        new Route("HEAD", "blobs/" + Digest.of(LAYER), true),
        new Route("POST", "blobs/uploads/", false),
        new Route("POST", "blobs/uploads/?mount=" + Digest.of(LAYER), false),
        new Route("GET", "blobs/uploads/UPLOAD", false),
        new Route("PATCH", "blobs/uploads/UPLOAD", false),
        new Route("PUT", "blobs/uploads/UPLOAD?digest=" + Digest.of(MANIFEST), false),
        new Route("DELETE", "blobs/uploads/UPLOAD", false),
        new Route("PUT", "manifests/v", false),
        new Route("DELETE", "manifests/v", false),
        new Route("DELETE", "blobs/" + Digest.of(LAYER), false));
  }

  static Stream<Route> reading() {
    return routes().stream().filter(Route::reads);
  }

  static Stream<Route> writing() {
    return routes().stream().filter(route -> !route.reads());
  }

  @BeforeAll
  static void namespaces() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
    REGISTRY.namespace(Registry.TENANT, "open", true);
  }

  /** Some of the routes take something away when they are allowed. */
  @BeforeEach
  void push() {
    for (String repository : List.of("team/app", "team/other", "open/app")) {
      REGISTRY.writer().pushImage(repository, "v", LAYER);
    }
    upload = REGISTRY.writer().begin("team/app").replaceFirst(".*/", "");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aForeignNamespaceIsAnsweredLikeOneThatIsNotThere(Route route) {
    Answer foreign = route.by(REGISTRY.stranger(), "team/app");
    Answer none = route.by(REGISTRY.stranger(), "none/app");
    Answer flat = route.by(REGISTRY.stranger(), "flat");
    assertThat(foreign.outcome()).isEqualTo(FORBIDDEN);
    assertThat(none.outcome()).isEqualTo(FORBIDDEN);
    assertThat(flat.outcome()).isEqualTo(FORBIDDEN);
    assertThat(foreign.headers().keySet()).isEqualTo(none.headers().keySet());
    assertThat(alike(foreign, "team")).isEqualTo(alike(none, "none"));
  }

  /** Its text but for what differs by who asks for what, and not by what is there. */
  private static String alike(Answer answer, String asked) {
    return new String(answer.body())
        .replace(answer.header("Correlation-Id").orElseThrow(), "ID")
        .replace("redoubt namespace add " + asked + ".", "redoubt namespace add ASKED.");
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aVisitorIsToldToGetATokenWhetherThereIsANamespaceOrNot(Route route) {
    for (String repository : List.of("team/app", "none/app")) {
      Answer answer = route.by(REGISTRY.visitor(), repository);
      assertThat(answer.outcome()).isEqualTo(UNKNOWN);
      assertThat(answer.header("WWW-Authenticate").orElseThrow())
          .startsWith(
              "Bearer"
                  + " realm=\"https://registry.test:8443/v2/_auth/token\",service=\"redoubt\",scope=\"repository:"
                  + repository
                  + ":")
          .doesNotContain("error");
    }
  }

  @ParameterizedTest
  @MethodSource("reading")
  void aVisitorReadsWhereEverybodyMayPull(Route route) {
    assertThat(route.by(REGISTRY.visitor(), "open/app").status()).isEqualTo(200);
    assertThat(route.by(REGISTRY.stranger(), "open/app").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("writing")
  void aVisitorWritesNowhere(Route route) {
    assertThat(route.by(REGISTRY.visitor(), "open/app").outcome()).isEqualTo(UNKNOWN);
    assertThat(route.by(REGISTRY.stranger(), "open/app").outcome()).isEqualTo(FORBIDDEN);
  }

  @ParameterizedTest
  @MethodSource("reading")
  void aReaderReads(Route route) {
    assertThat(route.by(REGISTRY.reader(), "team/app").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @MethodSource("writing")
  void aReaderWritesNowhere(Route route) {
    for (String repository : List.of("team/app", "open/app", "none/app")) {
      assertThat(route.by(REGISTRY.reader(), repository).outcome()).isEqualTo(FORBIDDEN);
    }
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aWriterInARepositoryIsOneThereOnly(Route route) {
    Client writer =
        REGISTRY.as(
            "of-team-app", Grant.inPart(Role.WRITER, Registry.TENANT, Part.repository("team/app")));
    assertThat(route.by(writer, "team/app").status()).isNotIn(401, 403, 404);
    for (String other : List.of("team/other", "team/app/nested", "team/app2", "team")) {
      assertThat(route.by(writer, other).outcome()).isEqualTo(FORBIDDEN);
    }
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aWriterInANamespaceIsOneInAllOfItsRepositories(Route route) {
    Client writer =
        REGISTRY.as("of-team", Grant.inPart(Role.WRITER, Registry.TENANT, Part.namespace("team")));
    assertThat(route.by(writer, "team/app").status()).isNotIn(401, 403, 404);
    assertThat(route.by(writer, "team2/app").outcome()).isEqualTo(FORBIDDEN);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aRoleInAPartOfAnotherTenantsNameIsNoneHere(Route route) {
    Client stranger =
        REGISTRY.as(
            "pretender", Grant.inPart(Role.MANAGER, Registry.OTHER, Part.namespace("team")));
    assertThat(route.by(stranger, "team/app").outcome()).isEqualTo(FORBIDDEN);
  }

  /** Whoever knows a digest gets no content of another tenant by a role of that name. */
  @Test
  void aRoleInAPartOfAnotherTenantsNameMountsNothing() {
    REGISTRY.namespace(Registry.OTHER, "others", false);
    Client pretender =
        REGISTRY.as(
            "mounting",
            Grant.inInstance(Role.MANAGER, Registry.OTHER),
            Grant.inPart(Role.MANAGER, Registry.OTHER, Part.namespace("team")),
            Grant.inPart(Role.MANAGER, Registry.OTHER, Part.repository("team/app")),
            Grant.inPart(Role.READER, Registry.TENANT, Part.repository("team/none")));
    String mount = "/v2/others/app/blobs/uploads/?mount=" + Digest.of(LAYER);
    pretender.send("POST", mount).expect(202);
    pretender.send("POST", mount + "&from=team/app").expect(202);
    assertThat(pretender.get("/v2/others/app/blobs/" + Digest.of(LAYER)).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @MethodSource("writing")
  void aTokenForLessIsToldToAskForMore(Route route) {
    Client puller =
        REGISTRY.narrowed(
            REGISTRY.writer(),
            Grant.inPart(Role.READER, Registry.TENANT, Part.repository("team/app")));
    Answer answer = route.by(puller, "team/app");
    assertThat(answer.outcome()).isEqualTo("401 UNAUTHORIZED web.narrow-token");
    assertThat(answer.header("WWW-Authenticate").orElseThrow())
        .contains("error=\"insufficient_scope\"");
    assertThat(route.by(puller, "none/app").outcome()).isEqualTo(FORBIDDEN);
    puller.get("/v2/team/app/manifests/v").expect(200);
    assertThat(puller.get("/v2/team/other/manifests/v").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @MethodSource("routes")
  void aBadTokenIsNoVisitors(Route route) {
    Client nobody = new Client(REGISTRY, Optional.of("nobody"), Map.of());
    Answer answer = route.by(nobody, "open/app");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate").orElseThrow()).contains("error=\"invalid_token\"");
  }

  @Test
  void challengesNameWhatIsNeeded() {
    assertThat(challenge(REGISTRY.visitor().get("/v2/team/app/manifests/v")))
        .endsWith("scope=\"repository:team/app:pull\"");
    assertThat(challenge(REGISTRY.visitor().send("POST", "/v2/team/app/blobs/uploads/")))
        .endsWith("scope=\"repository:team/app:pull,push\"");
    assertThat(challenge(REGISTRY.visitor().delete("/v2/team/app/manifests/v")))
        .endsWith("scope=\"repository:team/app:delete\"");
    assertThat(challenge(REGISTRY.visitor().get("/v2/_catalog")))
        .endsWith("scope=\"registry:catalog:*\"");
    assertThat(challenge(REGISTRY.visitor().get("/v2/"))).doesNotContain("scope");
  }

  private static String challenge(Answer answer) {
    return answer.expect(401).header("WWW-Authenticate").orElseThrow();
  }

  @Test
  void aFirstCallWithoutACredentialIsNoRefusalToRecord() {
    REGISTRY.refusals().clear();
    REGISTRY.visitor().get("/v2/").expect(401);
    REGISTRY.reader().get("/v2/team/app/manifests/none").expect(404);
    assertThat(REGISTRY.refusals()).isEmpty();
    REGISTRY.reader().delete("/v2/team/app/manifests/v").expect(403);
    assertThat(REGISTRY.refusals())
        .containsExactly("container-registry.image.delete web.forbidden");
  }
}
