package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class ImagePagesTest {
  private static String instance(Site site) {
    return "/instances/" + site.town().instance();
  }

  /** API key of somebody who holds that role in that part alone. */
  private static String partner(Site site, String name, String role, String kind, String part) {
    HttpsCaller admin = site.admin();
    String user =
        Site.json(admin.postJson("/v1/users", Goods.text(Map.of("name", name))))
            .path("id")
            .asText();
    Site.json(
        admin.postJson(
            "/v1/instances/" + site.town().instance() + "/grants",
            Goods.text(Map.of("user", user, "role", role, kind, part))));
    return Site.json(admin.postJson("/v1/apikeys", Goods.text(Map.of("name", name, "user", user))))
        .path("apikey")
        .asText();
  }

  @Test
  void theWayLeadsFromTheNamespacesToOneImage(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/images");
    visit
        .page()
        .locator("main")
        .getByText("shop", new Locator.GetByTextOptions().setExact(true))
        .click();
    visit.page().waitForURL("**/images/shop");
    visit.button("shop/app").click();
    visit.page().waitForURL("**/tags/shop/app");
    assertThat(visit.text()).contains("latest", "linux/amd64, linux/arm64, linux/riscv64", "v2");
    visit.button("v1").click();
    visit.page().waitForURL("**/image/shop/app/at/v1");
    assertThat(visit.heading()).isEqualTo("shop/app:v1");
    assertThat(visit.text())
        .contains(site.town().goods().digest())
        .contains("COPY Jonas /usr/local/bin/app # buildkit", "293 KiB")
        .contains("/usr/local/bin/app", "serve --port=8080", "1000:1000")
        .contains("not known", "Nobody has signed it.")
        .contains("redoubt image verify shop/app:v1 --explain");
  }

  @Test
  void aListOfImagesLeadsToItsPlatformsAndSaysWhichIsMissing(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go(instance(site) + "/image/shop/app/at/latest");
    assertThat(visit.text()).contains("list of images", "linux/riscv64", "was not pushed here");
    visit.button("linux/amd64").click();
    visit.page().waitForURL("**/at/sha256*");
    assertThat(visit.text()).contains(site.town().goods().digest(), "One platform of");
  }

  @Test
  void fromAnImageThatIsNotThereAWayLeadsToTheTags(Site site, Browser browser) {
    Visit visit = browser.admin();
    assertThat(visit.go(instance(site) + "/image/shop/app/at/gone").status()).isEqualTo(404);
    visit.button("Tags of shop/app").click();
    visit.page().waitForURL("**/tags/shop/app");
    assertThat(visit.text()).contains("latest");
  }

  @Test
  void peopleAreShownByTheirNames(Site site, Browser browser) {
    Visit visit = browser.admin();
    for (String path : new String[] {"/images/shop", "/tags/shop/app", "/image/shop/app/at/v1"}) {
      visit.go(instance(site) + path);
      assertThat(visit.text()).as(path).contains("by admin");
    }
    for (String path : new String[] {"/", "/ledger"}) {
      visit.go(path);
      assertThat(visit.page().locator("td[data-label=Who]").allInnerTexts())
          .as(path)
          .contains("admin");
    }
  }

  @Test
  void aReaderSeesNoButtonThatWouldBeRefused(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.town().reader(), Browser.Look.USUAL);
    for (String path :
        new String[] {
          "/images", "/images/shop", "/tags/shop/app", "/image/shop/app/at/v1", "/signers/shop"
        }) {
      assertThat(visit.go(instance(site) + path).status()).as(path).isEqualTo(200);
      assertThat(visit.page().locator("main form[method=post]").count()).as(path).isZero();
      assertThat(visit.text()).as(path).doesNotContain("Delete", "Revoke");
    }
  }

  @Test
  void whoManagesOneNamespaceDoesThatHereAndNoMore(Site site, Browser browser) {
    HttpsCaller admin = site.admin();
    Goods.namespace(admin, site.town().instance(), "wing");
    String _ = Goods.push(admin, "wing/app", "amd64", "Ann", "v1");
    Visit visit =
        browser.signedIn(
            partner(site, "warden", "MANAGER", "namespace", "wing"), Browser.Look.USUAL);
    visit.go("/images");
    assertThat(visit.text())
        .contains("wing", "Trash", "Robots")
        .doesNotContain("shop", "Quota and traffic", "Make namespace");
    visit.go(instance(site) + "/images/wing");
    visit.page().getByText("Who may pull, which tags stay").click();
    assertThat(visit.page().locator("#limit").count()).isZero();
    visit.page().fill("#immutable", "release-*");
    visit.button("Save settings").click();
    visit.page().waitForURL("**?done=settings");
    assertThat(visit.text()).contains("release-*");
    for (String path :
        new String[] {"/images/wing/retention", "/images/wing/webhooks", "/robots", "/trash"}) {
      assertThat(visit.go(instance(site) + path).status()).as(path).isEqualTo(200);
    }
    for (String path : new String[] {"/images/shop/retention", "/images/shop/webhooks", "/quota"}) {
      assertThat(visit.go(instance(site) + path).status()).as(path).isEqualTo(403);
    }
    visit.go(instance(site) + "/image/wing/app/at/v1");
    visit.button("Delete").click();
    visit.button("Delete").click();
    visit.page().waitForURL("**done=*");
    visit.go(instance(site) + "/trash");
    assertThat(visit.text()).contains("wing/app");
  }

  @Test
  void whatIsOfAnotherTenantAnswersLikeWhatIsMissing(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.town().foreigner(), Browser.Look.USUAL);
    for (String pages :
        new String[] {instance(site), "/instances/" + site.town().foreignInstance()}) {
      for (String path :
          new String[] {"/tags/%s/app", "/image/%s/app/at/v1", "/signers/%s", "/images/%s"}) {
        int there = visit.go(pages + path.formatted("shop")).status();
        String said = visit.heading();
        assertThat(there).as(path).isIn(403, 404);
        assertThat(visit.go(pages + path.formatted("nowhere")).status()).as(path).isEqualTo(there);
        assertThat(visit.heading()).as(path).isEqualTo(said);
      }
    }
  }

  @Test
  void whoReadsOneRepositorySeesItAlone(Site site, Browser browser) {
    HttpsCaller admin = site.admin();
    Goods.namespace(admin, site.town().instance(), "parts");
    Goods.push(admin, "parts/open", "amd64", "Ann", "v1");
    Goods.push(admin, "parts/shut", "amd64", "Ann", "v1");
    Visit visit =
        browser.signedIn(
            partner(site, "guest", "READER", "repository", "parts/open"), Browser.Look.USUAL);
    visit.go("/images");
    assertThat(visit.text()).contains("parts").doesNotContain("shop", "MiB", "Storage\n");
    visit.go(instance(site) + "/images/parts");
    assertThat(visit.text()).contains("parts/open").doesNotContain("parts/shut");
    assertThat(visit.go(instance(site) + "/image/parts/open/at/v1").status()).isEqualTo(200);
    assertThat(visit.go(instance(site) + "/image/parts/shut/at/v1").status()).isEqualTo(403);
    assertThat(visit.go(instance(site) + "/images/shop").status()).isEqualTo(404);
  }

  @Test
  void manyTagsComeInPagesThatLeadOnAndBack(Site site, Browser browser) {
    HttpsCaller admin = site.admin();
    Goods.namespace(admin, site.town().instance(), "many");
    String digest = Goods.push(admin, "many/app", "amd64", "Ann", "n000");
    for (int tag = 1; tag < 120; tag++) {
      assertThat(
              admin
                  .postJson(
                      "/v1/instances/" + site.town().instance() + "/images/tag",
                      Goods.text(
                          Map.of(
                              "repository",
                              "many/app",
                              "digest",
                              digest,
                              "newTag",
                              "n%03d".formatted(tag))))
                  .statusCode())
          .isEqualTo(200);
    }
    Visit visit = browser.admin();
    visit.go(instance(site) + "/tags/many/app");
    assertThat(visit.page().locator("tbody tr").count()).isEqualTo(50);
    visit.button("Next →").click();
    visit.page().waitForURL("**after=n049**");
    assertThat(visit.page().locator("tbody tr").first().innerText()).startsWith("n050");
    visit.button("Next →").click();
    visit.page().waitForURL("**after=n099**");
    assertThat(visit.page().locator("tbody tr").count()).isEqualTo(20);
    visit.button("← Previous").click();
    visit.page().waitForURL("**before=n100**");
    assertThat(visit.page().locator("tbody tr").first().innerText()).startsWith("n050");
    visit.go(instance(site) + "/tags/many/app?search=n11");
    assertThat(visit.page().locator("tbody tr").count()).isEqualTo(10);
    visit.go(instance(site) + "/image/many/app/at/n001");
    assertThat(visit.text()).contains("n000", "and more");
  }

  @Test
  void whatAnImageSaysOfItselfIsShownAsText(Site site, Browser browser) {
    String hostile = "<img src=x onerror=alert(1)>\"'&";
    HttpsCaller admin = site.admin();
    Goods.namespace(admin, site.town().instance(), "hostile");
    Goods.push(admin, "hostile/app", "<b>amd64</b>", hostile, "v1");
    Visit visit = browser.admin();
    for (String path : new String[] {"/tags/hostile/app", "/image/hostile/app/at/v1"}) {
      visit.go(instance(site) + path);
      assertThat(visit.page().locator("main img").count()).as(path).isZero();
      assertThat(visit.page().locator("main td b").count()).as(path).isZero();
    }
    assertThat(visit.text()).contains(hostile, "linux/<b>amd64</b>");
    assertThat(visit.complaints()).isEmpty();
  }

  @Test
  void anImageGoesToTheTrashAfterAPageThatSaysWhatGoesWithIt(Site site, Browser browser) {
    HttpsCaller admin = site.admin();
    Goods.namespace(admin, site.town().instance(), "waste");
    Goods.push(admin, "waste/app", "amd64", "Ann", "old");
    Visit visit = browser.admin();
    visit.go(instance(site) + "/image/waste/app/at/old");
    visit.button("Delete").click();
    visit.page().waitForURL("**/delete-image/**");
    assertThat(visit.text())
        .contains("Its tags go with it: old", "Whether it runs anywhere is not");
    visit.button("Delete").click();
    visit.page().waitForURL("**/tags/waste/app?done=deleted");
    assertThat(visit.text()).contains("The image is in the trash", "No tags");
  }
}
