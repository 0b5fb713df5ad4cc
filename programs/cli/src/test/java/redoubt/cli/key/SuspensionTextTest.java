package redoubt.cli.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import redoubt.cli.text.JsonText;

/** Who disables a key is told what that does not end. */
final class SuspensionTextTest {
  private static String text(String dependents) throws IOException {
    return SuspensionText.of(JsonText.parse(dependents.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void nothingIsSaidOfAKeyOnWhichNothingDepends() throws IOException {
    assertThat(text("[]")).isEmpty();
  }

  @Test
  void eachClusterIsNamedAndWhatItsApiServersStillDo() throws IOException {
    assertThat(
            text(
                """
                [{"name":"prod","use":"now","holders":[{},{}],"stored":{"objects":214}},
                 {"name":"test","use":"before","holders":[]}]
                """))
        .contains(
            "prod, encrypted with it now; plugins that hold its lease: 2;"
                + " objects under it, as last counted: 214\n",
            "test, encrypted with it before\n",
            "at most 3 minutes",
            "24 hours",
            "crictl ps -q --name '^kube-apiserver$' | xargs -r crictl stop");
  }
}
