package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.NeedsPeer;
import redoubt.web.ApiStyle;
import redoubt.web.Route;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class EveryPageTest {
  /** Pages for strangers, ways on, and downloads. */
  private static final Set<String> NO_PAGES_OF_A_SESSION =
      Set.of(
          "/login",
          "/keys",
          "/rings",
          "/encryption",
          "/images",
          "/assets/{version}/{file}",
          "/ledger/export",
          "/ledger/{entry}/proof",
          "/instances/{instance}/ledger/export",
          "/instances/{instance}/ledger/{entry}/proof");

  @Test
  void theTourLeavesNoPageOut(Site site) {
    List<Route> routes = site.house().routes();
    ApiStyle console =
        routes.stream().filter(route -> route.path().equals("/")).findFirst().orElseThrow().style();
    assertThat(
            routes.stream()
                .filter(route -> route.method().equals("GET") && route.style().equals(console))
                .map(Route::path)
                .filter(path -> !NO_PAGES_OF_A_SESSION.contains(path)))
        .containsExactlyInAnyOrderElementsOf(Tour.pages(site).keySet());
  }

  @Test
  void everyPageIsReadAndUsedWithoutScripts(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.adminKey(), Look.USUAL.withoutScripts());
    List<String> wrong = new ArrayList<>();
    Tour.pages(site)
        .values()
        .forEach(path -> {
          Response response = visit.go(path);
          int forms = visit.page().locator("main form").count();
          int buttons = visit.page().locator("main form:has(button:visible)").count();
          int closed = visit.page().locator("main details:not([open]) form").count();
          if (response.status() != 200 || visit.heading().isBlank() || buttons + closed < forms) {
            wrong.add(path + " " + response.status() + " " + buttons + " of " + forms + " forms");
          }
        });
    assertThat(wrong).isEmpty();
  }

  @Test
  void noPageBreaksItsContentSecurityPolicyOrMissesAFile(Site site, Browser browser) {
    Visit visit = browser.admin();
    Tour.pages(site).values().forEach(visit::go);
    assertThat(visit.complaints()).isEmpty();
  }

  @Test
  void aScriptThatSomebodySlipsInDoesNotRunAndIsNoticed(Site site, Browser browser) {
    Visit visit = browser.admin();
    visit.go("/");
    visit
        .page()
        .evaluate(
            "const script = document.createElement('script');"
                + "script.textContent = 'window.slipped = true'; document.body.append(script)");
    assertThat(visit.page().evaluate("window.slipped")).isNull();
    assertThat(visit.complaints()).anyMatch(it -> it.contains("Content Security Policy"));
  }

  @Test
  void noPageScrollsSidewaysOnAPhone(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.adminKey(), Look.USUAL.narrow());
    List<String> wide = new ArrayList<>();
    Tour.pages(site)
        .values()
        .forEach(path -> {
          visit.go(path);
          if (visit.overhang() > 0) {
            wide.add(path + " by " + visit.overhang());
          }
        });
    assertThat(wide).isEmpty();
  }

  @Test
  void onAPhoneTheMenuLeadsOn(Site site, Browser browser) {
    Visit visit = browser.signedIn(site.adminKey(), Look.USUAL.narrow());
    visit.go("/");
    assertThat(visit.page().getByRole(AriaRole.NAVIGATION).first().isVisible()).isFalse();
    visit.page().getByText("Menu").click();
    visit.page().getByRole(AriaRole.NAVIGATION).getByText("Users").click();
    assertThat(visit.heading()).isEqualTo("Users");
  }

  @Test
  void aPathThatLeadsNowhereIsAPageToABrowser(Site site, Browser browser) {
    Visit visit = browser.admin();
    assertThat(visit.go("/no-such-page").status()).isEqualTo(404);
    assertThat(visit.heading()).isEqualTo("There is nothing at this path.");
  }
}
