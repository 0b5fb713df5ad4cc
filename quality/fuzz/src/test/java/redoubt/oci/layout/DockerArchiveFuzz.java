package redoubt.oci.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;
import redoubt.oci.Digest;

/** An image that was saved is given the digests of its files; the input is lines of files. */
final class DockerArchiveFuzz extends ParserFuzz {
  private static final Archive ARCHIVE = new Archive();
  private static final List<Optional<String>> NAMES =
      List.of(Optional.empty(), Optional.of("app:v1"));

  @Override
  protected void check(byte[] input) {
    Path archive = ARCHIVE.ofLines(text(input));
    for (Optional<String> name : NAMES) {
      try (ImageFiles image = DockerArchive.of(archive, name)) {
        assertThat(image.root().manifest().blobs()).allMatch(image::has);
        Whole.see(image, (blob, bytes) -> assertThat(Digest.of(bytes)).isEqualTo(blob.digest()));
      } catch (Failure refused) {
        expect(refused, "oci.bad-layout", "oci.which-image");
      }
    }
  }
}
