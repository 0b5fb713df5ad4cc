package redoubt.registry.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import redoubt.web.Json;
import redoubt.web.console.Moment;

/** What a page calls manifests that say something about others. */
class ArtifactWordsTest {
  private static final String IMAGE = "a".repeat(64);

  private static ImageView view(String fields) {
    String json =
        "{\"repository\":\"team/app\",\"digest\":\"sha256:%s\",%s}"
            .formatted("b".repeat(64), fields);
    return ImageView.of(
        Json.parse(json.getBytes(StandardCharsets.UTF_8)), at -> new Moment(at, Instant.EPOCH));
  }

  @Test
  void signaturesAreNoImages() {
    ImageView bundle = view("\"artifactType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\"");
    assertThat(bundle.signature()).isTrue();
    assertThat(bundle.kind()).isEqualTo("Sigstore bundle");
    assertThat(view("\"artifactType\":\"application/vnd.cncf.notary.signature\"").kind())
        .isEqualTo("Notation signature");
  }

  @Test
  void aSignatureBesideAnImageLeadsToIt() {
    ImageView beside = view("\"tags\":[\"sha256-%s.sig\"]".formatted(IMAGE));
    assertThat(beside.signature()).isTrue();
    assertThat(beside.kind()).isEqualTo("signature beside an image");
    assertThat(beside.subject()).contains("sha256:" + IMAGE);
  }

  @Test
  void allElseIsJudgedAsImagesAre() {
    assertThat(view("\"tags\":[\"v1\",\"sha256-none.sig\"]").signature()).isFalse();
    ImageView bill = view("\"artifactType\":\"application/spdx+json\"");
    assertThat(bill.signature()).isFalse();
    assertThat(bill.kind()).isEqualTo("SPDX bill of materials");
    assertThat(view("\"artifactType\":\"application/x-own\"").kind())
        .isEqualTo("application/x-own");
  }

  @Test
  void whatIsSaidOfAnImageIsNamedInWordsWithItsTypeBeside() {
    ImageView image =
        view(
            "\"referrers\":[{\"digest\":\"sha256:1\",\"artifactType\":\"application/vnd.cncf.notary.signature\"},"
                + "{\"digest\":\"sha256:2\",\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\"}]");
    assertThat(image.referrers().shown())
        .extracting(ImageView.About::type, ImageView.About::mediaType)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "Notation signature", "application/vnd.cncf.notary.signature"),
            org.assertj.core.groups.Tuple.tuple(
                "under a tag beside the image, as of cosign 1 and 2", ""));
  }
}
