package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Role;

/** What there is: the API itself, tags, repositories. */
class ListTest {
  @AutoClose private static final Registry REGISTRY = Registry.start();

  private final Client reader = REGISTRY.reader();

  @BeforeAll
  static void push() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
    REGISTRY.namespace(Registry.TENANT, "crew", false);
    REGISTRY.namespace(Registry.OTHER, "others", true);
    Client writer = REGISTRY.writer();
    byte[] image = writer.pushImage("team/app", "v1", Images.text("v1"));
    for (String tag : List.of("v10", "v2", "V3", "latest", "_x")) {
      writer.put("team/app", tag, image).expect(201);
    }
    writer.pushImage("team/app/nested", "v", Images.text("v"));
    writer.pushImage("crew/app", "v", Images.text("v"));
    writer.push("crew/empty", Images.text("only a blob")).expect(201);
    REGISTRY.stranger().pushImage("others/app", "v", Images.text("v"));
    writer.pushImage("team/app", "signed", Images.text("signed"));
  }

  @Test
  void thereIsARegistry() {
    Answer answer = reader.get("/v2/").expect(200);
    assertThat(answer.header("Docker-Distribution-Api-Version")).contains("registry/2.0");
    assertThat(new String(answer.body())).isEqualTo("{}");
  }

  @Test
  void tagsAreListedInTheOrderOfTheirBytes() {
    Answer answer = reader.get("/v2/team/app/tags/list").expect(200);
    assertThat(answer.json().path("name").asText()).isEqualTo("team/app");
    assertThat(answer.list("tags"))
        .containsExactly("V3", "_x", "latest", "signed", "v1", "v10", "v2");
    assertThat(answer.header("Link")).isEmpty();
  }

  @Test
  void tagsComeInPages() {
    List<String> tags = new ArrayList<>();
    Answer page = reader.get("/v2/team/app/tags/list?n=3").expect(200);
    assertThat(page.list("tags")).containsExactly("V3", "_x", "latest");
    while (true) {
      tags.addAll(page.list("tags"));
      if (page.header("Link").isEmpty()) {
        break;
      }
      page = reader.get(page.next()).expect(200);
    }
    assertThat(tags).containsExactly("V3", "_x", "latest", "signed", "v1", "v10", "v2");
    assertThat(reader.get("/v2/team/app/tags/list?n=7").header("Link")).isEmpty();
  }

  @Test
  void aPageMayBeginAfterWhatIsNotThere() {
    assertThat(reader.get("/v2/team/app/tags/list?last=m").list("tags"))
        .containsExactly("signed", "v1", "v10", "v2");
    assertThat(reader.get("/v2/team/app/tags/list?last=zzz").list("tags")).isEmpty();
  }

  @Test
  void aPageOfNoneIsEmpty() {
    Answer answer = reader.get("/v2/team/app/tags/list?n=0").expect(200);
    assertThat(answer.list("tags")).isEmpty();
    assertThat(answer.header("Link")).isEmpty();
  }

  @Test
  void whatIsNoNumberIsRefused() {
    for (String number : new String[] {"-1", "x", "", "9999999999"}) {
      assertThat(reader.get("/v2/team/app/tags/list?n=" + number).status()).isEqualTo(400);
    }
  }

  @Test
  void aRepositoryThatIsNotThereHasNoTags() {
    assertThat(reader.get("/v2/team/none/tags/list").outcome())
        .isEqualTo("404 NAME_UNKNOWN registry.no-repository");
  }

  @Test
  void theCatalogHasTheRepositoriesWithManifestsThatTheCallerMayRead() {
    assertThat(catalog(reader)).containsExactly("crew/app", "team/app", "team/app/nested");
    assertThat(catalog(REGISTRY.stranger())).containsExactly("others/app");
    assertThat(
            catalog(
                REGISTRY.as(
                    "of-a-namespace",
                    Grant.inPart(Role.READER, Registry.TENANT, Part.namespace("team")))))
        .containsExactly("team/app", "team/app/nested");
    assertThat(
            catalog(
                REGISTRY.as(
                    "of-a-repository",
                    Grant.inPart(Role.WRITER, Registry.TENANT, Part.repository("team/app")),
                    Grant.inPart(Role.READER, Registry.OTHER, Part.repository("others/app")))))
        .containsExactly("others/app", "team/app");
    assertThat(catalog(REGISTRY.as("of-nothing"))).isEmpty();
  }

  /** A manager may grant roles in parts by any name, and has nothing of another tenant by that. */
  @Test
  void aRoleInAPartOfAnotherTenantsNameListsNothing() {
    assertThat(
            catalog(
                REGISTRY.as(
                    "pretender",
                    Grant.inInstance(Role.MANAGER, Registry.OTHER),
                    Grant.inPart(Role.READER, Registry.OTHER, Part.namespace("team")),
                    Grant.inPart(Role.READER, Registry.OTHER, Part.repository("crew/app")),
                    Grant.inPart(Role.READER, Registry.TENANT, Part.repository("team/none")))))
        .containsExactly("others/app");
  }

  @Test
  void theCatalogIsNotForATokenForAFewRepositories() {
    Client narrow =
        REGISTRY.narrowed(
            reader, Grant.inPart(Role.READER, Registry.TENANT, Part.namespace("crew")));
    assertThat(narrow.get("/v2/_catalog").outcome()).isEqualTo("401 UNAUTHORIZED web.narrow-token");
  }

  private static List<String> catalog(Client client) {
    return client.get("/v2/_catalog").expect(200).list("repositories");
  }

  @Test
  void theCatalogComesInPages() {
    Answer first = reader.get("/v2/_catalog?n=2").expect(200);
    assertThat(first.list("repositories")).containsExactly("crew/app", "team/app");
    Answer second = reader.get(first.next()).expect(200);
    assertThat(second.list("repositories")).containsExactly("team/app/nested");
    assertThat(second.header("Link")).isEmpty();
  }
}
