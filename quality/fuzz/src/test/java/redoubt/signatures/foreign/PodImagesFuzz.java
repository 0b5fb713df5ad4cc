package redoubt.signatures.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;
import redoubt.web.Json;

/** Any object of an API server names images of a bearable length, or none. */
final class PodImagesFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    JsonNode object;
    try {
      object = Json.parse(input);
    } catch (Failure notJson) {
      return;
    }
    PodImages.of(object)
        .forEach(use -> {
          assertThat(use.image()).isNotEmpty();
          assertThat(use.image().length()).isLessThanOrEqualTo(512);
          assertThat(use.pulledWith().size()).isLessThanOrEqualTo(20);
        });
  }
}
