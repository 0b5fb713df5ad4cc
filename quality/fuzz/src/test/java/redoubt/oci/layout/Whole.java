package redoubt.oci.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.BiConsumer;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.client.Fetched;

/** What holds for every image that is taken from files. */
final class Whole {
  private Whole() {}

  /**
   * A manifest has its digest, and what it names has its size or is refused.
   *
   * @param blobs sees each blob with all of its bytes
   */
  static void see(ImageFiles image, BiConsumer<Descriptor, byte[]> blobs) {
    see(image, image.root(), blobs);
    for (Descriptor listed : image.root().manifest().manifests()) {
      try {
        see(image, image.manifest(listed), blobs);
      } catch (Failure refused) {
        assertThat(refused.code())
            .isIn("oci.bad-layout", "oci.content-differs", "oci.bad-manifest", "oci.bad-digest");
      }
    }
  }

  private static void see(ImageFiles image, Fetched fetched, BiConsumer<Descriptor, byte[]> blobs) {
    assertThat(fetched.digest().algorithm().of(fetched.manifest().bytes()))
        .isEqualTo(fetched.digest());
    for (Descriptor blob : fetched.manifest().blobs()) {
      try (InputStream in = image.open(blob)) {
        byte[] bytes = in.readAllBytes();
        assertThat(image.has(blob)).isTrue();
        assertThat((long) bytes.length).isEqualTo(blob.size());
        blobs.accept(blob, bytes);
      } catch (Failure refused) {
        assertThat(refused.code())
            .isEqualTo(image.has(blob) ? "oci.content-differs" : "oci.bad-layout");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
