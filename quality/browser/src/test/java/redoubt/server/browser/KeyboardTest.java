package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class KeyboardTest {
  private static final int MOST_STEPS = 60;

  /** Presses Tab until the focus is on that text; every stop on the way has to be seen. */
  private static void tabTo(Page page, String text) {
    for (int step = 0; step < MOST_STEPS; step++) {
      page.keyboard().press("Tab");
      Object ring =
          page.evaluate(
              "(() => { const s = getComputedStyle(document.activeElement);"
                  + " return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; })()");
      assertThat(ring).as("focus is seen, stop " + step).isEqualTo(true);
      if (text.equals(page.evaluate("document.activeElement.textContent.trim()"))) {
        return;
      }
    }
    throw new AssertionError("Tab does not reach " + text);
  }

  @Test
  void theKeyboardAloneSignsInAndOpensAKey(Site site, Browser browser) {
    Page page = browser.stranger(Look.USUAL).page();
    page.navigate("/login");
    page.keyboard().type(site.adminKey());
    page.keyboard().press("Enter");
    page.waitForURL(site.url() + "/");
    tabTo(page, "Keys");
    page.keyboard().press("Enter");
    page.waitForURL("**/keys");
    tabTo(page, "etcd-prod-eu");
    page.keyboard().press("Enter");
    page.waitForURL("**/keys/" + site.town().key());
    assertThat(page.locator("h1").innerText()).isEqualTo("etcd-prod-eu");
  }

  @Test
  void theFirstStopSkipsTheNavigation(Site site, Browser browser) {
    Page page = browser.admin().page();
    page.navigate("/keys");
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("content");
  }

  @Test
  void aSlashGoesToTheSearch(Site site, Browser browser) {
    Page page = browser.admin().page();
    page.navigate("/keys");
    page.keyboard().press("/");
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("search");
  }
}
