package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class RegistryPagesTest {
  private static String instance(Site site) {
    return "/instances/" + site.town().instance();
  }

  @Test
  void aNamespaceIsMadeAndSaysHowToPushToIt(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/images");
    visit.page().fill("#name", "fresh");
    visit.button("Make namespace").click();
    visit.page().waitForURL("**/images/fresh?done=added");
    String host = site.url().replace("https://", "");
    assertThat(visit.text())
        .contains("docker login -u iamapikey " + host, "docker push " + host + "/fresh/app:v1");
    visit.go("/images");
    visit.page().fill("#name", "fresh");
    visit.button("Make namespace").click();
    visit.page().waitForSelector("[role=alert]");
    assertThat(visit.text()).contains("registry.namespace-taken");
  }

  @Test
  void theSettingsOfANamespaceHold(Site site, Browser browser) {
    Goods.namespace(site.admin(), site.town().instance(), "settled");
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go(instance(site) + "/images/settled");
    page.getByText("Who may pull, which tags stay").click();
    page.fill("#limit", "2 lightyears");
    visit.button("Save settings").click();
    page.waitForSelector("[role=alert]");
    assertThat(visit.text()).contains("console.bad-size");
    page.check("input[name=open]");
    page.fill("#immutable", "v*, release-?");
    page.fill("#limit", "20 GiB");
    visit.button("Save settings").click();
    page.waitForURL("**?done=settings");
    assertThat(visit.text())
        .contains("0 B of 20 GiB", "everybody, without a login", "v*, release-?");
  }

  @Test
  void whatLiesInTheTrashIsRestored(Site site, Browser browser) {
    HttpsCaller admin = site.admin();
    Goods.namespace(admin, site.town().instance(), "regret");
    String digest = Goods.push(admin, "regret/app", "amd64", "Ann", "v7");
    assertThat(admin.delete("/v2/regret/app/manifests/" + digest).statusCode()).isEqualTo(202);
    Visit visit = browser.admin();
    visit.go(instance(site) + "/trash");
    assertThat(visit.text()).contains("regret/app", "v7");
    visit.page().locator("tr:has-text('regret/app') button").click();
    visit.page().waitForURL("**/trash?done=restored");
    assertThat(visit.text()).contains("The image is restored").doesNotContain("regret/app");
    assertThat(visit.go(instance(site) + "/image/regret/app/at/v7").status()).isEqualTo(200);
  }

  @Test
  void limitsAreSetAndTakenBack(Site site, Browser browser) {
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go(instance(site) + "/quota");
    page.fill("#store", "50 GiB");
    page.fill("#traffic", "1T");
    visit.button("Save limits").click();
    page.waitForURL("**?done=limits");
    assertThat(visit.text()).contains("of 50 GiB", "of 1 TiB");
    assertThat(page.inputValue("#traffic")).isEqualTo("1 TiB");
    page.fill("#store", "");
    page.fill("#traffic", "");
    visit.button("Save limits").click();
    page.waitForURL("**?done=limits");
    assertThat(visit.text()).doesNotContain("of 50 GiB");
  }

  @Test
  void aRobotsKeyIsShownOnceAndEndsWithIt(Site site, Browser browser) {
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go(instance(site) + "/robots?namespace=" + Goods.NAMESPACE);
    assertThat(page.inputValue("#namespace")).isEqualTo(Goods.NAMESPACE);
    visit.go(instance(site) + "/robots");
    assertThat(page.inputValue("#namespace")).isEmpty();
    page.fill("#name", "builder");
    page.selectOption("#namespace", Goods.NAMESPACE);
    visit.button("Make robot").click();
    page.waitForSelector(".secret");
    String key = page.locator(".secret").innerText().strip();
    assertThat(site.as(key).get("/v2/" + Goods.REPOSITORY + "/tags/list").statusCode())
        .isEqualTo(200);
    visit.go(instance(site) + "/robots");
    assertThat(visit.text()).contains("robot.shop.builder").doesNotContain(key);
    page.locator("tr:has-text('robot.shop.builder') summary").click();
    visit.button("Remove robot.shop.builder for good").click();
    page.waitForURL("**?done=removed");
    assertThat(visit.text()).doesNotContain("robot.shop.builder");
  }

  @Test
  void aWebhookIsAddedWithoutShowingItsKeyAndRemoved(Site site, Browser browser) {
    Visit visit = browser.admin();
    Page page = visit.page();
    Goods.namespace(site.admin(), site.town().instance(), "told");
    visit.go(instance(site) + "/images/told/webhooks");
    page.fill("#url", "ftp://ci.example.org/");
    page.fill("#key", "a-long-enough-key-of-mine");
    visit.button("Add webhook").click();
    page.waitForSelector("[role=alert]");
    assertThat(page.inputValue("#key")).isEmpty();
    page.fill("#url", "https://ci.example.org/images");
    page.fill("#key", "a-long-enough-key-of-mine");
    page.uncheck("input[name=untag]");
    visit.button("Add webhook").click();
    page.waitForURL("**?done=added");
    assertThat(page.content()).doesNotContain("a-long-enough-key-of-mine");
    visit.button("https://ci.example.org/images").click();
    page.waitForURL("**?webhook=**");
    assertThat(visit.text()).contains("Nothing in the last week.", "with a key");
    page.getByText("Remove").first().click();
    visit.button("Remove for good").click();
    page.waitForURL("**?done=removed");
    assertThat(visit.text()).contains("No webhooks yet");
  }

  @Test
  void aRetentionIsShownBeforeItIsSet(Site site, Browser browser) {
    HttpsCaller admin = site.admin();
    Goods.namespace(admin, site.town().instance(), "kept");
    String old = Goods.push(admin, "kept/app", "amd64", "Ann", "v1");
    Goods.push(admin, "kept/app", "amd64", "Ann", "v2");
    Visit visit = browser.admin();
    Page page = visit.page();
    visit.go(instance(site) + "/images/kept/retention");
    assertThat(visit.text()).contains("No policy is set");
    visit.button("Show what would go").click();
    page.waitForSelector("[role=alert]");
    assertThat(visit.text()).contains("registry.bad-retention");
    page.fill("#newest", "1");
    page.check("input[name=assumeUnused]");
    visit.button("Show what would go").click();
    page.waitForSelector("#outcome");
    assertThat(visit.text())
        .contains("One image would go to the trash.", "kept/app", "Kept: 1 among the newest.");
    assertThat(admin.get("/v2/kept/app/manifests/" + old).statusCode()).isEqualTo(200);
    visit.button("Set it, and run it now").click();
    page.waitForURL("**?done=set");
    assertThat(page.inputValue("#newest")).isEqualTo("1");
    visit.button("End the policy").click();
    page.waitForURL("**?done=ended");
    assertThat(visit.text()).contains("No policy is set");
  }
}
