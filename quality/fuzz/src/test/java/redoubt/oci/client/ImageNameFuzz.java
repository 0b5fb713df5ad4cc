package redoubt.oci.client;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** An image's name leads to one registry, and reads back from what it is written as. */
final class ImageNameFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    try {
      ImageName name = ImageName.parse(text(input));
      assertThat(ImageName.parse(name.toString())).isEqualTo(name);
      assertThat(name.registry(false).toString()).isEqualTo("https://" + name.host());
    } catch (Failure refused) {
      expect(refused, "oci.bad-image", "oci.bad-name", "oci.bad-tag", "oci.bad-digest");
    }
  }
}
