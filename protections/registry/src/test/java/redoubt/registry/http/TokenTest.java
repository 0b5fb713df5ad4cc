package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.RepositoryName;
import redoubt.registry.access.TokenDesk;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;

/** What is asked of the desk that gives tokens, and what it answers. */
class TokenTest {
  private static final String TOKEN = "/v2/_auth/token";

  @AutoClose private static final Registry REGISTRY = Registry.start();

  private final Client visitor = REGISTRY.visitor();

  @BeforeAll
  static void namespaces() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
    REGISTRY.namespace(Registry.OTHER, "others", false);
  }

  @BeforeEach
  void forget() {
    REGISTRY.asked().clear();
  }

  private static TokenDesk.Wish wish(String tenant, String name, String... actions) {
    return new TokenDesk.Wish(tenant, new RepositoryName(name), Set.of(actions));
  }

  @Test
  void aLoginByBasicAsksForItsScopes() {
    Answer answer =
        visitor
            .with("Authorization", "Basic eDp5")
            .get(
                TOKEN
                    + "?service=x&scope=repository:team/app:pull,push&scope=repository:others/b:pull%20registry:catalog:*")
            .expect(200);
    assertThat(answer.json().path("token").asText()).isEqualTo("a token");
    assertThat(answer.json().path("access_token").asText()).isEqualTo("a token");
    assertThat(answer.json().path("expires_in").asInt()).isEqualTo(900);
    assertThat(answer.json().path("issued_at").asText()).isEqualTo("2026-11-21T12:00:00Z");
    assertThat(REGISTRY.asked())
        .containsExactly(
            new Registry.Asked(
                Optional.of("Basic eDp5"),
                List.of(
                    wish(Registry.TENANT, "team/app", "pull", "push"),
                    wish(Registry.OTHER, "others/b", "pull")),
                true));
  }

  @Test
  void aVisitorAsksWithoutALogin() {
    visitor.get(TOKEN + "?scope=repository:team/app:pull").expect(200);
    assertThat(REGISTRY.asked().getFirst().login()).isEmpty();
    assertThat(REGISTRY.asked().getFirst().catalog()).isFalse();
  }

  @Test
  void aLoginByFormIsTheSame() {
    visitor
        .send(
            "POST",
            TOKEN,
            Images.text(
                "grant_type=password&username=iamapikey&password=k&scope=repository:team/app:pull"))
        .expect(200);
    assertThat(REGISTRY.asked())
        .containsExactly(
            new Registry.Asked(
                Optional.of("iamapikey:k"),
                List.of(wish(Registry.TENANT, "team/app", "pull")),
                false));
  }

  @Test
  void thereAreNoRefreshTokens() {
    assertThat(
            visitor
                .send("POST", TOKEN, Images.text("grant_type=refresh_token&refresh_token=x"))
                .status())
        .isEqualTo(400);
    assertThat(REGISTRY.asked()).isEmpty();
  }

  @Test
  void whatCannotBeGivenIsLeftOut() {
    visitor
        .get(
            TOKEN
                + "?scope=&scope=repository:&scope=repository:No:pull&scope=robot:x:y&scope=registry:other:*&scope=repository:none/app:pull&scope=repository(plugin):team/app:pull")
        .expect(200);
    assertThat(REGISTRY.asked().getFirst().wishes())
        .containsExactly(wish(Registry.TENANT, "team/app", "pull"));
  }

  @Test
  void fiftyScopesAreEnough() {
    assertThat(visitor.get(TOKEN + "?x" + "&scope=repository:team/app:pull".repeat(51)).status())
        .isEqualTo(400);
    visitor.get(TOKEN + "?x" + "&scope=repository:team/app:pull".repeat(50)).expect(200);
  }
}
