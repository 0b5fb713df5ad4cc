package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(
    value = {"chromium", "etcd", "etcdctl"},
    why = "the console's pages of clusters")
@ExtendWith(OpenSite.class)
final class ClusterPagesTest {
  private static Fleet fleet(Site site) {
    return site.town().fleet();
  }

  @Test
  void theFirstPageShowsEveryClusterWorstFirst(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/");
    List<String> rows = visit.page().locator(".matrix tbody tr").allInnerTexts();
    assertThat(rows).hasSize(4);
    assertThat(rows.getFirst()).contains(Fleet.EXPOSED, "in the clear");
    assertThat(visit.page().locator(".matrix").innerText()).contains("Protected", "Off");
    visit.page().locator(".matrix .cell").first().click();
    assertThat(visit.heading()).isEqualTo(Fleet.EXPOSED);
  }

  @Test
  void whatIsNotProtectedIsNamedAndItsValueIsNot(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(fleet(site).page(Fleet.EXPOSED));
    assertThat(visit.text())
        .contains("of 120 objects that must be encrypted are not.")
        .contains("/registry/secrets/default/token-56", "plaintext", "aesgcm key1")
        .doesNotContain("canary");
  }

  @Test
  void thePictureSaysInWordsWhatItShows(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(fleet(site).page(Fleet.EXPOSED));
    assertThat(visit.page().locator(".whole svg").getAttribute("aria-label"))
        .contains("under the current key", "under a foreign key", "9 in the clear");
    assertThat(visit.page().locator(".picture").first().locator("tbody tr").count()).isEqualTo(5);
  }

  @Test
  void whatIsProtectedHasATrendAndItsKeyIds(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(fleet(site).page(Fleet.PROTECTED));
    assertThat(visit.text())
        .contains("All 240 objects that must be encrypted are encrypted.")
        .contains("rdt-1-", "rdt-2-", "240 objects");
    visit.page().waitForSelector(".trend .uplot");
    visit.page().getByText("Figures").click();
    assertThat(visit.page().locator(".trend tbody tr").count()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void withoutScriptsTheTrendIsDrawnByTheServer(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.adminKey(), Look.USUAL.withoutScripts());
    visit.go(fleet(site).page(Fleet.PROTECTED));
    assertThat(visit.page().locator(".trend svg rect").count()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void aLedgerIsTakenWithAButton(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(fleet(site).page(Fleet.EXPOSED));
    visit.button("Take the ledger now").click();
    visit.page().waitForURL("**?done=reading");
    visit
        .page()
        .getByText("Read from etcd")
        .filter(new Locator.FilterOptions().setHasNotText(" h ago"))
        .waitFor();
    assertThat(visit.page().locator("#reading").count()).isZero();
  }

  @Test
  void aMigrationTellsHowFarItIsUntilItIsDone(Site site, Browser browser) {
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go(fleet(site).page(Fleet.MOVING));
    assertThat(page.locator("#migration").innerText()).contains("Running", "of 900 objects");
    assertThat(page.locator("#migration progress").getAttribute("value")).isEqualTo("500");
    Visit without = browser.signedIn(site.adminKey(), Look.USUAL.withoutScripts());
    without.go(fleet(site).page(Fleet.MOVING));
    assertThat(without.text()).contains("Reload to see how far it is");

    fleet(site).letMove();

    page.locator("#migration .pill.good").waitFor(new Locator.WaitForOptions().setTimeout(60_000));
    assertThat(page.locator("#migration").innerText()).contains("900 objects", "100 %");
    assertThat(page.getByLabel("Writes a second, at most").inputValue()).isEqualTo("0");
    assertThat(visit.complaints()).isEmpty();
  }

  @Test
  void disablingWantsTheClustersNameAndSaysWhatFollows(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(fleet(site).page(Fleet.PROTECTED));
    visit.button("Disable encryption").click();
    assertThat(visit.text())
        .contains("Whoever reads etcd", "redoubt encryption disable " + Fleet.PROTECTED);
    visit.page().getByLabel("Type the cluster's name").fill("another");
    visit.button("Disable encryption").last().click();
    assertThat(visit.text()).contains("nothing was done");
    visit.go(fleet(site).page(Fleet.PROTECTED));
    assertThat(visit.page().locator(".title .pill").first().innerText()).isEqualTo("Protected");
  }

  @Test
  void aRateThatIsNoNumberIsRefusedInWords(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.adminKey(), Look.USUAL.withoutScripts());
    visit.go(fleet(site).page(Fleet.EXPOSED));
    visit
        .page()
        .locator("#rate")
        .evaluate("field => { field.type = 'text'; field.value = '1e9'; }");
    visit.button("Migrate").click();
    assertThat(visit.text()).contains("The rate is not a whole number.");
  }

  @Test
  void whoOnlyAddedAClusterIsToldWhatToType(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(fleet(site).page(Fleet.OFF));
    assertThat(visit.text())
        .contains("redoubt encryption enable lab --key KEY --resources secrets --out bundle");
    assertThat(visit.page().getByRole(AriaRole.BUTTON, named("Copy command")).count())
        .isGreaterThanOrEqualTo(2);
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  @Test
  void aReaderSeesFiguresAndNeitherNamesNorButtons(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.town().reader(), Look.USUAL);
    visit.go(fleet(site).page(Fleet.EXPOSED));
    assertThat(visit.text())
        .contains("of 120 objects that must be encrypted are not.")
        .doesNotContain("/registry/secrets");
    assertThat(visit.page().locator("main form, main .actions").count()).isZero();
  }

  @Test
  void deletingARootKeyShowsTheClusterThatNeedsIt(Site site, Browser browser) {
    Visit visit = browser.admin();
    String key = Site.json(fleet(site).get(Fleet.PROTECTED, "")).path("key").asText();
    visit.go(site.keyPage(key) + "/delete");
    assertThat(visit.text()).contains("240 stored objects need it", Fleet.PROTECTED);
    visit.page().locator("main table").getByText(Fleet.PROTECTED).first().click();
    assertThat(visit.heading()).isEqualTo(Fleet.PROTECTED);
  }
}
