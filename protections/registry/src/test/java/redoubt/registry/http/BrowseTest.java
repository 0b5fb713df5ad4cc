package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Role;

/** Looking around: namespaces, repositories, tags, one image. */
class BrowseTest {
  private static final String BASE = "/v1/instances/" + Registry.TENANT;

  @AutoClose private static final Registry REGISTRY = Registry.start();

  private static byte[] image = {};
  private static byte[] other = {};

  private final Client reader = REGISTRY.reader();

  @BeforeAll
  static void push() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
    REGISTRY.namespace(Registry.TENANT, "crew", true);
    REGISTRY.namespace(Registry.OTHER, "others", false);
    Client writer = REGISTRY.writer();
    image = writer.pushImage("team/app", "v1", Images.text("base"), Images.text("app"));
    other = writer.pushImage("team/app", "v2", Images.text("base"), Images.text("next"));
    writer.put("team/app", "all", MediaTypes.OCI_INDEX, Images.index(image, other)).expect(201);
    writer.put("team/app", Digest.of(about()), about()).expect(201);
    writer.put("team/app", "sha256-" + "a".repeat(64) + ".sig", about()).expect(201);
    writer.pushImage("team/tool", "v", Images.text("tool"));
    writer.pushImage("crew/app", "v", Images.text("crew"));
    REGISTRY.stranger().pushImage("others/app", "v", Images.text("others"));
    REGISTRY.namespace(Registry.TENANT, "crowd", false);
    writer.pushImage("crowd/app", "t00000", Images.text("crowd"));
    REGISTRY.plant(
        """
        INSERT INTO registry.tag (repository, name, digest, moved_at, moved_by)
        SELECT t.repository, 't' || lpad(n::text, 5, '0'), t.digest, t.moved_at, t.moved_by
        FROM registry.tag t, generate_series(1, 9999) n WHERE t.name = 't00000'
        """);
  }

  private static byte[] about() {
    return Images.about(image, "application/vnd.acme.note", "a note");
  }

  private static Client only(Part part) {
    return REGISTRY.as("guest", Grant.inPart(Role.READER, Registry.TENANT, part));
  }

  private static List<String> names(Answer answer) {
    List<String> names = new ArrayList<>();
    answer.json().path("items").forEach(item -> names.add(item.path("name").asText()));
    return names;
  }

  @Test
  void namespacesAreThoseOfTheTenantWithWhatTheyKeep() {
    Answer answer = reader.get(BASE + "/namespaces").expect(200);
    assertThat(names(answer)).containsExactly("crew", "crowd", "team");
    JsonNode team = answer.json().path("items").path(2);
    assertThat(team.path("repositories").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(team.path("store").asLong()).isPositive();
  }

  @Test
  void whoReadsANamespaceOrARepositorySeesJustThat() {
    Client guest = only(Part.namespace("crew"));
    assertThat(names(guest.get(BASE + "/namespaces").expect(200))).containsExactly("crew");
    guest.get(BASE + "/namespaces/team/repositories").expect(404);
    guest.get(BASE + "/repositories/team/app/tags").expect(403);
    Client one = only(Part.repository("team/tool"));
    JsonNode team = one.get(BASE + "/namespaces").expect(200).json().path("items").path(0);
    assertThat(team.path("name").asText()).isEqualTo("team");
    assertThat(team.path("repositories").asInt()).isEqualTo(1);
    assertThat(team.has("store")).isFalse();
    assertThat(names(one.get(BASE + "/namespaces/team/repositories").expect(200)))
        .containsExactly("team/tool");
    one.get(BASE + "/repositories/team/app/images/v1").expect(403);
    one.get(BASE + "/repositories/team/tool/images/v").expect(200);
  }

  @Test
  void anotherTenantsAnswersLikeWhatIsMissing() {
    Client stranger = REGISTRY.stranger();
    stranger.get(BASE + "/namespaces").expect(403);
    stranger.get(BASE + "/repositories/team/app/tags").expect(403);
    stranger.get(BASE + "/repositories/nowhere/app/tags").expect(403);
    stranger.get("/v1/instances/" + Registry.OTHER + "/repositories/team/app/tags").expect(403);
    reader.get(BASE + "/namespaces/others/repositories").expect(404);
    reader.get(BASE + "/namespaces/nowhere/repositories").expect(404);
  }

  @Test
  void tenThousandTagsComeInPagesThatLeadOnAndBack() {
    String path = BASE + "/repositories/crowd/app/tags";
    Answer first = reader.get(path + "?limit=50").expect(200);
    assertThat(names(first)).hasSize(50).startsWith("t00000").endsWith("t00049");
    assertThat(first.json().path("earlier").asBoolean()).isFalse();
    assertThat(first.json().path("later").asBoolean()).isTrue();
    assertThat(names(reader.get(path + "?limit=50&after=t09989").expect(200)))
        .hasSize(10)
        .endsWith("t09999");
    Answer back = reader.get(path + "?limit=50&before=t00060").expect(200);
    assertThat(names(back)).hasSize(50).startsWith("t00010").endsWith("t00059");
    assertThat(back.json().path("earlier").asBoolean()).isTrue();
    assertThat(names(reader.get(path + "?search=999").expect(200)))
        .contains("t00999", "t09990")
        .hasSizeLessThan(100);
    assertThat(names(reader.get(path + "?limit=1000000").expect(200))).hasSize(100);
    JsonNode crowd =
        reader.get(BASE + "/namespaces/crowd/repositories").expect(200).json().at("/items/0");
    assertThat(crowd.path("tags").asInt()).isEqualTo(1001);
  }

  @Test
  void tagsOfSignaturesAreShownWhenTheyAreAskedFor() {
    String path = BASE + "/repositories/team/app/tags";
    assertThat(names(reader.get(path).expect(200))).containsExactly("all", "v1", "v2");
    assertThat(names(reader.get(path + "?all=true").expect(200))).hasSize(4);
  }

  @Test
  void tagsOfSignaturesAreNotCounted() {
    JsonNode app =
        reader.get(BASE + "/namespaces/team/repositories").expect(200).json().at("/items/0");
    assertThat(app.path("name").asText()).isEqualTo("team/app");
    assertThat(app.path("tags").asInt()).isEqualTo(3);
  }

  @Test
  void aListOfWhatIsNotThereSaysSo() {
    for (String list : new String[] {"/images", "/trash"}) {
      for (String none : new String[] {"nowhere", "others"}) {
        assertThat(reader.get(BASE + list + "?namespace=" + none).outcome())
            .isEqualTo("404 registry.no-namespace");
        assertThat(reader.get(BASE + list + "?repository=" + none + "/app").outcome())
            .isEqualTo("404 registry.no-namespace");
      }
      assertThat(reader.get(BASE + list + "?repository=team/nothing").outcome())
          .isEqualTo("404 registry.no-repository");
    }
    assertThat(reader.get(BASE + "/trash?namespace=team").expect(200).list("items")).isEmpty();
    Client crew = only(Part.namespace("crew"));
    for (String other : new String[] {"team/app", "team/nothing"}) {
      assertThat(crew.get(BASE + "/images?namespace=crew&repository=" + other).outcome())
          .as("whether there is one is not told")
          .isEqualTo("404 registry.no-repository");
    }
    Client one = only(Part.repository("team/app"));
    assertThat(one.get(BASE + "/images?namespace=crew").outcome())
        .isEqualTo("404 registry.no-namespace");
    assertThat(one.get(BASE + "/images?namespace=team&digest=sha256:none").status()).isEqualTo(200);
  }

  @Test
  void imagesWithATagAreNotThoseUnderTagsOfSignatures() {
    String path = BASE + "/images?repository=team/app&tagged=true";
    String signature = Digest.of(about()).toString();
    assertThat(digests(reader.get(path).expect(200))).hasSize(3).doesNotContain(signature);
    assertThat(digests(reader.get(path + "&all=true").expect(200))).hasSize(4).contains(signature);
    assertThat(digests(reader.get(BASE + "/images?repository=team/app").expect(200))).hasSize(4);
  }

  @Test
  void whoReadsANamespaceOrARepositoryListsItsImages() {
    String all = BASE + "/images?tagged=true";
    assertThat(repositories(only(Part.namespace("crew")).get(all).expect(200)))
        .containsOnly("crew/app");
    Client one = only(Part.repository("team/tool"));
    assertThat(repositories(one.get(all).expect(200))).containsOnly("team/tool");
    one.get(all + "&repository=team/app").expect(404);
    one.get(all + "&namespace=crew").expect(404);
    String shown = BASE + "/images/" + Digest.of(image) + "?repository=team/app";
    one.get(shown).expect(403);
    only(Part.repository("team/app")).get(shown).expect(200);
    assertThat(repositories(one.get(BASE + "/trash").expect(200))).isEmpty();
    REGISTRY.stranger().get(all).expect(403);
  }

  private static List<String> repositories(Answer answer) {
    List<String> names = new ArrayList<>();
    answer.json().path("items").forEach(item -> names.add(item.path("repository").asText()));
    return names;
  }

  private static List<String> digests(Answer answer) {
    List<String> digests = new ArrayList<>();
    answer.json().path("items").forEach(item -> digests.add(item.path("digest").asText()));
    return digests;
  }

  @Test
  void onlyWhatIsNoImageHasAnArtifactType() {
    List<JsonNode> images = new ArrayList<>();
    reader
        .get(BASE + "/images?repository=team/app")
        .expect(200)
        .json()
        .path("items")
        .forEach(images::add);
    assertThat(images)
        .filteredOn(image -> image.has("artifactType"))
        .extracting(image -> image.path("digest").asText())
        .containsExactly(Digest.of(about()).toString());
    String one = BASE + "/repositories/team/app/images/";
    assertThat(reader.get(one + "v1").expect(200).json().has("artifactType")).isFalse();
    assertThat(reader.get(one + Digest.of(about())).expect(200).json().path("artifactType"))
        .hasToString("\"application/vnd.acme.note\"");
  }

  @Test
  void anImageTellsItsLayersItsTagsAndWhatIsSaidAboutIt() {
    JsonNode seen = reader.get(BASE + "/repositories/team/app/images/v1").expect(200).json();
    assertThat(seen.path("digest").asText()).isEqualTo(Digest.of(image).toString());
    assertThat(seen.path("layers")).hasSize(2);
    assertThat(seen.at("/layers/0/size").asLong()).isEqualTo(4);
    assertThat(seen.at("/tags/0").asText()).isEqualTo("v1");
    assertThat(seen.path("listedBy")).hasSize(1);
    assertThat(seen.at("/referrers/0/artifactType").asText())
        .isEqualTo("application/vnd.acme.note");
    assertThat(seen.has("runs")).isFalse();
  }

  @Test
  void whatATagOfTheImagesDigestNamesIsSaidAboutIt() {
    Client writer = REGISTRY.writer();
    byte[] signed = writer.pushImage("team/signed", "v1", Images.text("signed"));
    String name = Digest.of(signed).toString().replace(':', '-');
    byte[] signature = writer.pushImage("team/signed", name + ".sig", Images.text("signature"));
    writer.pushImage("team/signed", "sha256-" + "b".repeat(64) + ".sig", Images.text("another's"));
    JsonNode about =
        reader
            .get(BASE + "/repositories/team/signed/images/v1")
            .expect(200)
            .json()
            .path("referrers");
    assertThat(about).hasSize(1);
    assertThat(about.at("/0/digest").asText()).isEqualTo(Digest.of(signature).toString());
    assertThat(about.at("/0/holds").toString())
        .contains(Digest.of(Images.text("signature")).toString());
  }

  @Test
  void anImageTellsWhereItRuns() {
    String path = BASE + "/repositories/team/app/images/v2";
    REGISTRY.run(Registry.TENANT, Digest.of(other));
    try {
      assertThat(reader.get(path).expect(200).json().at("/runs/0").asText()).isEqualTo("prod/shop");
      REGISTRY.run(Registry.TENANT);
      JsonNode nowhere = reader.get(path).expect(200).json();
      assertThat(nowhere.path("runs").isArray()).isTrue();
      assertThat(nowhere.path("runs")).isEmpty();
    } finally {
      REGISTRY.removeClusters(Registry.TENANT);
    }
  }

  @Test
  void aListTellsWhichOfItsManifestsAreHere() {
    JsonNode seen = reader.get(BASE + "/repositories/team/app/images/all").expect(200).json();
    assertThat(seen.path("manifests")).hasSize(2);
    assertThat(seen.at("/manifests/0/there").asBoolean()).isTrue();
  }

  @Test
  void toLookIsNoPull() {
    reader.get(BASE + "/repositories/team/app/images/v2").expect(200);
    assertThat(REGISTRY.ledgerOf("team/app@" + Digest.of(other)))
        .noneMatch(it -> it.contains("pull"));
  }

  @Test
  void aTokenForOneRepositoryListsNothing() {
    Client narrow =
        REGISTRY.narrowed(
            reader, Grant.inPart(Role.READER, Registry.TENANT, Part.repository("team/app")));
    narrow.get(BASE + "/namespaces").expect(401);
  }
}
