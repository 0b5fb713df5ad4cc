package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class InstancePagesTest {
  private static Locator roles(Visit visit, String of) {
    return visit.page().locator("tbody tr").filter(new Locator.FilterOptions().setHasText(of));
  }

  @Test
  void whoForgetsTheNameOfThePlaceGivesNoRoleInEverything(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/instances/" + site.town().instance());
    Page page = visit.page();
    int before = page.locator("tbody tr").count();
    page.getByLabel("Where").selectOption("namespace");
    visit.button("Give role").click();
    assertThat(visit.text()).contains("Nothing was given");
    page.getByLabel("Where").selectOption("instance");
    page.getByLabel("Named").fill("team");
    visit.button("Give role").click();
    assertThat(visit.text()).contains("Nothing was given");
    assertThat(page.locator("tbody tr").count()).isEqualTo(before);
  }

  @Test
  void aRoleIsTakenBackWithTheSecondClick(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/instances/" + site.town().instance());
    Page page = visit.page();
    page.locator("#role").selectOption("KEY_PURGE");
    page.getByLabel("Where").selectOption("ring");
    page.getByLabel("Named").fill("taken-back");
    visit.button("Give role").click();
    page.waitForURL("**?done=saved");
    Locator given = roles(visit, "taken-back");
    assertThat(given.innerText()).contains("KeyPurge");
    given.locator("summary").click();
    assertThat(page.url()).endsWith("?done=saved");
    given.getByRole(com.microsoft.playwright.options.AriaRole.BUTTON).click();
    page.waitForURL("**?done=removed");
    assertThat(roles(visit, "taken-back").count()).isZero();
  }

  @Test
  void aPageThatLeadsToTheSignInIsNoRefusal(Site site, Browser browser) {
    int before = refusals(site);
    browser.stranger(Look.USUAL).go("/instances/" + site.town().instance() + "/rings");
    assertThat(refusals(site)).isEqualTo(before);
    int status = site.caller().get("/v1/users").statusCode();
    assertThat(status).isEqualTo(401);
    assertThat(refusals(site)).isEqualTo(before + 1);
  }

  private static int refusals(Site site) {
    String path = "/v1/ledger/entries?outcome=web.no-credential&limit=200";
    return Site.json(site.admin().get(path)).path("items").size();
  }
}
