package redoubt.oci;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * A manifest or an index keeps its bytes and reads the same again, as what it says it is and
 * without a word of it; it needs no more content than is bounded.
 */
final class ManifestFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      Manifest manifest = Manifest.read(input, "");
      assertThat(manifest.bytes()).isEqualTo(input);
      assertThat(MediaTypes.isIndex(manifest.mediaType()))
          .isEqualTo(manifest instanceof Manifest.Index);
      assertThat(manifest.blobs().size() + manifest.manifests().size()).isLessThanOrEqualTo(10_000);
      Manifest again = Manifest.read(manifest.bytes(), manifest.mediaType());
      assertThat(again.blobs()).isEqualTo(manifest.blobs());
      assertThat(again.manifests()).isEqualTo(manifest.manifests());
      assertThat(again.subject()).isEqualTo(manifest.subject());
      assertThat(again.annotations()).isEqualTo(manifest.annotations());
      assertThat(again.artifactType()).isEqualTo(manifest.artifactType());
    } catch (Failure refused) {
      expect(refused, "oci.bad-manifest", "oci.bad-digest");
    }
  }
}
