package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.NeedsPeer;

/** Makes the pictures of docs/console.md anew, in the folder that a system property names. */
@NeedsPeer(
    value = {"chromium", "etcd", "etcdctl"},
    why = "the console's pictures")
@ExtendWith(OpenSite.class)
@EnabledIfSystemProperty(named = "redoubt.screenshots", matches = ".+")
final class ScreenshotsTest {
  private static final int LARGEST = 150_000;

  @Test
  void eachPictureIsTakenAndSmall(Site site, Browser browser) throws IOException {
    assertThat(site.admin().postJson("/v1/proofs/run", "{}").statusCode()).isLessThan(300);
    String entry =
        Site.json(site.admin().get("/v1/ledger/entries?limit=1&target=" + site.town().key()))
            .path("items")
            .path(0)
            .path("id")
            .asText();
    Visit admin = browser.admin();
    take(admin, "/", "posture");
    take(admin, "/evidence", "evidence");
    take(admin, "/ledger/" + entry, "proof");
    take(admin, site.keyPage(site.town().key()), "key");
    Fleet fleet = site.town().fleet();
    fleet.beat();
    String instance = "/instances/" + site.town().instance();
    String root = Site.json(fleet.get(fleet.best(), "")).path("key").asText();
    take(admin, instance + "/clusters", "clusters");
    take(admin, fleet.page(Fleet.EXPOSED), "cluster");
    take(admin, site.keyPage(root) + "/delete", "key-delete");
    take(admin, instance + "/image/" + Goods.REPOSITORY + "/at/v2", "image");
    Visit dark = browser.signedIn(site.adminKey(), Look.USUAL.dark());
    take(dark, instance + "/keys", "keys-dark");
    take(dark, fleet.page(Fleet.PROTECTED), "cluster-dark");
    take(dark, instance + "/tags/" + Goods.REPOSITORY, "tags-dark");
    Visit phone = browser.signedIn(site.adminKey(), Look.USUAL.narrow());
    take(phone, site.keyPage(site.town().key()), "key-phone");
    take(phone, fleet.page(Fleet.MOVING) + "/migration", "migration-phone");
  }

  private static void take(Visit visit, String path, String name) throws IOException {
    Path folder = Path.of(System.getProperty("redoubt.screenshots", ""));
    Path picture = folder.resolve("console-" + name + ".png");
    visit.go(path);
    visit.page().waitForLoadState(com.microsoft.playwright.options.LoadState.NETWORKIDLE);
    visit.page().screenshot(new Page.ScreenshotOptions().setPath(picture));
    assertThat(Files.size(picture)).as(name).isLessThan(LARGEST);
  }
}
