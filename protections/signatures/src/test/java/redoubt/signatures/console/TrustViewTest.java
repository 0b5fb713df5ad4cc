package redoubt.signatures.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redoubt.web.Json;
import redoubt.web.console.Moment;

/** In which order an image's page shows what was found. */
class TrustViewTest {
  private static TrustView view(List<String> signatures, List<String> checks) {
    String json =
        """
        {"repository": "team/app", "digest": "sha256:0", "signatures": [%s],
          "explanation": {"name": "policy", "parts": [{"name": "signed", "parts": [%s]}]}}
        """
            .formatted(String.join(",", signatures), String.join(",", checks));
    return TrustView.own(
        Json.parse(json.getBytes(StandardCharsets.UTF_8)),
        at -> new Moment(at, Instant.EPOCH),
        "v1",
        "host",
        "team",
        Optional.of("/signers"));
  }

  private static String signature(String evidence, boolean authentic) {
    return "{\"format\": \"notation\", \"evidence\": \"%s\", \"authentic\": %s}"
        .formatted(evidence, authentic);
  }

  private static String check(String evidence, String outcome) {
    return "{\"name\": \"notation %s\", \"outcome\": \"%s\"}".formatted(evidence, outcome);
  }

  @Test
  void whatCountsComesFirstThenWhatIsAuthenticThenByName() {
    TrustView view =
        view(
            List.of(
                signature("d", false),
                signature("b", false),
                signature("e", true),
                signature("c", true),
                signature("a", true)),
            List.of(
                check("d", "failed"),
                check("b", "failed"),
                check("e", "passed"),
                check("c", "passed"),
                check("a", "failed")));
    assertThat(view.requirements().getFirst().signatures())
        .extracting(judged -> judged.signature().orElseThrow().evidence())
        .containsExactly("c", "e", "a", "b", "d");
  }

  @Test
  void whatNobodyAsksForComesInTheSameOrder() {
    TrustView view =
        view(
            List.of(signature("c", false), signature("b", true), signature("a", false)), List.of());
    assertThat(view.others()).extracting(FoundSignature::evidence).containsExactly("b", "a", "c");
  }
}
