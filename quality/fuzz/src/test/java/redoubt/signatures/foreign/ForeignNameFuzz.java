package redoubt.signatures.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.fuzz.ParserFuzz;

/**
 * What a workload names is an image whose key no namespace's repository has and from which it can
 * be told again, or none.
 */
final class ForeignNameFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    ForeignName.parse(text(input))
        .ifPresent(image -> {
          assertThat(image.name().key().first()).contains(".");
          assertThat(ForeignName.of(image.name().key())).isEqualTo(image.name());
          assertThat(ForeignName.parse(image.text())).contains(image);
          assertThat(image.name().registry().getHost()).isNotEmpty();
        });
  }
}
