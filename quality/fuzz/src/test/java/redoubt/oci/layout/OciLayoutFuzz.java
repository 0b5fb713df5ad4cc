package redoubt.oci.layout;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** An image that is taken from a layout has its digests and sizes; the input is lines of files. */
final class OciLayoutFuzz extends ParserFuzz {
  private static final Archive ARCHIVE = new Archive();
  private static final List<Optional<String>> NAMES = List.of(Optional.empty(), Optional.of("v1"));

  @Override
  protected void check(byte[] input) {
    Path archive = ARCHIVE.ofLines(text(input));
    for (Optional<String> name : NAMES) {
      try (ImageFiles image = OciLayout.archive(archive, name)) {
        Whole.see(image, (_, _) -> {});
      } catch (Failure refused) {
        expect(
            refused,
            "oci.bad-layout",
            "oci.content-differs",
            "oci.which-image",
            "oci.bad-manifest",
            "oci.bad-digest");
      }
    }
  }
}
