package redoubt.server.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redoubt.server.browser.Browser.Look;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;

@NeedsPeer(value = "chromium", why = "the console in a browser")
@ExtendWith(OpenSite.class)
final class SigningInTest {
  private static void signIn(Page page, String apiKey) {
    page.getByLabel("API key").fill(apiKey);
    page.getByLabel("API key").press("Enter");
  }

  @Test
  void anApiKeyOpensTheConsole(Site site, Browser browser) {
    Visit visit = browser.stranger(Look.USUAL);
    visit.go("/login");
    signIn(visit.page(), site.adminKey());
    visit.page().waitForURL(site.url() + "/");
    assertThat(visit.page().locator(".who").innerText()).contains("admin");
  }

  @Test
  void theFormStandsInTheMiddleOfAnyWindow(Browser browser) {
    Visit visit = browser.stranger(Look.USUAL);
    visit.go("/login");
    for (int width : new int[] {1400, 1000, 390}) {
      visit.page().setViewportSize(width, 860);
      BoundingBox form = visit.page().locator(".door").boundingBox();
      assertThat(form.x + form.width / 2)
          .as("%s pixels", width)
          .isCloseTo(width / 2.0, within(1.0));
    }
  }

  @Test
  void aWrongKeyIsRefusedInPlainWords(Site site, Browser browser) {
    Visit visit = browser.stranger(Look.USUAL);
    visit.go("/login");
    signIn(visit.page(), "rdt_aaaaaaaaaaaaaaaa_" + "b".repeat(43));
    assertThat(visit.page().getByRole(com.microsoft.playwright.options.AriaRole.ALERT).innerText())
        .contains("This API key does not open anything.");
  }

  @Test
  void whoIsSentToSignInComesBackToWhereTheyWere(Site site, Browser browser) {
    Visit visit = browser.stranger(Look.USUAL);
    visit.go("/users");
    assertThat(visit.text()).contains("Sign in to go on.");
    signIn(visit.page(), site.adminKey());
    visit.page().waitForURL(site.url() + "/users");
    assertThat(visit.heading()).isEqualTo("Users");
  }

  @Test
  void signingOutEndsTheSessionEverywhere(Site site, Browser browser) {
    String copied = site.session(site.adminKey());
    HttpsCaller thief = site.caller().with("Cookie", copied);
    Visit visit = browser.with(copied, Look.USUAL);
    visit.go("/");
    assertThat(thief.get("/").statusCode()).isEqualTo(200);
    visit.page().getByText("Sign out").click();
    visit.page().waitForURL(site.url() + "/login?out=1");
    assertThat(visit.text()).contains("You are signed out.");
    assertThat(thief.get("/").headers().firstValue("location")).contains("/login");
    String token = copied.substring(copied.indexOf('=') + 1);
    assertThat(site.caller().withBearer(token).get("/v1/whoami").statusCode()).isEqualTo(401);
  }

  @Test
  void theKeyIsNeitherKeptInThePageNorInItsAddress(Site site, Browser browser) {
    Visit visit = browser.stranger(Look.USUAL);
    visit.go("/login");
    signIn(visit.page(), site.adminKey());
    visit.page().waitForURL(site.url() + "/");
    assertThat(visit.page().content()).doesNotContain(site.adminKey());
    assertThat(visit.page().evaluate("document.cookie")).isEqualTo("");
  }
}
