package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class KeyPagesTest {
  @Test
  void aKeyIsMadeAndStandsInTheList(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/keys");
    visit.button("New key").click();
    Page page = visit.page();
    page.getByLabel("Name").fill("made-by-hand");
    page.getByLabel("Description").fill("For the test");
    visit.button("Make key").click();
    page.waitForURL("**/keys/*?done=created");
    assertThat(visit.heading()).isEqualTo("made-by-hand");
    assertThat(visit.text()).contains("The key is made.", "Root key", "For the test");
    visit.go("/keys");
    assertThat(page.locator("#list").innerText()).contains("made-by-hand");
  }

  @Test
  void rotatingMakesTheNextVersion(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(site.keyPage(site.newKey("to-rotate")));
    assertThat(visit.text()).contains("Version 1 wraps now").doesNotContain("Version 2");
    visit.button("Rotate").click();
    visit.button("Rotate").last().click();
    visit.page().waitForURL("**?done=rotate");
    assertThat(visit.text()).contains("The key was rotated.", "Version 2 wraps now");
  }

  @Test
  void disablingShowsAtOnce(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(site.keyPage(site.newKey("to-disable")));
    visit.button("Disable").click();
    visit.button("Disable").last().click();
    visit.page().waitForURL("**?done=disable");
    assertThat(visit.page().locator(".title .pill").innerText()).isEqualTo("Disabled");
  }

  @Test
  void deletingWantsTheKeysName(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(site.keyPage(site.newKey("to-delete")) + "/delete");
    visit.page().getByLabel("Type the key's name").fill("something else");
    visit.button("Delete").last().click();
    assertThat(visit.text()).contains("nothing was done");
    visit.page().getByLabel("Type the key's name").fill("to-delete");
    visit.button("Delete").last().click();
    visit.page().waitForURL("**?done=delete");
    assertThat(visit.page().locator(".title .pill").innerText()).isEqualTo("Deleted");
    assertThat(visit.page().getByLabel("New alias").count()).isZero();
  }

  @Test
  void deletionCanBeMadeToTakeTwoPeople(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(site.keyPage(site.newKey("to-guard")));
    visit.page().getByLabel("Deleting it takes").selectOption("2");
    visit.page().locator("form[action$='/deletion'] button").click();
    visit.page().waitForURL("**?done=changed");
    assertThat(visit.text()).contains("takes two people", "Set for deletion");
  }

  @Test
  void withoutAModuleNoKeyInAModuleIsOffered(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/instances/" + site.town().instance() + "/new-key");
    assertThat(visit.page().getByRole(com.microsoft.playwright.options.AriaRole.RADIO).count())
        .isEqualTo(2);
  }

  @Test
  void theListNarrowsWhileOneTypes(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/keys");
    visit.page().getByLabel("Search").pressSequentially("etcd-prod");
    visit.page().waitForURL("**search=etcd-prod**");
    assertThat(visit.page().locator("#list tbody tr").count()).isEqualTo(1);
  }

  @Test
  void aReaderIsShownNoButtonThatWouldBeRefused(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.town().reader(), Browser.Look.USUAL);
    visit.go(site.keyPage(site.town().key()));
    assertThat(visit.page().locator("main form, main .actions").count()).isZero();
  }
}
