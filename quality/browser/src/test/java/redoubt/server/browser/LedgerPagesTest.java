package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class LedgerPagesTest {
  private static final Pattern NODE = Pattern.compile("SHA-256\\(01 ‖ (.+) ‖ (.+)\\)");

  @Test
  void everyUseOfAKeyIsThere(Site site, Browser browser) {
    String key = site.newKey("watched");
    Visit visit = browser.admin();
    visit.go(site.keyPage(key) + "/disable");
    visit.button("Disable").last().click();
    visit.page().waitForURL("**?done=disable");
    visit.go("/instances/" + site.town().instance() + "/ledger?target=" + key);
    assertThat(visit.page().locator("#list").innerText())
        .contains("kms.secrets.create", "kms.secrets.disable");
  }

  @Test
  void whatWasRefusedIsSaidInWordsBesideItsCode(Site site, Browser browser) {
    int refused =
        site.caller()
            .postForm(
                "/identity/token",
                Site.form(
                    "grant_type", "urn:ibm:params:oauth:grant-type:apikey", "apikey", "no-key"))
            .statusCode();
    assertThat(refused).isBetween(400, 401);
    Visit visit = browser.admin();
    visit.go("/");
    assertThat(visit.text()).contains("identity.bad-apikey", "the API key is not good");
    visit.go("/ledger?outcome=identity.bad-apikey");
    assertThat(visit.page().locator("#list tbody tr").first().innerText())
        .contains("identity.bad-apikey", "the API key is not good");
    visit.page().locator("#list tbody tr a").first().click();
    visit.page().waitForSelector("#proof");
    assertThat(visit.text()).contains("identity.bad-apikey", "the API key is not good");
  }

  @Test
  void peopleAndInstancesThatEntriesAreAboutHaveTheirNames(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/ledger?target=" + site.town().readerUser());
    assertThat(visit.page().locator("td[data-label=Target]").first().innerText())
        .isEqualTo("Jonas Weber");
    visit.go("/ledger?target=" + site.town().foreignInstance());
    assertThat(visit.page().locator("td[data-label=Target]").first().innerText())
        .isEqualTo("team-blue");
    visit.page().locator("#list tbody tr a").first().click();
    visit.page().waitForSelector("#proof");
    assertThat(visit.text()).contains(site.town().foreignInstance(), "team-blue");
  }

  @Test
  void theStepsOfAProofLeadFromTheEntryToTheSignedRoot(Site site, Browser browser)
      throws Exception {
    HttpsCaller admin = site.admin();
    String id =
        Site.json(admin.get("/v1/ledger/entries?limit=1&target=" + site.town().key()))
            .path("items")
            .path(0)
            .path("id")
            .asText();
    JsonNode proof = Site.json(admin.get("/v1/ledger/entries/" + id + "/proof"));
    Visit visit = browser.admin();
    visit.go("/ledger/" + id);
    List<String> formulas =
        visit.page().locator(".chain li:not(.root) code:first-of-type").allInnerTexts();
    List<String> hashes = visit.page().locator(".chain li:not(.root) b").allInnerTexts();

    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update((byte) 0);
    sha256.update(proof.path("entry").toString().getBytes(StandardCharsets.UTF_8));
    byte[] hash = sha256.digest();
    List<String> expected = new ArrayList<>(List.of(text(hash)));
    for (String formula : formulas.subList(1, formulas.size())) {
      Matcher node = NODE.matcher(formula);
      sha256.update((byte) (node.matches() ? 1 : 0));
      if (node.matches()) {
        for (String part : List.of(node.group(1), node.group(2))) {
          sha256.update(part.equals("hash above") ? hash : Base64.getDecoder().decode(part));
        }
      } else {
        sha256.update(leaf(proof.path("leaf"), hash));
      }
      hash = sha256.digest();
      expected.add(text(hash));
    }
    assertThat(hashes).isEqualTo(expected);

    // The root that the page ends in is the one that the ledger had at that size.
    List<String> note = visit.page().locator("pre").innerText().lines().toList();
    JsonNode then =
        Site.json(admin.get("/v1/ledger/consistency?from=" + note.get(1) + "&to=" + note.get(1)));
    assertThat(text(hash)).isEqualTo(note.get(2)).isEqualTo(then.path("fromRoot").asText());
    assertThat(visit.text()).contains("The hashes lead from this entry to the signed root");
  }

  private static byte[] leaf(JsonNode leaf, byte[] root) {
    Instant at = Instant.parse(leaf.path("at").asText());
    return ByteBuffer.allocate(13 + root.length)
        .put((byte) 1)
        .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, at))
        .putInt(leaf.path("count").asInt())
        .put(root)
        .array();
  }

  private static String text(byte[] hash) {
    return Base64.getEncoder().encodeToString(hash);
  }
}
