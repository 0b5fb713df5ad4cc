package redoubt.encryption.console;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import redoubt.encryption.console.pages.JtemigratingGenerated;
import redoubt.web.Json;
import redoubt.web.console.Moment;

/** What the console says of a migration that has ended, and the form that begins the next. */
final class MigrationFormTest {
  private static final Instant NOW = Instant.parse("2026-01-08T12:00:00Z");

  private static String page(String by) {
    String json =
        """
        {"cluster": {"id": "c", "name": "prod", "encryption": "enabled", "apiServer": "https://k"},
         "rootKey": {"id": "1", "name": "root", "ring": "r", "state": "active"},
         "plugins": [],
         "migration": {"state": "done", "by": "%s", "resources": ["secrets"], "resource": "",
           "total": 1004, "done": 1004, "rewritten": 3, "unchanged": 1001, "byOthers": 0, "gone": 0,
           "rate": 200, "startedAt": "2026-01-08T11:00:00Z", "updatedAt": "2026-01-08T11:00:09Z"}}
        """
            .formatted(by);
    ClusterSummary cluster =
        ClusterSummary.of(
            Json.parse(json.getBytes(StandardCharsets.UTF_8)), at -> new Moment(at, NOW));
    StringOutput page = new StringOutput();
    JtemigratingGenerated.render(
        new OwaspHtmlTemplateOutput(page),
        null,
        new ProgressPage("i", cluster, true, "csrf", Optional.empty()));
    return page.toString();
  }

  @Test
  void afterTheClusterDidItTheServersRateIsProposed() {
    assertThat(page("storage-version-migration")).containsPattern("name=\"rate\" value=\"200\"");
  }

  @Test
  void byWhomItWasDoneAndWhatWasSoAlreadyIsSaid() {
    assertThat(page("storage-version-migration"))
        .contains("own controller", "Stored so already</dt><dd>1\u202f001<")
        .doesNotContain("at most 200");
    assertThat(page("rewriting"))
        .contains("This server", "Stored so already</dt><dd>1\u202f001<", "at most 200");
  }
}
