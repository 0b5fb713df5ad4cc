package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class EvidencePageTest {
  @Test
  void whatWasNotTriedIsShownAsNotTriedAndNeverAsProven(Site site, Browser browser) {
    List<String> untried = new ArrayList<>();
    JsonNode evidence = Site.json(site.admin().get("/v1/evidence")).path("items");
    for (JsonNode proof : Site.json(site.admin().get("/v1/proofs")).path("items")) {
      String id = proof.path("proof").asText();
      boolean tried = false;
      for (JsonNode item : evidence) {
        tried |=
            item.path("proof").asText().equals(id)
                && !item.path("outcome").asText().startsWith("not");
      }
      if (!tried) {
        untried.add(id);
      }
    }
    assertThat(untried).isNotEmpty();

    Visit visit = browser.admin();
    visit.go("/evidence");
    Locator shown = visit.page().locator("article.proof.unknown");
    assertThat(shown.locator(".meta code").allInnerTexts())
        .containsExactlyInAnyOrderElementsOf(untried);
    assertThat(shown.locator(".state").allInnerTexts()).containsOnly("Not tried");
  }

  @Test
  void aClaimThatWasAttackedLinksToItsEntryInTheLedger(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/evidence");
    visit.page().locator("section[aria-labelledby=ledger]").getByText("Run these").click();
    visit.page().waitForURL("**/evidence?tried=**");
    assertThat(visit.text()).contains("none got through");
    visit.page().locator("section[aria-labelledby=ledger] .proof.good .meta a").first().click();
    assertThat(visit.heading()).startsWith("proofs.");
    assertThat(visit.text()).contains("The hashes lead from this entry to the signed root");
  }
}
