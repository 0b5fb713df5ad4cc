package redoubt.oci;

import static org.assertj.core.api.Assertions.assertThat;

import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** A reference, a digest and the name of a repository are written as they were read. */
final class ReferenceFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    String text = text(input);
    try {
      assertThat(Reference.parse(text).toString()).isEqualTo(text);
    } catch (Failure refused) {
      expect(refused, "oci.bad-digest", "oci.bad-tag");
    }
    Digest.tryParse(text)
        .ifPresent(digest -> assertThat(Digest.parse(digest.toString())).isEqualTo(digest));
    try {
      RepositoryName name = new RepositoryName(text);
      assertThat(name.text()).hasSizeLessThanOrEqualTo(255).doesNotContain("..", "//");
      assertThat(name.isNested()).isEqualTo(!name.first().equals(name.text()));
    } catch (Failure refused) {
      expect(refused, "oci.bad-name");
    }
  }
}
