package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;

/** What says something about a manifest. */
class ReferrersTest {
  private static final byte[] SUBJECT = Images.manifest(Images.text("signed"));

  @AutoClose private static final Registry REGISTRY = Registry.start();

  private final Client reader = REGISTRY.reader();

  @BeforeAll
  static void push() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
    REGISTRY.namespace(Registry.TENANT, "crew", false);
    REGISTRY.writer().pushImage("team/app", "signed", Images.text("signed"));
  }

  @Test
  void referrersAreListedWithTypeAndAnnotations() {
    byte[] about = refer("team/app", SUBJECT, "application/sbom", "listed");
    Answer answer = referrers("team/app", SUBJECT, "?artifactType=application/sbom");
    assertThat(answer.header("Content-Type")).contains(MediaTypes.OCI_INDEX);
    assertThat(answer.header("OCI-Filters-Applied")).contains("artifactType");
    assertThat(answer.json().path("schemaVersion").asInt()).isEqualTo(2);
    assertThat(answer.json().path("mediaType").asText()).isEqualTo(MediaTypes.OCI_INDEX);
    JsonNode entry = answer.json().at("/manifests/0");
    assertThat(answer.digests()).containsExactly(Digest.of(about).toString());
    assertThat(entry.path("mediaType").asText()).isEqualTo(MediaTypes.OCI_MANIFEST);
    assertThat(entry.path("size").asInt()).isEqualTo(about.length);
    assertThat(entry.path("artifactType").asText()).isEqualTo("application/sbom");
    assertThat(entry.at("/annotations/note").asText()).isEqualTo("listed");
  }

  @Test
  void referrersAreFilteredByType() {
    byte[] subject = Images.manifest(Images.text("never pushed"));
    String signature = Digest.of(refer("team/app", subject, "application/sig", "1")).toString();
    String sbom = Digest.of(refer("team/app", subject, "application/bom", "2")).toString();
    Answer all = referrers("team/app", subject, "");
    assertThat(all.digests()).containsExactlyInAnyOrder(signature, sbom);
    assertThat(all.header("OCI-Filters-Applied")).isEmpty();
    assertThat(referrers("team/app", subject, "?artifactType=application/bom").digests())
        .containsExactly(sbom);
    assertThat(referrers("team/app", subject, "?artifactType=application/none").digests())
        .isEmpty();
  }

  @Test
  void referrersOfADeletedManifestGoWithThemselvesOnly() {
    byte[] image = REGISTRY.writer().pushImage("team/gone", "v", Images.text("subject"));
    byte[] about = refer("team/gone", image, "application/sig", "stays");
    REGISTRY.writer().delete("/v2/team/gone/manifests/" + Digest.of(image)).expect(202);
    assertThat(referrers("team/gone", image, "").digests())
        .containsExactly(Digest.of(about).toString());
    REGISTRY.writer().delete("/v2/team/gone/manifests/" + Digest.of(about)).expect(202);
    assertThat(referrers("team/gone", image, "").digests()).isEmpty();
  }

  @Test
  void whatNobodyRefersToHasAnEmptyList() {
    assertThat(referrers("team/app", Images.text("nobody"), "").digests()).isEmpty();
    assertThat(referrers("team/none", Images.text("nobody"), "").digests()).isEmpty();
  }

  @Test
  void referrersOfAnotherRepositoryAreItsOwn() {
    byte[] subject = Images.manifest(Images.text("in both"));
    refer("team/app", subject, "application/sig", "1");
    assertThat(referrers("crew/app", subject, "").digests()).isEmpty();
  }

  @Test
  void manyReferrersComeInPages() {
    byte[] subject = Images.manifest(Images.text("signed by many"));
    // Three to a page of 4 MiB.
    List<String> all =
        Stream.of("a", "b", "c", "d", "e", "f", "g")
            .map(note ->
                Digest.of(refer("team/many", subject, "application/sig", note.repeat(1_200_000)))
                    .toString())
            .sorted()
            .toList();
    List<String> found = new ArrayList<>();
    Answer page = referrers("team/many", subject, "?artifactType=application/sig");
    assertThat(page.digests()).hasSizeLessThan(7);
    while (true) {
      assertThat(page.body().length).isLessThanOrEqualTo(4 << 20);
      found.addAll(page.digests());
      if (page.header("Link").isEmpty()) {
        break;
      }
      page = reader.get(page.next()).expect(200);
      assertThat(page.header("OCI-Filters-Applied")).contains("artifactType");
    }
    assertThat(found).isEqualTo(all);
  }

  private static byte[] refer(String repository, byte[] subject, String type, String note) {
    Client writer = REGISTRY.writer();
    writer.push(repository, Images.CONFIG).expect(201);
    byte[] about = Images.about(subject, type, note);
    writer.put(repository, Digest.of(about), about).expect(201);
    return about;
  }

  private Answer referrers(String repository, byte[] subject, String query) {
    return reader.get("/v2/" + repository + "/referrers/" + Digest.of(subject) + query).expect(200);
  }
}
