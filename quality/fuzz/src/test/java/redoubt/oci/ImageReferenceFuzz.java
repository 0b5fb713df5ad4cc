package redoubt.oci;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.ParserFuzz;

/** An image's name is none, or reads back from what it is written as in full. */
final class ImageReferenceFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    ImageReference.parse(text(input))
        .ifPresent(name -> {
          assertThat(ImageReference.parse(name.toString())).contains(name);
          assertThat(name.normal().normal()).isEqualTo(name.normal());
        });
  }
}
